//! What a page is about, and what stands around it: navigation, banners, the site's head and foot.
//!
//! The rule: when in doubt, keep. An element goes only where it is navigation or a consent banner by
//! its own name *and* by what it holds, or stands outside what the page marks as its main content.
//! What is likely, but not certain, to be on every page of a site is kept as furniture.
//!
//! | | goes | is furniture |
//! |---|---|---|
//! | outside `<main>`, `<article>`, `role=main` | nav, header, footer, aside, and their roles | what is named like them, lists of links |
//! | the page marks no main content, but holds text | nav and its roles, if mostly links | footer; what is named like navigation |
//! | anywhere | consent banners; nav that is mostly links; DocBook's links between chapters | crumbs, sharing, paging by name, if mostly links |
//!
//! Source: WAI-ARIA 1.2 landmarks; names as found on government sites, Korean ones (gnb, lnb) too.

use std::collections::{HashMap, HashSet};

use ego_tree::iter::Edge;
use ego_tree::{NodeId, NodeRef};
use scraper::node::Element;
use scraper::{Html, Node};

/// Elements around the content of a page.
const SURROUNDINGS: [&str; 4] = ["nav", "header", "footer", "aside"];
const SURROUNDING_ROLES: [&str; 4] = ["navigation", "banner", "contentinfo", "complementary"];
const NAVIGATION_ROLES: [&str; 6] = [
    "navigation",
    "menu",
    "menubar",
    "toolbar",
    "search",
    "tablist",
];
/// Words in an element's id or class that name navigation or what stands on every page of a site.
const CHROME: &str = " nav navbar navigation menu gnb lnb snb tnb breadcrumb breadcrumbs crumb crumbs \
    sidebar skip skipnav skiplink skiplinks skipnavigation toolbar masthead topbar sns share sharing social \
    pagination paging pager sitemap quicklinks utility footer foot header banner ";
/// Such words that no element with content of its own has.
const CERTAIN_CHROME: &str = " skipnav skiplinks breadcrumb breadcrumbs footer ";
/// What the generator of a manual calls its links to the chapters before and after (DocBook).
const GENERATED_NAVIGATION: &str = " navheader navfooter ";
const CONSENT: &str = " cookie cookies cookiebanner cookieconsent consent gdpr onetrust cookiebot ";
/// Ids and classes of the element that holds what the page is about.
const MAIN: &str = " content main main-content maincontent main_content contents bodycontent \
    mw-content-text page-content primary-content entry-content article-body article_body post-content \
    sub_content con_area view_cont board_view bbs_view contentarea content-area cont_area ";

/// Least characters outside links that make a page one with text of its own.
const ENOUGH_TEXT: usize = 200;
/// Most characters of a banner that asks for consent.
const MAX_BANNER: usize = 3_000;

/// What the whole tree says that decides how its parts are written.
#[derive(Default)]
pub(super) struct Shape {
    /// Cells that hold a table or a heading: they lay the page out, they are no table of data.
    pub(super) layout_cells: HashSet<NodeId>,
    /// Elements that are left out.
    pub(super) dropped: HashSet<NodeId>,
    /// Elements that are kept as what stands on every page.
    pub(super) furniture: HashSet<NodeId>,
}

/// What an element holds that a browser shows; characters without white space.
#[derive(Clone, Copy, Default)]
struct Holds {
    characters: usize,
    in_links: usize,
    links: usize,
    headings: usize,
    has_main: bool,
}

impl Holds {
    fn outside_links(self) -> usize {
        self.characters.saturating_sub(self.in_links)
    }

    /// Whether at least `percent` of its characters are in links.
    fn is_linked(self, percent: usize) -> bool {
        0 < self.links && self.characters * percent <= self.in_links * 100
    }

    /// Whether it has at most `percent` of what `all` has.
    fn is_part(self, all: Self, percent: usize) -> bool {
        self.characters * 100 <= all.characters * percent
    }
}

impl Shape {
    /// Looks at a whole page, of which everything is content.
    pub(super) fn plain(html: &Html) -> Self {
        Self {
            layout_cells: layout_cells(html),
            ..Self::default()
        }
    }

