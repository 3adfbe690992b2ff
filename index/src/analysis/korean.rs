//! Takes particles (조사) and endings (어미) off a run of Hangul: 스마트도시를 → 스마트도시.
//!
//! By rule, without a dictionary: the longest particle or ending that leaves two syllables goes (one
//! syllable is enough before a particle that no noun ends in), until none is left. So a noun that
//! itself ends like a particle (고속도로) loses that with and without a particle behind it, and all
//! forms meet in one term: that matters more than the term being a word.
//!
//! Not here: compounds (the bigram field finds their parts), irregular verbs, Hanja.
//!
//! Source: measured on KorQuAD and on public documents against bigrams and MeCab.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Length of a composed syllable in UTF-8.
const SYLLABLE_BYTES: usize = 3;

/// Particles that are taken off Korean words, the longest first.
#[rustfmt::skip] // One a line would be two pages.
pub const PARTICLES: &[&str] = &[
    "으로부터는", "에게서는", "에서부터", "으로부터", "으로서는", "으로써는", "이라고는",
    "까지는", "까지도", "까지의", "로부터", "보다는", "부터는", "에게는", "에게도", "에게서",
    "에서는", "에서도", "에서의", "으로는", "으로도", "으로서", "으로써", "으로의", "이라고",
    "이라는", "이라도", "과는", "과의", "까지", "께서", "들에", "들은", "들을", "들의", "들이",
    "라고", "라는", "라도", "로는", "로도", "로서", "로써", "로의", "마다", "마저", "만은",
    "만을", "만이", "만큼", "밖에", "보다", "부터", "에게", "에는", "에도", "에서", "에의",
    "와는", "와의", "으로", "이고", "이나", "이란", "이며", "조차", "처럼", "한테", "가", "고",
    "과", "나", "는", "도", "로", "를", "만", "며", "에", "와", "은", "을", "의", "이",
];

/// Endings of verbs and adjectives made from nouns, and the plural, that are taken off Korean words,
/// the longest first.
#[rustfmt::skip] // As above.
pub const ENDINGS: &[&str] = &[
    "되었습니다", "하겠습니다", "하였습니다", "됐습니다", "되었으며", "하였으며", "했습니다",
    "되거나", "되는데", "되도록", "되면서", "되어야", "되었다", "된다고", "된다는", "됩니다",
    "인가요", "입니다", "적으로", "하거나", "하기로", "하는데", "하도록", "하려면", "하면서",
    "하여야", "하였다", "한다고", "한다는", "합니다", "됐다", "됐던", "되게", "되고", "되기",
    "되는", "되던", "되며", "되면", "되어", "되지", "된다", "이다", "인가", "인지", "적인",
    "하게", "하고", "하기", "하나", "하는", "하던", "하며", "하면", "하여", "하자", "하지",
    "한다", "해야", "했다", "했던", "돼", "된", "될", "됨", "인", "적", "한", "할", "함", "해", "들",
];

/// Gives what is left of a run of composed syllables; a beginning of it, never empty.
///
/// Stripping what is left changes nothing.
pub(super) fn strip(run: &str) -> &str {
    let mut left = run;
    while left.len() > SYLLABLE_BYTES
        && let Some(suffixes) = BY_LAST.get(&last(left))
        && let Some(shorter) = without_ending(left, &suffixes.endings)
            .or_else(|| without_particle(left, &suffixes.particles))
    {
        left = shorter;
    }
    left
}

fn without_ending<'a>(run: &'a str, endings: &[&str]) -> Option<&'a str> {
    endings.iter().find_map(|ending| {
        run.strip_suffix(ending)
            .filter(|left| left.len() > SYLLABLE_BYTES)
    })
}

/// The suffixes that end in one syllable, the longest first.
#[derive(Default)]
struct Suffixes {
    particles: Vec<&'static str>,
    endings: Vec<&'static str>,
}

