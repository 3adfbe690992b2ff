"""The scores themselves, on texts whose scores are known."""

import unittest

from evaluate import under_floors
from scores import reading, score


class Scores(unittest.TestCase):
    def test_the_same_text_scores_1(self):
        self.assertEqual(score("스마트도시 계획\n2019", "스마트도시 계획 2019"), (1, 1, 1))
        self.assertEqual(score("", ""), (1, 1, 1))

    def test_nothing_found_scores_0(self):
        self.assertEqual(score("", "flood plan"), (0, 0, 0))

    def test_half_the_words_found(self):
        # 9 of 9 letters found, 9 of 18 expected: F1 is 2 * 9 / 27.
        for part in score("abcd efghi", "abcd efghi jklm nopqr"):
            self.assertAlmostEqual(part, 2 / 3)

    def test_two_halves_exchanged_keep_the_letters_and_lose_half_the_order(self):
        found = score("bbbb aaaa", "aaaa bbbb")
        self.assertEqual((found.characters, found.words, found.order), (1, 1, 0.5))

    def test_compatibility_forms_are_one(self):
        self.assertEqual(score("\ufb01nance\u00ad", "ﬁnance"), (1, 1, 1))

    def test_a_line_end_is_open_only_where_asked(self):
        for broken, whole in (("재해로 규\n정하고", "재해로 규정하고"), ("in-\ncluding all", "including all")):
            self.assertLess(score(broken, whole).words, 1)
            self.assertEqual(score(broken, whole, are_line_ends_open=True).words, 1)
            self.assertEqual(score(whole, broken, are_line_ends_open=True).words, 1)
        self.assertLess(score("one two", "onetwo", are_line_ends_open=True).words, 1)

    def test_reading_counts_neighbours_and_pairs(self):
        self.assertEqual(reading("A one. B two. C three.", ["one", "two", "three"])[:2], (1, 1))
        # b before a, both before c: one of two neighbours, two of three pairs.
        self.assertEqual(reading("two one three", ["one", "two", "three"])[:2], (0.5, 2 * 2 / 3 - 1))
        self.assertEqual(reading("one three", ["one", "two", "three"]).missing, ["two"])

    def test_a_floor_that_needs_the_corpus_waits_for_it(self):
        floors = {"real.all.words": 0.9, "made.all.words": 0.9}
        self.assertEqual(len(under_floors({"made.all.words": 0.8}, floors, has_corpus=False)), 1)
        self.assertEqual(len(under_floors({"made.all.words": 0.95}, floors, has_corpus=True)), 1)
        self.assertEqual(under_floors({"made.all.words": 0.95, "real.all.words": 0.9}, floors, has_corpus=True), [])


if __name__ == "__main__":
    unittest.main()