    /// Looks at a whole page that may have a site around it.
    pub(super) fn of(html: &Html) -> Self {
        let mut shape = Self::plain(html);
        let held = holdings(html);
        let of = |node: NodeRef<'_, Node>| held.get(&node.id()).copied().unwrap_or_default();
        let all = of(html.tree.root());
        let named = named_main(html, all, &held);
        let is_main = |node: NodeRef<'_, Node>| is_main(node) || named == Some(node.id());
        let has_main = all.has_main || named.is_some();
        let generated: usize = html
            .tree
            .nodes()
            .filter(|node| {
                node.value()
                    .as_element()
                    .is_some_and(is_generated_navigation)
            })
            .map(|node| of(node).characters)
            .sum();
        let above: HashSet<NodeId> = named
            .and_then(|id| html.tree.get(id))
            .map(|main| main.ancestors().map(|above| above.id()).collect())
            .unwrap_or_default();
        let mut main_depth = 0_usize;
        let mut inside: Option<NodeId> = None;
        for edge in html.tree.root().traverse() {
            let (node, is_open) = match edge {
                Edge::Open(node) => (node, true),
                Edge::Close(node) => (node, false),
            };
            let Some(element) = node.value().as_element() else {
                continue;
            };
            if let Some(id) = inside {
                if !is_open && id == node.id() {
                    inside = None;
                }
                continue;
            }
            if is_main(node) {
                main_depth = if is_open {
                    main_depth + 1
                } else {
                    main_depth.saturating_sub(1)
                };
                continue;
            }
            if !is_open {
                continue;
            }
            let holds = of(node);
            let place = Place {
                is_outside: has_main && main_depth == 0,
                is_around_main: holds.has_main || above.contains(&node.id()),
                has_main,
                has_own_text: generated < all.characters,
            };
            match judge(element, holds, all, place) {
                Judgement::Content => continue,
                Judgement::Drop => shape.dropped.insert(node.id()),
                Judgement::Furniture => shape.furniture.insert(node.id()),
            };
            inside = Some(node.id());
        }
        shape
    }
}

enum Judgement {
    Content,
    Drop,
    Furniture,
}

/// Where an element stands.
#[derive(Clone, Copy)]
struct Place {
    /// Outside the main content, which is marked.
    is_outside: bool,
    /// The main content is inside it.
    is_around_main: bool,
    has_main: bool,
    /// The page has text beside generated navigation.
    has_own_text: bool,
}

fn is_generated_navigation(element: &Element) -> bool {
    is_block(element.name()) && named(element, GENERATED_NAVIGATION)
}

fn judge(element: &Element, holds: Holds, all: Holds, place: Place) -> Judgement {
    if holds.characters == 0
        || matches!(element.name(), "html" | "head" | "body")
        || place.is_around_main
    {
        return Judgement::Content;
    }
    let name = element.name();
    let role = element
        .attr("role")
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let role = role.as_str();
    if named(element, CONSENT) && holds.characters <= MAX_BANNER && holds.is_part(all, 30) {
        return Judgement::Drop;
    }
    if place.has_own_text && is_generated_navigation(element) {
        return Judgement::Drop;
    }
    let is_navigation = name == "nav" || NAVIGATION_ROLES.contains(&role);
    if place.is_outside {
        if SURROUNDINGS.contains(&name) || SURROUNDING_ROLES.contains(&role) || is_navigation {
            // A site's head may hold the page's own title.
            let has_title = 0 < holds.headings && !holds.is_linked(50);
            return if has_title {
                Judgement::Furniture
            } else {
                Judgement::Drop
            };
        }
        let is_list_of_links = 5 <= holds.links && holds.is_linked(90) && is_block(name);
        if (named(element, CHROME) || is_list_of_links) && holds.is_part(all, 40) {
            return Judgement::Furniture;
        }
        return Judgement::Content;
    }
    let has_text = ENOUGH_TEXT <= all.outside_links().saturating_sub(holds.outside_links());
    if !has_text {
        return Judgement::Content;
    }
    if is_navigation && holds.is_linked(60) && holds.is_part(all, 40) {
        return Judgement::Drop;
    }
    if !place.has_main
        && matches!((name, role), ("footer", _) | (_, "contentinfo"))
        && holds.is_part(all, 20)
    {
        return Judgement::Furniture;
    }
    let is_named = named(element, CERTAIN_CHROME) || named(element, CHROME) && holds.is_linked(60);
    if is_block(name) && is_named && holds.is_part(all, 20) {
        return Judgement::Furniture;
    }
    Judgement::Content
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "div"
            | "ul"
            | "ol"
            | "dl"
            | "table"
            | "section"
            | "nav"
            | "header"
            | "footer"
            | "aside"
            | "form"
    )
}

