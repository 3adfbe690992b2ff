//! A line as it is seen, from left to right → as it is read.
//!
//! PDF files place glyphs; they do not say in which order Arabic or Hebrew is read. The line is
//! turned round, and what runs left to right inside it (Latin words, numbers) is turned back. A
//! line that is mostly left to right has only its stretches of the other direction turned.
//!
//! Not here: the full bidirectional algorithm, which goes the other way; vowel points that a file
//! places beside their letters.
//!
//! Source: Unicode Standard Annex 9, read backwards.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    LeftToRight,
    RightToLeft,
    Number,
    Neutral,
}

/// Whether a character belongs to a script that runs from right to left.
pub(super) fn is_right_to_left(c: char) -> bool {
    let is_digit = matches!(c, '\u{660}'..='\u{66c}' | '\u{6f0}'..='\u{6f9}');
    let is_in_block = matches!(
        c,
        '\u{590}'..='\u{8ff}'
            | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}'
            | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}'
    );
    is_in_block && !is_digit
}

/// Puts the characters of a line, given from left to right, into the order of reading.
pub(super) fn logical(line: &str) -> String {
    if !line.chars().any(is_right_to_left) {
        return line.to_owned();
    }
    let characters: Vec<char> = line.chars().collect();
    let classes = classify(&characters);
    let count = |class| classes.iter().filter(|found| **found == class).count();
    if count(Class::LeftToRight) < count(Class::RightToLeft) {
        return turn(&characters, &classes);
    }
    let mut read = String::with_capacity(line.len());
    let mut at = 0;
    while let (Some(c), Some(class)) = (characters.get(at), classes.get(at)) {
        if *class != Class::RightToLeft {
            read.push(*c);
            at += 1;
            continue;
        }
        // Up to the last letter of this direction before a word of the other one.
        let rest = classes.get(at..).unwrap_or_default();
        let foreign = rest
            .iter()
            .position(|class| *class == Class::LeftToRight)
            .unwrap_or(rest.len());
        let stretch = rest.get(..foreign).unwrap_or_default();
        let length = stretch
            .iter()
            .rposition(|class| *class == Class::RightToLeft)
            .map_or(1, |last| last + 1);
        let part = at..at + length;
        let (part_characters, part_classes) = (characters.get(part.clone()), classes.get(part));
        read.push_str(&turn(
            part_characters.unwrap_or_default(),
            part_classes.unwrap_or_default(),
        ));
        at += length;
    }
    read
}

fn classify(characters: &[char]) -> Vec<Class> {
    let own = |c: char| match c {
        _ if is_right_to_left(c) => Class::RightToLeft,
        _ if c.is_numeric() => Class::Number,
        _ if c.is_alphabetic() => Class::LeftToRight,
        _ => Class::Neutral,
    };
    let class_at = |at: Option<usize>| at.and_then(|at| characters.get(at)).map(|c| own(*c));
    characters
        .iter()
        .enumerate()
        .map(|(at, c)| {
            let is_beside_number = class_at(at.checked_sub(1)) == Some(Class::Number)
                || class_at(at.checked_add(1)) == Some(Class::Number);
            match own(*c) {
                Class::Neutral if is_beside_number && "+-.,/:%$€".contains(*c) => Class::Number,
                class => class,
            }
        })
        .collect()
}

/// Turns characters round, but for the words and numbers among them that run left to right.
fn turn(characters: &[char], classes: &[Class]) -> String {
    let mut turned: Vec<(char, Class)> = characters
        .iter()
        .copied()
        .zip(classes.iter().copied())
        .rev()
        .collect();
    let mut at = 0;
    while let Some((_, class)) = turned.get(at).copied() {
        if !matches!(class, Class::LeftToRight | Class::Number) {
            at += 1;
            continue;
        }
        let rest = turned.get(at..).unwrap_or_default();
        let mut length = rest
            .iter()
            .take_while(|(_, found)| !is_break(*found))
            .count();
        if rest
            .iter()
            .take(length)
            .any(|(_, found)| *found == Class::LeftToRight)
        {
            // Words in a row belong together, with what stands between them.
            let end = rest
                .iter()
                .position(|(c, found)| *found == Class::RightToLeft || *c == '\t');
            let foreign = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
            length = foreign
                .iter()
                .rposition(|(_, found)| !is_break(*found))
                .map_or(length, |last| last + 1);
        }
        if let Some(part) = turned.get_mut(at..at + length) {
            part.reverse();
        }
        at += length.max(1);
    }
    turned
        .into_iter()
        .map(|(c, class)| {
            if class == Class::Neutral {
                mirror(c)
            } else {
                c
            }
        })
        .collect()
}

fn is_break(class: Class) -> bool {
    matches!(class, Class::RightToLeft | Class::Neutral)
}

fn mirror(c: char) -> char {
    const PAIRS: [(char, char); 5] = [('(', ')'), ('[', ']'), ('{', '}'), ('<', '>'), ('«', '»')];
    let other = |(open, close): &(char, char)| match c {
        _ if c == *open => Some(*close),
        _ if c == *close => Some(*open),
        _ => None,
    };
    PAIRS.iter().find_map(other).unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seen: &str, read: &str) {
        assert_eq!(logical(seen), read);
    }

    #[test]
    fn left_to_right_stays() {
        check(
            "Smart city (2018) 스마트도시",
            "Smart city (2018) 스마트도시",
        );
    }

    #[test]
    fn right_to_left_is_turned() {
        check("םלוע םולש", "שלום עולם");
        check("(םימולהי אלל) היישעת", "תעשייה (ללא יהלומים)");
    }

    #[test]
    fn numbers_and_words_inside_keep_their_direction() {
        check("2.5 -4.3 יקסעה", "העסקי -4.3 2.5");
        check("UN EU תא םולש", "שלום את UN EU");
    }

    #[test]
    fn a_quotation_in_a_latin_line_is_turned_alone() {
        check("the word םולש means peace", "the word שלום means peace");
    }
}
