//! The forms in which languages define terms.
//!
//! The sentence is matched with one character in the place of the term: U+E001 where it stands in
//! quotation marks, U+E000 where not. A form that holds also in other sentences ("X means that …")
//! has an exception. Patterns are linear in the text (`regex`).
//!
//! What the forms find is measured on sentences of real laws and speeches, labelled by hand:
//! `tests/definitions/`.

use std::sync::LazyLock;

use regex::Regex;

use super::sentence::Sentence;

/// Words that definitions are made with, as they are looked up in the index: one of each form at
/// least stands near the term.
#[rustfmt::skip] // One a line would be two pages.
pub(super) const CUES: &[&str] = &[
    // English
    "means", "mean", "meaning", "meant", "refers", "refer", "denotes", "designates", "signifies",
    "defined", "define", "defining", "definition", "understood", "understand", "term", "described",
    "stands", "includes", "any", "taken", "construed",
    // Korean
    "말한다", "의미한다", "뜻한다", "일컫는다", "가리킨다", "지칭한다", "정의한다", "정의된다", "정의",
    "같다", "말하며", "말하고", "말합니다", "의미합니다", "뜻합니다", "의미하며", "함은", "것을", "말함",
    // German
    "bezeichnet", "bezeichnen", "bedeutet", "bedeuten", "meint", "versteht", "verstehen",
    "verstanden", "Sinne", "gilt", "gelten", "definiert", "Begriff", "Ausdruck", "alle", "jede", "eine",
    // French
    "entend", "entendent", "entendu", "désigne", "désignent", "signifie", "définit", "définie",
    "défini", "terme", "vise", "tout", "toute",
    // Spanish
    "entiende", "entenderá", "entiéndese", "entienden", "entendemos", "significa", "designa",
    "cualquier", "toda", "todo", "conjunto", "persona", "define", "definido", "definida", "denomina", "refiere", "término", "considera", "considerará",
    // Japanese
    "とは", "をいう", "を指す", "意味する", "定義",
    // Chinese
    "是指", "系指", "係指", "指的", "包括", "所称", "所稱", "所谓", "所謂", "定义", "定義", "意指",
];

/// One form.
struct Form {
    /// Primary language subtag.
    language: &'static str,
    /// How it is said, for people.
    name: &'static str,
    /// In small letters, what every sentence with the form has one of: looked for first, since
    /// most sentences with a term have no form, and patterns take a hundred times longer.
    signs: &'static [&'static str],
    pattern: Regex,
    /// What has the form and defines nothing.
    except: Option<Regex>,
}

/// Gives the form in which `sentence` defines the term in it, if it does.
///
/// Of a page whose language is not known, every language's forms are tried.
pub(super) fn of(sentence: &Sentence, language: Option<&str>) -> Option<&'static str> {
    let text = marked(sentence);
    let small = text.to_lowercase();
    let forms = FORMS
        .iter()
        .filter(|form| language.is_none_or(|language| language == form.language))
        .filter(|form| form.signs.iter().any(|sign| small.contains(sign)));
    let mut forms = forms.filter(|form| form.pattern.is_match(&text));
    let form = forms.find(|form| {
        let except = form.except.as_ref();
        except.is_none_or(|except| !except.is_match(&text))
    });
    form.map(|form| form.name)
}

/// The sentence with a sign in the place of the term, and one sort of quotation marks.
fn marked(sentence: &Sentence) -> String {
    const QUOTES: [char; 20] = [
        '"', '“', '”', '„', '‟', '«', '»', '‹', '›', '「', '」', '『', '』', '《', '》', '〈',
        '〉', '＂', '‘', '\'',
    ];
    let part = |range: std::ops::Range<usize>| sentence.text.get(range).unwrap_or_default();
    let before = part(0..sentence.place.start).replace('’', "'");
    let after = part(sentence.place.end..sentence.text.len()).replace('’', "'");
    let (opened, closed) = (before.trim_end(), after.trim_start());
    let quotes = |c: char| QUOTES.contains(&c);
    let is_quoted = opened.ends_with(quotes) && closed.starts_with(quotes);
    let (before, sign, after) = if is_quoted {
        let (opened, closed) = (
            opened.trim_end_matches(quotes),
            closed.trim_start_matches(quotes),
        );
        (opened, '\u{e001}', closed)
    } else {
        (before.as_str(), '\u{e000}', after.as_str())
    };
    let mut text = before.to_owned();
    text.push(sign);
    text.push_str(after);
    text
}

