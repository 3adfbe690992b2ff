//! What the words beside a date say it is the date of.
//!
//! A cue counts where it stands right before the date (marks and up to [`MAX_GAP`] characters may lie
//! between) or right after it; of two the nearer one. A date without a cue is the date of nothing.
//!
//! Not here: dates alone on their line, and laws' own forms (`mod.rs`, `law.rs`).

/// What a date is the date of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Published,
    /// `Date:` alone: of a letter, a notice or a form, most likely the document's own.
    Dated,
    Adopted,
    ValidFrom,
    ValidUntil,
    /// Something else, and the word that says so.
    Other(&'static str),
}

/// Most characters between a cue and its date.
const MAX_GAP: usize = 8;
/// Characters before a date in which a cue is looked for.
const WINDOW: usize = 40;

const PUBLISHED: &[&str] = &[
    "발행일",
    "발행일자",
    "발행",
    "발간일",
    "발간",
    "인쇄일",
    "인쇄",
    "펴낸날",
    "펴낸 날",
    "배포일",
    "배포일시",
    "배포 일시",
    "보도일시",
    "보도 일시",
    "보도시점",
    "보도 시점",
    "게시일",
    "등록일",
    "작성일",
    "작성일자",
    "공고일",
    "고시일",
    "발표일",
    "게재일",
    "게시일자",
    "publication date",
    "date of publication",
    "published",
    "published on",
    "published in",
    "date published",
    "first published",
    "issued",
    "issued on",
    "date of issue",
    "issue date",
    "released",
    "release date",
    "date of release",
    "for release",
    "for immediate release",
    "posted on",
    "posted",
    "dated",
    "発行日",
    "発行",
    "公表日",
    "公表",
    "発表日",
    "掲載日",
    "更新日",
    "作成日",
    "发布日期",
    "发布时间",
    "发布",
    "发文日期",
    "成文日期",
    "印发日期",
    "印发",
    "發布日期",
    "出版日期",
    "發布",
    "fecha de publicación",
    "publicado el",
    "publicado",
    "fecha de emisión",
    "publicada el",
    "date de publication",
    "publié le",
    "paru le",
    "mis en ligne le",
    "date de parution",
    "publiée le",
    "veröffentlicht am",
    "veröffentlicht",
    "erscheinungsdatum",
    "erschienen am",
    "ausgegeben am",
    "herausgegeben am",
    "data de publicação",
    "publicado em",
    "publicada em",
    "data da publicação",
];
const ADOPTED: &[&str] = &[
    "공포일",
    "공포일자",
    "제정일",
    "의결일",
    "adopted",
    "adopted on",
    "date of adoption",
    "approved on",
    "enacted",
    "enacted on",
    "date of approval",
    "assented to",
    "公布日",
    "制定日",
    "adopté le",
    "adoptée le",
    "aprobado el",
    "aprobada el",
    "beschlossen am",
    "aprovado em",
    "aprovada em",
    "通过日期",
];
const VALID_FROM: &[&str] = &[
    "시행일",
    "시행일자",
    "시행",
    "적용일",
    "effective",
    "effective date",
    "effective from",
    "effective on",
    "effective as of",
    "in force from",
    "in force since",
    "enters into force on",
    "entered into force on",
    "comes into force on",
    "commencement",
    "valid from",
    "with effect from",
    "施行日",
    "施行",
    "施行日期",
    "实施日期",
    "实施",
    "entrée en vigueur le",
    "en vigueur le",
    "entre en vigueur le",
    "entrada en vigor",
    "en vigor desde",
    "in kraft seit",
    "in kraft ab",
    "gültig ab",
    "em vigor desde",
    "vigência a partir de",
];
const VALID_UNTIL: &[&str] = &[
    "유효기한",
    "유효기간",
    "valid until",
    "expires",
    "expires on",
    "expiry date",
    "expiration date",
    "sunset date",
    "失効日",
    "valable jusqu'au",
    "válido hasta",
    "vigente hasta",
    "gültig bis",
    "válido até",
];
const OTHER: &[&str] = &[
    "접수",
    "접수기간",
    "마감",
    "마감일",
    "제출",
    "제출기한",
    "신청기간",
    "공고기간",
    "생년월일",
    "기준일",
    "작성기준",
    "기준",
    "계약일",
    "개찰",
    "입찰",
    "회의일시",
    "일시",
    "기간",
    "accessed",
    "retrieved",
    "last accessed",
    "deadline",
    "due date",
    "comments due",
    "closing date",
    "date of birth",
    "birth date",
    "date de naissance",
    "born",
    "as of",
    "since",
    "until",
    "before",
    "after",
    "by",
    "visited",
    "expected",
    "consulted",
    "consulté le",
    "締切",
    "生年月日",
    "現在",
    "截止",
    "截至",
    "fecha de nacimiento",
    "geboren am",
    "stand vom",
    "revised",
    "last revised",
    "updated",
    "last updated",
    "amended",
    "개정",
    "수정일",
    "from",
    "between",
];

const PUBLISHED_AFTER: &[&str] = &[
    "발행", "발간", "인쇄", "펴냄", "배포", "発行", "公表", "発表", "发布", "發布", "印发", "版",
    "edition", "Edition",
];
const ADOPTED_AFTER: &[&str] = &["공포", "제정", "의결", "公布", "制定", "通过", "成立"];
const VALID_FROM_AFTER: &[&str] = &[
    "부터 시행",
    "시행",
    "施行",
    "から施行",
    "起施行",
    "起实施",
    "实施",
];
const OTHER_AFTER: &[&str] = &[
    "까지", "현재", "기준", "접수", "마감", "まで", "現在", "개정", "改正", "時点", "이전", "이후",
    "이내", "부터",
];

