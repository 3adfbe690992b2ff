"""How extracted text is scored against a reference, and an order of reading against a reader's.

Text is compared after NFKC. Every score is from 0 to 1, and 1 for two empty texts.

- characters: F1 of the letters and digits, as multisets (what is there, wherever it stands).
- words: F1 of the words, as multisets (what a search for whole words finds).
- order: 2 x longest common subsequence / sum of lengths, over the first ORDER_LETTERS letters.

A line end inside a paragraph says nothing sure about the word: `compute-\\nrs`, and in Korean and
Chinese also `규\\n정`, may be one word or two. Against another tool (`are_line_ends_open`) either
reading is right. Against known text the words count as they are known.
"""

import re
import unicodedata
from collections import Counter
from typing import NamedTuple

from rapidfuzz.distance import Indel

# The subsequence takes quadratic time; this is some 30 pages.
ORDER_LETTERS = 60_000


class Score(NamedTuple):
    """Character F1, word F1 and order similarity."""

    characters: float
    words: float
    order: float

    @property
    def total(self):
        return self.characters + self.words + self.order


def normal(text):
    """The text in NFKC without soft hyphens, and without the mark PDFium puts for a line-end hyphen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = re.sub("[\ufffe\x02]\n?", "", text)
    return unicodedata.normalize("NFKC", text).replace("\u00ad", "")


def letters(text):
    """The letters and digits of a text, nothing else."""
    return "".join(c for c in normal(text) if c.isalnum())


def words(text):
    """The words of a text in order; `_` is no part of a word."""
    return re.findall(r"\w+", normal(text).replace("_", " "))


def open_pairs(text):
    """Counts the pairs of words of which a line end does not say whether they are one."""
    text = normal(text).replace("_", " ")
    hyphens = re.findall(r"(\w+)[-\u2010]\s*\n\s*(\w+)", text)
    spaceless = r"[\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
    ends = re.findall(rf"(\w*{spaceless})[ \t]*\n\s*(\w+)", text)
    return Counter(hyphens) + Counter(ends)


def f1(found, expected):
    """F1 of two multisets, given as any iterables."""
    found, expected = Counter(found), Counter(expected)
    total = found.total() + expected.total()
    return 2 * (found & expected).total() / total if total else 1.0


def _close(counts, pairs, other):
    """Takes a broken word for one word wherever the other text has it whole."""
    counts = Counter(counts)
    for (head, tail), times in pairs.items():
        whole = head + tail
        times = min(times, other[whole] - counts[whole], counts[head], counts[tail])
        if times > 0:
            counts[whole] += times
            counts[head] -= times
            counts[tail] -= times
    return +counts


def words_f1(found, expected, are_line_ends_open):
    """F1 of the words of two texts."""
    ours, theirs = Counter(words(found)), Counter(words(expected))
    if are_line_ends_open:
        closed = _close(theirs, open_pairs(expected), ours)
        ours = _close(ours, open_pairs(found), closed)
        theirs = closed
    return f1(ours, theirs)


def score(found, expected, are_line_ends_open=False):
    """Scores a text against what is expected."""
    a, b = letters(found), letters(expected)
    order = Indel.normalized_similarity(a[:ORDER_LETTERS], b[:ORDER_LETTERS]) if a or b else 1.0
    return Score(f1(a, b), words_f1(found, expected, are_line_ends_open), order)


def mean(scores):
    """The mean of scores, each counted once; None of none."""
    scores = list(scores)
    return Score(*(sum(column) / len(scores) for column in zip(*scores))) if scores else None


class Reading(NamedTuple):
    """How far a page's text comes in the order in which a reader reads it."""

    # Share of neighbouring quotations that stand in the right order; one that is missing is wrong.
    neighbours: float
    # Kendall's tau over all pairs, from -1 to 1; a pair of which one is missing counts as wrong.
    tau: float
    missing: list


def reading(text, quotations):
    """Judges the order of a page's text by quotations in the order of reading."""
    page = letters(text).casefold()
    places = [page.find(letters(quotation).casefold()) for quotation in quotations]
    missing = [quotation for quotation, place in zip(quotations, places) if place < 0]
    is_right = lambda a, b: 0 <= a < b
    neighbours = [is_right(a, b) for a, b in zip(places, places[1:])]
    pairs = [is_right(a, b) for at, a in enumerate(places) for b in places[at + 1:]]
    return Reading(sum(neighbours) / len(neighbours), 2 * sum(pairs) / len(pairs) - 1, missing)