/// The term, quoted or not.
const T: &str = r"[\x{E000}\x{E001}]";
/// The term in quotation marks.
const Q: &str = r"\x{E001}";
/// What may stand in parentheses behind the term.
const P: &str = r"(?:\s*[(（\[][^()（）\[\]]{0,80}[)）\]])?";
/// What an English sentence may have before a term that is not quoted: nothing that belongs to it.
const G: &str = r#"(?:^|^(?:but|and|yet|so|thus|therefore|today|hence|now|for\s\w+|to\s\w+|in our view),?\s+|["(:;,—–-]\s*|\b(?:the|a|an|this|terms?|words?|expression|phrase|concept|notion|idea)\s+|(?:^|\s)\(?[a-z0-9]{1,4}[.)]\s*)"#;

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let all = english()
        .into_iter()
        .chain(korean())
        .chain(german())
        .chain(french())
        .chain(spanish())
        .chain(japanese())
        .chain(chinese());
    let read = |pattern: &str| {
        let pattern = pattern
            .replace("<T>", T)
            .replace("<Q>", Q)
            .replace("<P>", P)
            .replace("<G>", G);
        Regex::new(&format!("(?i){pattern}")).expect("the pattern is one")
    };
    all.map(|(language, name, signs, pattern, except)| Form {
        language,
        name,
        signs,
        pattern: read(pattern),
        except: except.map(read),
    })
    .collect()
});

/// Language, name, signs, pattern and exception.
type Written = (
    &'static str,
    &'static str,
    &'static [&'static str],
    &'static str,
    Option<&'static str>,
);

fn english() -> Vec<Written> {
    vec![
        (
            "en",
            "means",
            &["mean", "denot", "signif"],
            r"(?:<G><T>|<Q>)<P>(?:,[^,.;]{1,80},)?\s+(?:(?:shall|will|must|should|here|therefore|also|simply|\w+ly)\s+)*(?:means?|denotes?|signif(?:y|ies)|ha(?:s|ve) the (?:same )?meaning)\b",
            Some(
                r"<T><P>(?:,[^,.;]{1,80},)?\s+(?:\w+\s+){0,3}?(?:means?|signif(?:y|ies))\s+(?:nothing|little|that|more|less|much|a lot|different|everything|something|so|to|of|towards?|at|which|for|by|and how|we|we're|business|you|they|it)\b|\bwhat\s+(?:the\s+)?(?:terms?\s+|words?\s+)?<T>",
            ),
        ),
        (
            "en",
            "refers to",
            &["refer"],
            r#"(?:<Q>|(?:^|[":;]\s*)(?:(?:the|a|an)\s+)?(?:(?:term|word|expression|phrase|concept|notion)\s+(?:of\s+)?)?<T>|(?:term|word|expression|phrase|concept|notion)\s+(?:of\s+)?<T>)<P>(?:,[^,.;]{1,80},)?\s+(?:(?:shall|will|here|also|generally|usually)\s+)*(?:refers?)\s+to\b"#,
            None,
        ),
        (
            "en",
            "is defined as",
            &["defined", "understood", "taken", "construed"],
            r"<T><P>(?:,[^,.;]{1,80},)?\s+(?:is|are|was|were|(?:can|may|could|might|must|should|shall|has|have)\s+(?:also\s+)?(?:be|been)|being)\s+(?:here |hereby |also |often |generally |usually |best |commonly )?(?:defined\s+(?:as|to mean)|(?:understood|taken|construed)\s+(?:as meaning|to mean)|understood as)\b",
            None,
        ),
        (
            "en",
            "by … is meant",
            &["mean", "underst"],
            r"\b(?:by|term|word|expression|phrase)\s+(?:the\s+)?<T>,?\s+(?:is|are|we|I|was|were)\s+(?:here |hereby |also )?(?:mean|means|meant|understand|understood)\b",
            None,
        ),
        (
            "en",
            "define … as",
            &["defin"],
            r"\b(?:define[sd]?|defining)\s+(?:(?:the\s+)?(?:terms?|concept|notion|word|expression)\s+(?:of\s+)?)?(?:a\s+|an\s+|the\s+)?<T><P>\s+(?:as|to mean|to be)\b",
            None,
        ),
        (
            "en",
            "meaning of … is",
            &["meaning", "definition"],
            r"\b(?:meaning|definition)\s+of\s+(?:the\s+)?(?:terms?\s+|word\s+|concept of\s+)?(?:a\s+|an\s+)?<T>\s+(?:is|shall be|was)\b",
            Some(
                r"<T>\s+(?:is|shall be|was)\s+(?:a\s+)?(?:needed|needs?|important|required|urgent|urgently|un\w+|clear|essential|necessary|still|not|long|thus|now|being|\w+ing|indispensable|matter|one of)\b",
            ),
        ),
        (
            "en",
            "is a …",
            &["\u{e001}"],
            r"<Q><P>\s+(?:is|are|includes?)\s+(?:a|an|any|the|all|each|every)\s+\w+",
            Some(
                r"<Q><P>\s+(?:is|are)\s+(?:the|a|an)\s+(?:title|theme|slogan|motto|name|subject|message)\b",
            ),
        ),
    ]
}