/// Labels that say no more than that it is a date; a colon follows.
const DATED: [&str; 12] = [
    "date",
    "fecha",
    "datum",
    "data",
    "일자",
    "날짜",
    "작성 일자",
    "日付",
    "日期",
    "дата",
    "dato",
    "tarih",
];

/// What the date between `before` and `after` on its line is the date of; `None` if nothing says so.
pub(super) fn role(before: &str, after: &str) -> Option<Role> {
    let dated = || is_dated(before).then_some(Role::Dated);
    role_before(before)
        .or_else(|| role_after(after))
        .or_else(dated)
}

/// Whether a label of [`DATED`] stands right before the date, and is no part of a longer one.
fn is_dated(before: &str) -> bool {
    let Some(label) = before.trim_end().strip_suffix([':', '：']) else {
        return false;
    };
    let label = label.trim_end().to_lowercase();
    DATED.iter().any(|known| {
        let rest = label.strip_suffix(known);
        rest.is_some_and(|rest| !rest.trim_end_matches(' ').ends_with(char::is_alphabetic))
    })
}

/// Tells a label: a line that is a cue and nothing more, its date in the next cell or line.
pub(super) fn label(line: &str) -> Option<Role> {
    let line = line.trim().trim_end_matches([':', '：', '.', '|']).trim();
    let is_short = line.chars().count() <= 24;
    is_short.then(|| role_before(line)).flatten()
}

fn role_before(before: &str) -> Option<Role> {
    let window = before.char_indices().rev().nth(WINDOW - 1);
    let before = before.get(window.map_or(0, |(at, _)| at)..)?.to_lowercase();
    let mut best: Option<(usize, usize, Role)> = None;
    let mut look = |cues: &'static [&'static str], role: fn(&'static str) -> Role| {
        for cue in cues {
            let Some(at) = before.rfind(cue) else {
                continue;
            };
            let end = at + cue.len();
            let gap = before.get(end..).unwrap_or_default();
            let is_word = is_boundary(&before, at, end);
            let is_near = gap.chars().count() <= MAX_GAP
                && gap.chars().filter(|c| c.is_alphabetic()).count() <= 2;
            // The nearer cue, and of two that end together the longer.
            if is_word
                && is_near
                && best
                    .as_ref()
                    .is_none_or(|(known, length, _)| (*known, *length) < (end, cue.len()))
            {
                best = Some((end, cue.len(), role(cue)));
            }
        }
    };
    look(PUBLISHED, |_| Role::Published);
    look(ADOPTED, |_| Role::Adopted);
    look(VALID_FROM, |_| Role::ValidFrom);
    look(VALID_UNTIL, |_| Role::ValidUntil);
    look(OTHER, Role::Other);
    best.map(|(_, _, role)| role)
}

fn role_after(after: &str) -> Option<Role> {
    let after = after.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '.' | ',' | ')' | '）' | '자' | '付')
    });
    let begins = |cues: &[&'static str]| cues.iter().find(|cue| after.starts_with(**cue)).copied();
    if begins(VALID_FROM_AFTER).is_some() {
        return Some(Role::ValidFrom);
    }
    if let Some(cue) = begins(OTHER_AFTER) {
        return Some(Role::Other(cue));
    }
    if begins(PUBLISHED_AFTER).is_some() {
        return Some(Role::Published);
    }
    begins(ADOPTED_AFTER).map(|_| Role::Adopted)
}

/// Whether no letter of an alphabet runs on at either end: `by` is no part of `Derby`.
///
/// Words of scripts without blanks between them may run on before.
fn is_boundary(text: &str, from: usize, until: usize) -> bool {
    let is_alphabetic = |c: char| c.is_alphabetic() && c < '\u{0530}';
    let before = text.get(..from).and_then(|text| text.chars().next_back());
    let after = text.get(until..).and_then(|text| text.chars().next());
    let cue_is_alphabetic = text
        .get(from..until)
        .is_some_and(|cue| cue.chars().all(|c| c < '\u{0530}'));
    !cue_is_alphabetic || !(before.is_some_and(is_alphabetic) || after.is_some_and(is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, after: &str, expected: Option<Role>) {
        assert_eq!(role(before, after), expected, "{before} … {after}");
    }

    #[test]
    fn the_words_beside_a_date_say_what_it_is() {
        check("발행일 ", "", Some(Role::Published));
        check("Published: ", "", Some(Role::Published));
        check("Date de publication : ", "", Some(Role::Published));
        check("", " 발행", Some(Role::Published));
        check("Effective Date: ", "", Some(Role::ValidFrom));
        check("이 법은 ", "부터 시행한다", Some(Role::ValidFrom));
        check("", "公布", Some(Role::Adopted));
        check("Valid until ", "", Some(Role::ValidUntil));
    }

    #[test]
    fn the_nearer_cue_counts() {
        check(
            "published by the board, accessed ",
            "",
            Some(Role::Other("accessed")),
        );
        check("Last updated: ", "", Some(Role::Other("last updated")));
        check("접수기간: ", "까지", Some(Role::Other("접수기간")));
    }

    #[test]
    fn words_far_away_or_inside_others_say_nothing() {
        check("published with the help of the people of ", "", None);
        check("Derby ", "", None);
        check("", "", None);
    }

    #[test]
    fn a_label_is_a_line_of_its_own() {
        assert_eq!(label("발행일"), Some(Role::Published));
        assert_eq!(label("Date of publication:"), Some(Role::Published));
        assert_eq!(
            label("It was published in many countries of the world"),
            None
        );
    }
}
