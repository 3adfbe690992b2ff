//! Shapes on a slide → the order in which they are read.
//!
//! Titles first. The rest is cut in two at the widest gap that runs through the whole area, between
//! columns or between rows, and each half again; what cannot be cut is read from the top, then from
//! the left. Shapes without a place stay in the order of the file, at the end; what stands on every
//! slide (date, footer, number) comes last.
//!
//! Not here: slides that are read from right to left.

use super::super::page::ExtractedPage;
use super::super::page::PageBuilder;
use super::blocks::Block;

/// More shapes than this on one slide are put in order by their places only.
const MAX_CUT: usize = 300;

/// Where a shape is, in any unit that is the same for all shapes of a slide.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Area {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Area {
    fn around(self, other: Self) -> Self {
        let (left, top) = (self.left.min(other.left), self.top.min(other.top));
        let right = (self.left + self.width).max(other.left + other.width);
        let bottom = (self.top + self.height).max(other.top + other.height);
        Self {
            left,
            top,
            width: right - left,
            height: bottom - top,
        }
    }
}

/// What a shape is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Purpose {
    Title,
    #[default]
    Content,
    /// Date, footer, slide number.
    Furniture,
    /// The speaker's notes, on a page of notes.
    Notes,
    /// A picture of the slide, on a page of notes.
    Thumbnail,
}

/// A shape with text.
#[derive(Clone, Debug, Default)]
pub(super) struct Shape {
    pub(super) purpose: Purpose,
    pub(super) area: Option<Area>,
    pub(super) blocks: Vec<Block>,
    /// Kind and index of the placeholder that it fills (PPTX).
    pub(super) placeholder: Option<(String, Option<String>)>,
}

/// One shape of several: a group, read as one.
pub(super) fn group(area: Option<Area>, shapes: Vec<Shape>) -> Shape {
    let area = area.or_else(|| {
        let areas = shapes.iter().filter_map(|shape| shape.area);
        areas.reduce(Area::around)
    });
    let blocks = in_order(shapes).into_iter().flat_map(|shape| shape.blocks);
    Shape {
        area,
        blocks: blocks.collect(),
        ..Shape::default()
    }
}

/// One slide as a page; `notes` are the speaker's.
pub(super) fn page(shapes: Vec<Shape>, notes: &[Block]) -> ExtractedPage {
    let mut page = PageBuilder::default();
    for shape in in_order(shapes) {
        page.gap();
        for block in &shape.blocks {
            let (Block::Text(text)
            | Block::Rest(text)
            | Block::Heading(_, text)
            | Block::Furniture(text)) = block
            else {
                continue;
            };
            match shape.purpose {
                Purpose::Title => {
                    let words: Vec<&str> = text.split_whitespace().collect();
                    page.heading(1, &words.join(" "));
                }
                Purpose::Furniture => page.furniture(text),
                _ => page.text(text),
            }
        }
    }
    if notes
        .iter()
        .any(|block| !super::blocks::lines(std::slice::from_ref(block)).is_empty())
    {
        page.gap();
        page.furniture("Notes");
        page.text(&super::blocks::lines(notes));
    }
    page.finish()
}

fn in_order(shapes: Vec<Shape>) -> Vec<Shape> {
    let mut placed = Vec::new();
    let (mut titles, mut unplaced, mut furniture) = (Vec::new(), Vec::new(), Vec::new());
    for shape in shapes {
        match (shape.purpose, shape.area) {
            (Purpose::Title, _) => titles.push(shape),
            (Purpose::Furniture, _) => furniture.push(shape),
            _ if super::blocks::lines(&shape.blocks).is_empty() => {}
            (_, Some(area)) => placed.push((area, shape)),
            (_, None) => unplaced.push(shape),
        }
    }
    let mut ordered = titles;
    if MAX_CUT < placed.len() {
        from_the_top(&mut placed);
        ordered.extend(placed.into_iter().map(|(_, shape)| shape));
    } else {
        let mut left = vec![placed];
        while let Some(mut shapes) = left.pop() {
            if let Some((first, second)) = cut(&mut shapes) {
                left.push(second);
                left.push(first);
            } else {
                from_the_top(&mut shapes);
                ordered.extend(shapes.into_iter().map(|(_, shape)| shape));
            }
        }
    }
    ordered.extend(unplaced);
    ordered.extend(furniture);
    ordered
}