fn korean() -> Vec<Written> {
    vec![
        (
            "ko",
            "이란 … 말한다",
            &["란", "함은", "것은"],
            r"<T><P>\s*(?:이란|란|이라\s*함은|라\s*함은|이라고\s*함은|이라는\s*것은|라는\s*것은)[\s,].*(?:말한다|의미한다|뜻한다|일컫는다|가리킨다|지칭한다|정의한다|정의된다|정의할|말하며|말하고|의미하며|말합니다|의미합니다|뜻합니다|말함|의미함|이다|입니다|것|것임|임|[와과] 같다)",
            None,
        ),
        (
            "ko",
            "은 … 말한다",
            &[
                "말한다",
                "의미",
                "뜻",
                "일컫는다",
                "가리킨다",
                "지칭한다",
                "말하며",
                "말합니다",
            ],
            r"<T><P>\s*(?:은|는)[\s,][^()（）]*(?:을|를)\s*(?:말한다|의미한다|뜻한다|일컫는다|가리킨다|지칭한다|말하며|의미하며|말합니다|의미합니다|뜻합니다)",
            None,
        ),
        (
            "ko",
            "(… 말한다)",
            &["말한다"],
            r"<T>\s*[(（][^()（）]*(?:을|를)\s*말한다",
            Some(r"경우를\s*말한다"),
        ),
        (
            "ko",
            "로 정의",
            &["정의", "규정"],
            r"<T><P>\s*(?:을|를|은|는|이|가)[\s,].*(?:으로|라고|로)\s*(?:정의|규정)(?:한다|하고|하며|하였다|했다|된다|되며|될|할)",
            None,
        ),
    ]
}

fn german() -> Vec<Written> {
    vec![
        (
            "de",
            "im Sinne … ist",
            &["sinne", "i."],
            r"<T><P>\s+(?:\([^)]*\)\s+)?(?:im Sinne|i\.\s?S\.)\s[^,;]{3,140}?\b(?:ist|sind|gilt|gelten|umfasst|umfassen)\b",
            Some(
                r"\b(?:ist|sind)\b.*\b(?:verpflichtet|zulässig|unzulässig|verboten|berechtigt|anzunehmen)\b",
            ),
        ),
        (
            "de",
            "im Sinne … ist",
            &["sinne", "i."],
            r"\bim Sinne\s+(?:dieses|dieser|des|der)\s[^.]{3,140}?\b(?:ist|sind|bedeutet|bedeuten|bezeichnet|bezeichnen)\b.{0,60}?<T>",
            None,
        ),
        (
            "de",
            "bezeichnet",
            &["bezeichne", "bedeute", "meint"],
            r#"(?:^|["(:;,]\s*|\b(?:der|die|das|ein|eine|Begriff|Ausdruck|Bezeichnung|Wort)\s+|<Q>)(?:<T>)?<P>\s*(?:<T>)?\s*(?:bezeichnet|bezeichnen|bedeutet|bedeuten|meint)\b"#,
            Some(r"<T>\s*(?:bedeutet|bedeuten)\s+(?:nicht|auch|dass|für|mehr|viel)\b"),
        ),
        (
            "de",
            "unter … versteht man",
            &["unter"],
            r"\bunter\s+(?:dem\s+Begriff\s+|der\s+|dem\s+|den\s+|einer\s+|einem\s+)?<T>.*\bverst(?:eht|ehen|anden)\b|\bversteht\s+man\s+unter\s+(?:\w+\s+)?<T>|\bunter\s+(?:\w+\s+)?<T><P>\s*(?:ist|sind)\b.*\bzu verstehen\b",
            None,
        ),
        (
            "de",
            "als … gilt",
            &["als"],
            r"(?:^|[.;:]\s*|\)\s*)als\s+<T><P>\s*(?:im Sinne.{3,100}?\s)?(?:gilt|gelten|bezeichnet man|wird\b.*\bbezeichnet|werden\b.*\bbezeichnet)\b",
            None,
        ),
        (
            "de",
            "„…“ jede …",
            &["\u{e001}"],
            r"^(?:\(?\w{1,3}[.)]\s*)?<Q><P>\s*:?\s*(?:alle|jede[rs]?|die|der|das|den|eine?)\s",
            None,
        ),
        (
            "de",
            "definiert als",
            &["definiert"],
            r"<T><P>\s*(?:wird|werden|ist|sind)\s.{0,60}\bdefiniert\s+als\b|<T><P>\s*(?:wird|werden|ist|sind)\s+als\b.{1,160}\bdefiniert\b",
            None,
        ),
    ]
}

