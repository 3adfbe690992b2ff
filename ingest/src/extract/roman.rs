//! Roman numerals, as lists and page labels of several formats count in.

/// `number` as a Roman numeral in capitals; `None` outside 1 to 3999.
pub(super) fn roman(number: u32) -> Option<String> {
    const VALUES: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if !(1..4000).contains(&number) {
        return None;
    }
    let mut left = number;
    let mut text = String::new();
    for (value, letters) in VALUES {
        while value <= left {
            text.push_str(letters);
            left -= value;
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_subtract_and_end_at_3999() {
        let numerals = [1, 4, 9, 14, 40, 90, 400, 1994, 3999].map(roman);
        let expected = [
            "I",
            "IV",
            "IX",
            "XIV",
            "XL",
            "XC",
            "CD",
            "MCMXCIV",
            "MMMCMXCIX",
        ];
        assert_eq!(numerals, expected.map(|numeral| Some(numeral.to_owned())));
        assert_eq!([roman(0), roman(4000)], [None, None]);
    }
}