fn from_the_top(shapes: &mut [(Area, Shape)]) {
    shapes.sort_by(|(a, _), (b, _)| {
        (a.top.total_cmp(&b.top)).then_with(|| a.left.total_cmp(&b.left))
    });
}

type Placed = Vec<(Area, Shape)>;

/// The shapes before and after the widest gap between all of them, if there is one.
fn cut(shapes: &mut Placed) -> Option<(Placed, Placed)> {
    let across = |area: &Area| (area.left, area.width);
    let down = |area: &Area| (area.top, area.height);
    let column_gap = widest_gap(shapes, across);
    let row_gap = widest_gap(shapes, down);
    let is_column = match (column_gap, row_gap) {
        (None, None) => return None,
        // Cards in a grid have the same gaps both ways and are read row by row.
        (Some((_, column)), Some((_, row))) => row < column,
        (column, None) => column.is_some(),
        (None, _) => false,
    };
    let (at, _) = if is_column { column_gap? } else { row_gap? };
    let is_before = |area: &Area| {
        let (start, _) = if is_column { across(area) } else { down(area) };
        start < at
    };
    let (first, second): (Placed, Placed) = std::mem::take(shapes)
        .into_iter()
        .partition(|(area, _)| is_before(area));
    Some((first, second))
}

/// Where the widest gap ends, and how wide it is.
fn widest_gap(shapes: &Placed, side: impl Fn(&Area) -> (f64, f64)) -> Option<(f64, f64)> {
    // Frames of text are larger than the text in them and overlap a little.
    let mut spans: Vec<(f64, f64, f64)> = shapes
        .iter()
        .map(|(area, _)| {
            let (start, length) = side(area);
            (start, start + length * 0.05, start + length * 0.95)
        })
        .collect();
    spans.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut widest: Option<(f64, f64)> = None;
    let mut reach = f64::NEG_INFINITY;
    let mut last_start = f64::NEG_INFINITY;
    for (start, from, until) in spans {
        let gap = from - reach;
        // The halves must differ in where their shapes start.
        if reach.is_finite()
            && 0.0 < gap
            && last_start < start
            && widest.is_none_or(|(_, w)| w < gap)
        {
            widest = Some((start, gap));
        }
        reach = reach.max(until);
        last_start = last_start.max(start);
    }
    widest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str, left: f64, top: f64, width: f64, height: f64) -> Shape {
        Shape {
            area: Some(Area {
                left,
                top,
                width,
                height,
            }),
            blocks: vec![Block::Text(text.to_owned())],
            ..Shape::default()
        }
    }

    #[track_caller]
    fn check(shapes: Vec<Shape>, expected: &str) {
        assert_eq!(page(shapes, &[]).text.replace("\n\n", "\n"), expected);
    }

    #[test]
    fn two_columns_under_a_line_are_read_one_after_the_other() {
        check(
            vec![
                shape("right text", 55.0, 40.0, 40.0, 50.0),
                shape("right head", 55.0, 30.0, 40.0, 10.0),
                shape("left text", 5.0, 40.0, 40.0, 50.0),
                shape("left head", 5.0, 30.0, 40.0, 10.0),
                shape("above", 5.0, 5.0, 90.0, 10.0),
            ],
            "above\nleft head\nleft text\nright head\nright text\n",
        );
    }

    #[test]
    fn cards_in_a_grid_are_read_row_by_row() {
        check(
            vec![
                shape("d", 50.0, 50.0, 40.0, 40.0),
                shape("c", 0.0, 50.0, 40.0, 40.0),
                shape("b", 50.0, 0.0, 40.0, 40.0),
                shape("a", 0.0, 0.0, 40.0, 40.0),
            ],
            "a\nb\nc\nd\n",
        );
    }

    #[test]
    fn a_title_comes_first_and_furniture_last() {
        let mut title = shape("Title\u{b}of two lines", 0.0, 80.0, 10.0, 10.0);
        title.purpose = Purpose::Title;
        let mut number = shape("7", 0.0, 0.0, 1.0, 1.0);
        number.purpose = Purpose::Furniture;
        check(
            vec![number, shape("text", 0.0, 10.0, 10.0, 10.0), title],
            "Title of two lines\ntext\n7\n",
        );
    }
}