fn french() -> Vec<Written> {
    vec![
        (
            "fr",
            "on entend par",
            &["enten", "désigne"],
            r"\b(?:on\s+(?:entend|désigne)|il\s+(?:faut|convient d'|y a lieu d')\s*entendre|s'entend)(?:\s+\w+)?\s+par\s+(?:les termes\s+|le terme\s+|l'|la\s+|le\s+|les\s+|un\s+|une\s+)?<T>|\bpar\s+(?:l'|la\s+|le\s+|les\s+|un\s+|une\s+)?<T><P>\s*,?\s*(?:on\s+entend|il\s+faut\s+entendre|nous\s+entendons)\b",
            None,
        ),
        (
            "fr",
            "désigne",
            &["désigne", "signifie", "entend", "défini"],
            r#"(?:^(?:le\s+|la\s+|les\s+|l'|un\s+|une\s+)?|[":;(]\s*|\b(?:terme|mot|expression|notion de|notion d')\s+|<Q>)(?:<T>)?<P>\s*(?:,[^,.;]{1,80},)?\s*(?:<T>)?\s*(?:désigne(?:nt)?|signifie(?:nt)?|s'entend(?:ent)?|se\s+définit|se\s+définissent|(?:est|sont)\s+définie?s?\s+comme)\b"#,
            Some(
                r"<T><P>\s*désigne(?:nt)?\s+(?:son|sa|ses|leur|leurs|un représentant|les membres)\b|<T>\s+signifie\s+que\b",
            ),
        ),
        (
            "fr",
            "« … », toute …",
            &["\u{e001}"],
            r"^(?:\(?\w{1,3}[.)]\s*)?<Q><P>\s*[,:]\s*(?:tout|toute|tous|le|la|les|un|une|des|l')\b",
            None,
        ),
        (
            "fr",
            "est considéré comme",
            &["considér", "réputé"],
            r"(?:est|sont)\s+(?:considérée?s?|réputée?s?)\s+comme\s+(?:un\s+|une\s+|des\s+)?<T>\b",
            None,
        ),
    ]
}

fn spanish() -> Vec<Written> {
    vec![
        (
            "es",
            "se entiende por",
            &["entiend", "entiénd", "entend"],
            r"(?:\bse\s+entiende|\bse\s+entender[áa]n?|\benti[ée]nd[ae]se|\bentendemos|\bentenderemos)(?:\s+\w+)?\s+por\s+(?:el\s+|la\s+|los\s+|las\s+|un\s+|una\s+)?(?:t[ée]rmino\s+|concepto\s+de\s+)?<T>|\bpor\s+(?:el\s+|la\s+|los\s+|las\s+|un\s+|una\s+)?(?:t[ée]rmino\s+)?<T><P>\s*,?\s*(?:se\s+entiende|se\s+entender[áa]|entendemos)\b",
            None,
        ),
        (
            "es",
            "significa",
            &["significa", "designa", "defin", "entiende"],
            r#"(?:^|[":;,(]\s*|\b(?:el|la|los|las|un|una|t[ée]rmino|palabra|expresi[óo]n|concepto de)\s+|<Q>)(?:<T>)?<P>\s*(?:,[^,.;]{1,80},)?\s*(?:<T>)?\s*(?:significan?|designan?|se\s+definen?\s+como|(?:es|son)\s+definid[oa]s?\s+como|se\s+entiende\s+como)\b"#,
            Some(
                r"<T>\s+significan?\s+(?:que|nada|mucho|más|poco)\b|<T><P>\s*designan?\s+(?:a\s+(?:su|sus|un|una|los|las)|su|sus)\b",
            ),
        ),
        (
            "es",
            "se refiere a",
            &["refiere", "referencia", "alude"],
            r"(?:<Q>|\b(?:t[ée]rmino|palabra|expresi[óo]n|concepto(?:\s+de)?)\s+<T>)<P>\s*(?:se\s+refiere|hace\s+referencia|alude)\s+a\b",
            None,
        ),
        (
            "es",
            "se denomina",
            &["denomin", "llama"],
            r"\bse\s+(?:denominan?|denominar[áa]n?|llaman?)\s+(?:a\s+)?<T>",
            None,
        ),
        (
            "es",
            "se considera",
            &["considera"],
            r"\b(?:se\s+considera(?:n|r[áa]n?)?|tendr[áa]n?\s+la\s+consideraci[óo]n\s+de|tienen?\s+la\s+consideraci[óo]n\s+de)\s+(?:como\s+)?<T><P>\s*(?:,[^,.;]{1,100},)?\s+(?:a\s|al\s|aquel|aquella|los\s|las\s|el\s|la\s|cualquier|tod[oa]s?\s)",
            None,
        ),
        (
            "es",
            "glosario: …",
            &[":"],
            r"^(?:[a-zñ]{1,2}\s?[.)]|[0-9]{1,3}\s?[.)ºª]*|[-–•])?\s*(?:<T><P>\s*:\s+(?:el|la|los|las|un|una|cualquier|tod[oa]s?|aquel(?:la|los|las)?|conjunto)|<Q><P>\s*:\s+\p{L}+)\b",
            None,
        ),
    ]
}