/// The suffixes by their last syllable: most words end in none of these.
static BY_LAST: LazyLock<HashMap<char, Suffixes>> = LazyLock::new(|| {
    let mut by_last: HashMap<char, Suffixes> = HashMap::new();
    for particle in PARTICLES {
        by_last
            .entry(last(particle))
            .or_default()
            .particles
            .push(particle);
    }
    for ending in ENDINGS {
        by_last
            .entry(last(ending))
            .or_default()
            .endings
            .push(ending);
    }
    by_last
});

fn last(text: &str) -> char {
    text.chars().next_back().unwrap_or_default()
}

fn without_particle<'a>(run: &'a str, particles: &[&str]) -> Option<&'a str> {
    for particle in particles {
        let Some(left) = run.strip_suffix(particle) else {
            continue;
        };
        let least = if one_is_enough(particle) {
            SYLLABLE_BYTES
        } else {
            2 * SYLLABLE_BYTES
        };
        if left.len() >= least && agrees(last(left), particle) {
            return Some(left);
        }
    }
    None
}

/// Whether a particle may leave one syllable: not if nouns of two syllables end like it (회의, 도로, 결과).
fn one_is_enough(particle: &str) -> bool {
    let mut syllables = particle.chars();
    match (syllables.next(), syllables.next()) {
        (Some(only), None) => matches!(only, '은' | '는' | '을' | '를' | '에'),
        (Some('만'), Some(second)) => second == '큼',
        (Some(first), _) => !matches!(first, '로' | '과' | '와' | '들' | '라'),
        (None, _) => false,
    }
}

/// Whether the particle's form fits the final consonant of the syllable before it.
fn agrees(last: char, particle: &str) -> bool {
    // Syllables are laid out by initial, vowel, final; 28 finals, 0 is none and 8 is ㄹ.
    let last_final = u32::from(last).checked_sub(0xac00).map(|index| index % 28);
    match particle.chars().next() {
        Some('은' | '을' | '과' | '이') => last_final != Some(0),
        Some('는' | '가' | '를' | '와' | '며' | '고' | '나') => last_final == Some(0),
        Some('으') => !matches!(last_final, Some(0 | 8)),
        Some('로') => matches!(last_final, Some(0 | 8)),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(runs: &str, expected: &str) {
        for run in runs.split_whitespace() {
            assert_eq!(strip(run), expected, "{run}");
        }
    }

    #[test]
    fn particles_go() {
        check(
            "스마트도시 스마트도시를 스마트도시의 스마트도시에서 스마트도시에서는",
            "스마트도시",
        );
        check("정부 정부가 정부는 정부와 정부로부터 정부에게", "정부");
        check("법률 법률이 법률은 법률을 법률과 법률로", "법률");
    }

    #[test]
    fn nouns_that_end_like_particles_keep_one_term() {
        check("회의 회의를 회의에서 회의의", "회의");
        check("국가 국가의 국가를 국가가", "국가");
        check("도시 도시의 도시를 도시로 도시와", "도시");
        check("도로 도로는 도로의 도로도 도로를 도로에서", "도로");
        check("결과 결과는 결과의 결과를 결과와", "결과");
        check("고속도로 고속도로를 고속도로의 고속도로에서는", "고속");
    }

    #[test]
    fn endings_go() {
        check(
            "추진 추진한 추진하는 추진하여야 추진되었다 추진했습니다",
            "추진",
        );
        check("효율 효율적 효율적인 효율적으로", "효율");
    }

    #[test]
    fn a_particle_that_does_not_fit_stays() {
        check("마을", "마을");
        check("회사", "회사");
    }

    proptest::proptest! {
        #[test]
        fn stripping_twice_changes_nothing(run in "[가-힣은는이가을를의에로와과도만하한적들]{0,10}") {
            assert_eq!(strip(strip(&run)), strip(&run));
        }
    }

    #[test]
    fn single_syllables_stay() {
        check("의", "의");
        check("가", "가");
    }
}
