//! Numbers as lists write them: 1, iv, B, 다, ③, 二十一.
//!
//! Formats are called as in WordprocessingML (ECMA-376 part 1, 17.18.59 `ST_NumberFormat`); a format
//! that is not known here is written in decimal digits.

use super::super::roman::roman;

/// Numbers of alphabetic lists repeat the letter after the last: aa, bb. No more often than this.
const MAX_REPEATS: usize = 10;

const GANADA: &str = "가나다라마바사아자차카타파하";
const CHOSUNG: &str = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ";
const LATIN: &str = "abcdefghijklmnopqrstuvwxyz";
const RUSSIAN: &str = "абвгдежзиклмнопрстуфхцчшщыэюя";
const ARABIC: &str = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي";
const HEBREW: &str = "אבגדהוזחטיכלמנסעפצקרשת";
const AIUEO: &str =
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン";
const IROHA: &str = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス";
const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
const BRANCHES: &str = "子丑寅卯辰巳午未申酉戌亥";
const KOREAN_COUNTING: [&str; 10] = [
    "하나", "둘", "셋", "넷", "다섯", "여섯", "일곱", "여덟", "아홉", "열",
];

/// `number`, counted from 1, in the format called `format`.
pub(super) fn numeral(number: u32, format: &str) -> String {
    let found = match format {
        "none" => Some(String::new()),
        "decimalZero" => Some(format!("{number:02}")),
        "upperRoman" => roman(number),
        "lowerRoman" => roman(number).map(|text| text.to_lowercase()),
        "upperLetter" => letters(number, LATIN).map(|text| text.to_uppercase()),
        "lowerLetter" => letters(number, LATIN),
        "ganada" => letters(number, GANADA),
        "chosung" => letters(number, CHOSUNG),
        "russianLower" => letters(number, RUSSIAN),
        "russianUpper" => letters(number, RUSSIAN).map(|text| text.to_uppercase()),
        "arabicAlpha" | "arabicAbjad" => letters(number, ARABIC),
        "hebrew1" | "hebrew2" => letters(number, HEBREW),
        "aiueo" | "aiueoFullWidth" => letters(number, AIUEO),
        "iroha" | "irohaFullWidth" => letters(number, IROHA),
        "ideographTraditional" => letters(number, STEMS),
        "ideographZodiac" => letters(number, BRANCHES),
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => circled(number),
        "decimalEnclosedParen" => in_block(number, 20, 0x2474),
        "decimalEnclosedFullstop" => in_block(number, 20, 0x2488),
        "ideographEnclosedCircle" => in_block(number, 10, 0x3280),
        "decimalFullWidth" | "decimalFullWidth2" => Some(digits(number, "０１２３４５６７８９")),
        "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital" => {
            Some(digits(number, "〇一二三四五六七八九"))
        }
        "koreanDigital" => tens(number, "일이삼사오육칠팔구", '십'),
        "koreanCounting" | "koreanLegal" => usize::try_from(number)
            .ok()
            .and_then(|number| KOREAN_COUNTING.get(number.checked_sub(1)?))
            .map(|word| (*word).to_owned()),
        "chineseCounting"
        | "chineseCountingThousand"
        | "japaneseCounting"
        | "taiwaneseCounting"
        | "taiwaneseCountingThousand"
        | "koreanDigital2" => tens(number, "一二三四五六七八九", '十'),
        "numberInDash" => Some(format!("- {number} -")),
        "ordinal" => Some(format!("{number}{}", ordinal_ending(number))),
        _ => None,
    };
    found.unwrap_or_else(|| number.to_string())
}

fn ordinal_ending(number: u32) -> &'static str {
    match (number % 100, number % 10) {
        (11..=13, _) => "th",
        (_, 1) => "st",
        (_, 2) => "nd",
        (_, 3) => "rd",
        _ => "th",
    }
}

fn letters(number: u32, alphabet: &str) -> Option<String> {
    let index = usize::try_from(number.checked_sub(1)?).ok()?;
    let count = alphabet.chars().count();
    let repeats = index / count + 1;
    if MAX_REPEATS < repeats {
        return None;
    }
    let letter = alphabet.chars().nth(index % count)?;
    Some(std::iter::repeat_n(letter, repeats).collect())
}

fn circled(number: u32) -> Option<String> {
    match number {
        1..=20 => in_block(number, 20, 0x2460),
        21..=35 => in_block(number - 20, 15, 0x3251),
        36..=50 => in_block(number - 35, 15, 0x32b1),
        _ => None,
    }
}

fn in_block(number: u32, count: u32, first: u32) -> Option<String> {
    let is_in = (1..=count).contains(&number);
    let c = char::from_u32(first.checked_add(number)?.checked_sub(1)?)?;
    is_in.then(|| c.to_string())
}

fn digits(number: u32, digits: &str) -> String {
    let digit = |c: char| digits.chars().nth(c.to_digit(10)? as usize);
    number.to_string().chars().filter_map(digit).collect()
}

/// 1 to 99 in East Asian numerals.
fn tens(number: u32, ones: &str, ten: char) -> Option<String> {
    if !(1..100).contains(&number) {
        return None;
    }
    let one = |n: u32| ones.chars().nth(n.checked_sub(1)? as usize);
    let mut text = String::new();
    if 20 <= number {
        text.extend(one(number / 10));
    }
    if 10 <= number {
        text.push(ten);
    }
    text.extend(one(number % 10));
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(format: &str, numbers: &[u32], expected: &str) {
        let actual: Vec<String> = numbers.iter().map(|n| numeral(*n, format)).collect();
        assert_eq!(actual.join(" "), expected, "{format}");
    }

    #[test]
    fn numbers_are_written_in_the_scripts_of_lists() {
        check("decimal", &[0, 7, 12], "0 7 12");
        check("upperRoman", &[1, 4, 1994, 4000], "I IV MCMXCIV 4000");
        check("lowerLetter", &[1, 26, 27, 53], "a z aa aaa");
        check("ganada", &[1, 2, 14], "가 나 하");
        check(
            "decimalEnclosedCircle",
            &[1, 20, 21, 50, 51],
            "① ⑳ ㉑ ㊿ 51",
        );
        check("koreanCounting", &[1, 10, 11], "하나 열 11");
        check("chineseCounting", &[3, 10, 21, 100], "三 十 二十一 100");
        check("koreanDigital", &[3, 12], "삼 십이");
        check("decimalZero", &[3, 12], "03 12");
        check("ordinal", &[1, 2, 11, 23], "1st 2nd 11th 23rd");
        check("lowerLetter", &[0, u32::MAX], "0 4294967295");
    }
}