fn japanese() -> Vec<Written> {
    vec![
        (
            "ja",
            "とは … をいう",
            &["とは"],
            r"<T><P>\s*とは[、,，\s]?.*(?:をいう|を言う|を指す|をさす|を意味する|のことである|のことをいう|ことをいう|と定義|をいいます|を指します|である|です|こと|もの)[。\s）)]*",
            None,
        ),
        (
            "ja",
            "は … をいう",
            &["\u{e001}"],
            r"<Q><P>\s*は[、,，\s]?.*(?:をいう|を指す|を意味する)[。\s]*$",
            None,
        ),
    ]
}

fn chinese() -> Vec<Written> {
    vec![
        (
            "zh",
            "是指",
            &["指", "定义", "定義"],
            r"<T><P>\s*[,，、:：]?\s*(?:即|就|均|皆)?(?:是指|系指|係指|指的是|意指|乃指|定义为|定義為|被定义为|被定義為)",
            None,
        ),
        (
            "zh",
            "指",
            &["指"],
            r"<T><P>\s*[,，、:：]?\s*指(?:[^出导導示标標定数數责責南针針挥揮派控望明向]|$)",
            None,
        ),
        (
            "zh",
            "所称",
            &["所称", "所稱", "所谓", "所謂", "所说的", "所說的", "包括"],
            r"(?:所称|所稱|所谓|所謂|所说的|所說的)\s*(?:的)?\s*<T><P>\s*[,，]?\s*(?:是|为|為|包括|谓|謂|系|係)|^<T><P>[,，]包括",
            None,
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The form of a sentence, in which the term stands between braces.
    #[track_caller]
    fn check(language: &str, sentence: &str, expected: Option<&str>) {
        let start = sentence.find('{').expect("the term is marked");
        let end = sentence.find('}').expect("the term is marked") - 1;
        let sentence = Sentence {
            text: sentence.replace(['{', '}'], ""),
            place: start..end,
        };
        assert_eq!(of(&sentence, Some(language)), expected, "{}", sentence.text);
    }

    #[test]
    fn each_language_has_its_forms() {
        check("en", "“{Smart city}” means a city.", Some("means"));
        check(
            "en",
            "The term {smart city} refers to a city.",
            Some("refers to"),
        );
        check(
            "ko",
            "\"{스마트도시}\"란 도시를 말한다.",
            Some("이란 … 말한다"),
        );
        check(
            "de",
            "{Abfälle} im Sinne dieses Gesetzes sind Stoffe.",
            Some("im Sinne … ist"),
        );
        check(
            "fr",
            "On entend par {ville} un lieu.",
            Some("on entend par"),
        );
        check(
            "es",
            "Se entiende por {ciudad} un lugar.",
            Some("se entiende por"),
        );
        check("ja", "「{都市}」とは、場所をいう。", Some("とは … をいう"));
        check("zh", "本法所称{城市}，是指地方。", Some("是指"));
    }

    #[test]
    fn what_only_looks_like_a_form_is_none() {
        check("en", "{Development} means nothing without peace.", None);
        check("en", "It is done by {energy} means of its own.", None);
        check("en", "A sustainable {city} means work.", None);
        check("ko", "{스마트도시}의 건설을 말한다.", None);
        check("zh", "{代表}指出，城市很大。", None);
    }

    #[test]
    fn forms_are_those_of_the_page_s_language() {
        check("fr", "{City} means town.", None);
    }
}