/// Whether a word of the element's id or class is in `list`.
fn named(element: &Element, list: &str) -> bool {
    let is_listed = |word: &str| {
        !word.is_empty()
            && list
                .split_ascii_whitespace()
                .any(|listed| listed.eq_ignore_ascii_case(word))
    };
    [element.attr("id"), element.attr("class")]
        .into_iter()
        .flatten()
        // No name that a person gave is longer.
        .filter(|names| names.len() <= 1_000)
        .any(|names| {
            names
                .split(|c: char| c.is_ascii_whitespace() || matches!(c, '-' | '_' | ':'))
                .any(is_listed)
        })
}

fn is_main(node: NodeRef<'_, Node>) -> bool {
    node.value().as_element().is_some_and(|element| {
        matches!(element.name(), "main" | "article") || element.attr("role") == Some("main")
    })
}

/// The outermost element named as main content that has most of the text; `None` if one is marked.
fn named_main(html: &Html, all: Holds, held: &HashMap<NodeId, Holds>) -> Option<NodeId> {
    if all.has_main || all.outside_links() < ENOUGH_TEXT {
        return None;
    }
    let is_named = |element: &Element| {
        [element.attr("id"), element.attr("class")]
            .into_iter()
            .flatten()
            .filter(|names| names.len() <= 1_000)
            .flat_map(str::split_ascii_whitespace)
            .any(|name| {
                MAIN.split_ascii_whitespace()
                    .any(|main| main.eq_ignore_ascii_case(name))
            })
    };
    html.tree.root().descendants().find_map(|node| {
        let element = node.value().as_element()?;
        let holds = held.get(&node.id())?;
        let has_most = all.outside_links() <= holds.outside_links() * 2;
        (is_block(element.name()) && has_most && is_named(element)).then(|| node.id())
    })
}

/// What each element holds, and under the root's id the whole page.
fn holdings(html: &Html) -> HashMap<NodeId, Holds> {
    let mut held: HashMap<NodeId, Holds> = HashMap::new();
    let mut open: Vec<Holds> = vec![Holds::default()];
    let (mut links, mut unshown, mut around) = (0_usize, 0_usize, 0_usize);
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(element) => {
                    open.push(Holds::default());
                    unshown += usize::from(super::is_unshown(element));
                    links += usize::from(element.attr("href").is_some());
                    around += usize::from(matches!(element.name(), "nav" | "aside" | "footer"));
                }
                Node::Text(text) if unshown == 0 => {
                    let characters = text.chars().filter(|c| !c.is_whitespace()).count();
                    if let Some(holds) = open.last_mut() {
                        holds.characters += characters;
                        holds.in_links += if 0 < links { characters } else { 0 };
                    }
                }
                _ => {}
            },
            Edge::Close(node) => {
                let Some(element) = node.value().as_element() else {
                    continue;
                };
                let mut holds = open.pop().unwrap_or_default();
                let is_link = element.attr("href").is_some();
                unshown = unshown.saturating_sub(usize::from(super::is_unshown(element)));
                links = links.saturating_sub(usize::from(is_link));
                holds.links += usize::from(is_link && 0 < holds.characters);
                holds.headings += usize::from(element.name() == "h1");
                // An empty one is for a script to fill; one in an aside is a teaser.
                holds.has_main |= is_main(node) && 0 < holds.characters && around == 0;
                around = around.saturating_sub(usize::from(matches!(
                    element.name(),
                    "nav" | "aside" | "footer"
                )));
                held.insert(node.id(), holds);
                if let Some(parent) = open.last_mut() {
                    parent.characters += holds.characters;
                    parent.in_links += holds.in_links;
                    parent.links += holds.links;
                    parent.headings += holds.headings;
                    parent.has_main |= holds.has_main;
                }
            }
        }
    }
    held.insert(html.tree.root().id(), open.pop().unwrap_or_default());
    held
}

fn layout_cells(html: &Html) -> HashSet<NodeId> {
    let mut layout_cells = HashSet::new();
    let mut open_cells: Vec<NodeId> = Vec::new();
    // All cells in `open_cells` up to this index are known to be layout.
    let mut known_layout = 0;
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => match node.value().as_element().map(Element::name) {
                Some("td" | "th") => open_cells.push(node.id()),
                Some("table" | "h1" | "h2" | "h3" | "h4") => {
                    layout_cells.extend(open_cells.iter().skip(known_layout));
                    known_layout = open_cells.len();
                }
                _ => {}
            },
            Edge::Close(node) => {
                if open_cells.last() == Some(&node.id()) {
                    open_cells.pop();
                    known_layout = known_layout.min(open_cells.len());
                }
            }
        }
    }
    layout_cells
}
