"""Makes PDF files with known text: one of each kind of difficulty.

`all_cases()` gives every case: its name, its group, the file's bytes and the text that a reader of
the page reads, paragraph by paragraph. The text is written in texts.py; nothing is random, so
every run makes the same files (but for the keys of encrypted ones).

Groups: cmap (predefined CMaps of fonts not embedded), font, encrypted, damaged, layout, open
(nobody solves it; measured, left out of the aim).
"""

import re
from typing import NamedTuple

import arabic_reshaper
import pikepdf

from pdf_writer import A4, Embedded, Predefined, Sheet, Standard, document, wrapped
from texts import PARAGRAPHS

DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
NANUM = "/usr/share/fonts/truetype/nanum/NanumGothic.ttf"
MARGIN = 60
SIZE = 10


class Case(NamedTuple):
    """A made file: `text` is what stands on its pages, in the order of reading."""

    name: str
    group: str
    data: bytes
    text: str


def paragraphs(sheet, font, texts, x, y, width, size=SIZE, gap=6):
    """Writes paragraphs downwards from `y`; gives the height at which the next would begin."""
    for text in texts:
        for line in wrapped(font, size, width, text):
            sheet.line(font, size, x, y - size, line)
            y -= size * 1.4
        y -= gap
    return y


def one_column(font, texts, size=SIZE):
    sheet = Sheet()
    paragraphs(sheet, font, texts, MARGIN, A4[1] - MARGIN, A4[0] - 2 * MARGIN, size)
    return sheet


def joined(*texts):
    return "\n".join(texts)


def cmaps():
    """Fonts that are not embedded, with each of the CMaps that a file may name."""
    kinds = [
        ("ko_uniks_ucs2", "ko", "HYSMyeongJo-Medium", "Korea1", "UniKS-UCS2-H", "utf-16-be"),
        ("ko_uniks_utf16", "ko", "HYSMyeongJo-Medium", "Korea1", "UniKS-UTF16-H", "utf-16-be"),
        ("ko_uhc", "ko", "HYGoThic-Medium", "Korea1", "KSCms-UHC-H", "cp949"),
        ("ko_uhc_hw", "ko", "HYGoThic-Medium", "Korea1", "KSCms-UHC-HW-H", "cp949"),
        ("ko_ksc_euc", "ko", "HYSMyeongJo-Medium", "Korea1", "KSC-EUC-H", "euc_kr"),
        ("ko_johab", "ko", "HYSMyeongJo-Medium", "Korea1", "KSC-Johab-H", "johab"),
        ("ja_rksj", "ja", "HeiseiMin-W3", "Japan1", "90ms-RKSJ-H", "cp932"),
        ("ja_euc", "ja", "HeiseiKakuGo-W5", "Japan1", "EUC-H", "euc_jp"),
        ("ja_jis", "ja", "HeiseiMin-W3", "Japan1", "H", "iso2022_jp"),
        ("ja_unijis_utf16", "ja", "HeiseiMin-W3", "Japan1", "UniJIS-UTF16-H", "utf-16-be"),
        ("zh_gbk", "zh-Hans", "STSong-Light", "GB1", "GBK-EUC-H", "gbk"),
        ("zh_gb_euc", "zh-Hans", "STSong-Light", "GB1", "GB-EUC-H", "gb2312"),
        ("zh_unigb", "zh-Hans", "STSong-Light", "GB1", "UniGB-UCS2-H", "utf-16-be"),
        ("zh_eten_b5", "zh-Hant", "MSung-Light", "CNS1", "ETen-B5-H", "big5"),
        ("zh_unicns", "zh-Hant", "MSung-Light", "CNS1", "UniCNS-UCS2-H", "utf-16-be"),
    ]
    for name, language, face, ordering, cmap, codec in kinds:
        texts = PARAGRAPHS[language]
        yield Case(name, "cmap", document([one_column(Predefined(face, ordering, cmap, codec), texts)]), joined(*texts))
    for name, language, face, ordering, cmap in [
        ("ko_vertical", "ko", "HYSMyeongJo-Medium", "Korea1", "UniKS-UCS2-V"),
        ("ja_vertical", "ja", "HeiseiMin-W3", "Japan1", "UniJIS-UCS2-V"),
    ]:
        # In Korean set upright, ASCII would be turned: numbers are left out.
        texts = [re.sub(r"[!-~]+", "", text) for text in PARAGRAPHS[language][-4:]]
        font, sheet, x = Predefined(face, ordering, cmap, "utf-16-be"), Sheet(), A4[0] - MARGIN
        for text in texts:
            for at in range(0, len(text), 60):
                sheet.line(font, SIZE, x, A4[1] - MARGIN, text[at:at + 60])
                x -= SIZE * 1.6
        yield Case(name, "cmap", document([sheet]), joined(*texts))


def fonts():
    """Embedded fonts, and what their codes say of the text."""
    en, ko = PARAGRAPHS["en"], PARAGRAPHS["ko"]

    def case(name, sheet, *texts, **saving):
        return Case(name, "font", document([sheet], **saving), joined(*texts))

    mixed = PARAGRAPHS["ru"] + PARAGRAPHS["el"] + PARAGRAPHS["pl"]
    yield case("latin_standard", one_column(Standard(), en), *en)
    yield case("identity", one_column(Embedded(DEJAVU, {}), mixed), *mixed)
    yield case("identity_korean", one_column(Embedded(NANUM, {}), ko), *ko)
    yield case("no_tounicode", one_column(Embedded(DEJAVU), mixed), *mixed)
    yield case("no_tounicode_korean", one_column(Embedded(NANUM), ko), *ko)
    yield case("object_streams", one_column(Embedded(NANUM, {}), ko), *ko,
               object_stream_mode=pikepdf.ObjectStreamMode.generate)

    text = ["The official traffic office filed five final offers for flood defence on the first floor.",
            "Efficient offices offer staff sufficient flexible benefits; effects are reflected in the figures."]
    ligatures = {"\ufb01": "fi", "\ufb02": "fl", "\ufb00": "ff", "\ufb03": "ffi", "\ufb04": "ffl"}
    drawn = [t.replace("ffi", "\ufb03").replace("ffl", "\ufb04").replace("ff", "\ufb00")
             .replace("fi", "\ufb01").replace("fl", "\ufb02") for t in text]
    yield case("ligatures", one_column(Embedded(DEJAVU, ligatures), drawn), *text)

    # Glyph names in /Differences are all that tells the text of these codes.
    sheet = Sheet()
    font = Differences({1: "o", 2: "fi", 3: "fl", 4: "eacute", 5: "c", 6: "e", 7: "v", 8: "w", 9: "n", 10: "a"})
    sheet.line(font, SIZE, MARGIN, 700, "\x02\x09\x0a\x09\x05\x06")
    sheet.line(font, SIZE, MARGIN, 680, "\x03\x01\x08")
    sheet.line(font, SIZE, MARGIN, 660, "\x05\x0a\x02\x04")
    yield case("glyph_names", sheet, "finance", "flow", "cafié")

    # The spaces are gaps: no character stands for them.
    sheet, font, y = Sheet(), Embedded(DEJAVU, {}), A4[1] - MARGIN
    for text in en[:4]:
        for line in wrapped(font, SIZE, A4[0] - 2 * MARGIN, text):
            y -= SIZE * 1.4
            sheet.gapped(font, SIZE, MARGIN, y, line)
        y -= 6
    yield case("gaps_for_spaces", sheet, *en[:4])

    sheet = Sheet()
    sheet.line(Standard(), SIZE, MARGIN, 700, "The plan costs")
    odd = Standard("Helvetica").encode("###").hex()
    sheet.raw(f"/Span <</ActualText <feff{'12 billion won'.encode('utf-16-be').hex()}>>> BDC\n"
              f"BT {sheet.font_name(Standard())} {SIZE} Tf 1 0 0 1 150 700 Tm <{odd}> Tj ET\nEMC", 150, 700)
    sheet.line(Standard(), SIZE, MARGIN, 680, "and is paid from the national budget.")
    yield case("actual_text", sheet, "The plan costs 12 billion won", "and is paid from the national budget.")

    inner, outer, sheet = one_column(Embedded(NANUM, {}), ko[:3]), Sheet(), Sheet()
    outer.forms["/Inner"] = inner
    outer.raw("q 0.9 0 0 0.9 10 -200 cm /Inner Do Q")
    outer.line(Standard(), SIZE, MARGIN, 770, "Form in a form")
    sheet.forms["/Outer"] = outer
    sheet.line(Standard(), SIZE, MARGIN, 800, "On the page itself")
    sheet.raw("q 1 0 0 1 0 0 cm /Outer Do Q")
    yield case("forms", sheet, "On the page itself", "Form in a form", *ko[:3])

    # A scan with its recognised text written invisibly over it.
    sheet, font, y = Sheet(), Standard(), A4[1] - MARGIN
    sheet.raw("0.9 g 0 0 595 842 re f 0 g")
    for text in en[:4]:
        for line in wrapped(font, SIZE, A4[0] - 2 * MARGIN, text):
            y -= SIZE * 1.4
            sheet.line(font, SIZE, MARGIN, y, line, mode=3)
        y -= 6
    yield case("invisible_over_scan", sheet, *en[:4])


class Differences(Standard):
    """A standard font whose low codes stand for named glyphs."""

    def __init__(self, names):
        super().__init__()
        self.names = names

    def encode(self, text):
        return bytes(ord(c) for c in text)

    def build(self, pdf):
        font = super().build(pdf)
        differences = pikepdf.Array()
        for code, name in sorted(self.names.items()):
            differences.extend([code, pikepdf.Name("/" + name)])
        font.Encoding = pikepdf.Dictionary(Type=pikepdf.Name.Encoding, BaseEncoding=pikepdf.Name.WinAnsiEncoding,
                                           Differences=differences)
        font.FirstChar, font.LastChar = 0, 255
        font.Widths = pikepdf.Array([556] * 256)
        return font


def encrypted():
    """Locked against changes, open to readers: the user's password is empty."""
    texts = PARAGRAPHS["ko"][:5]
    kinds = {"rc4_40": dict(R=2, aes=False, metadata=False), "rc4_128": dict(R=3, aes=False, metadata=False),
             "aes_128": dict(R=4, aes=True), "aes_256": dict(R=6, aes=True)}
    for name, kind in kinds.items():
        encryption = pikepdf.Encryption(owner="owner", user="", **kind)
        sheet = one_column(Embedded(NANUM, {}), texts)
        yield Case(name, "encrypted", document([sheet], encryption=encryption), joined(*texts))


def damaged():
    """Files that lost something on the way."""
    texts = PARAGRAPHS["en"][:5]
    whole = document([one_column(Embedded(DEJAVU, {}), texts)])
    start = whole.rindex(b"startxref")
    table = whole.rindex(b"xref\n", 0, start)
    kinds = {
        "xref_wrong": re.sub(rb"startxref\n\d+", b"startxref\n7", whole),
        "tail_cut": whole[:table],
        "shifted": b"HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\n\r\n" + whole,
        "offsets_wrong": whole[:table] + re.sub(rb"\n0000", b"\n0001", whole[table:]),
        "endstream_missing": whole.replace(b"endstream", b"\n"),
        "length_wrong": re.sub(rb"/Length (\d+)", lambda m: b"/Length " + str(int(m[1]) // 2).encode(), whole),
        "header_missing": whole.replace(b"%PDF-1.", b"%XXX-1.", 1),
    }
    for name, data in kinds.items():
        yield Case(name, "damaged", data, joined(*texts))


def columns(font, texts, count, head=None):
    """A page of columns filled one after the other; `head` runs over all of them."""
    sheet, top = Sheet(), A4[1] - MARGIN
    if head:
        sheet.line(font, 20, MARGIN, top - 20, head)
        top -= 44
    gutter = 20
    width = (A4[0] - 2 * MARGIN - (count - 1) * gutter) / count
    lines = [line for text in texts for line in wrapped(font, SIZE, width, text)]
    per = -(-len(lines) // count)
    for at, line in enumerate(lines):
        x, y = MARGIN + at // per * (width + gutter), top - (at % per + 1) * SIZE * 1.4
        sheet.line(font, SIZE, x, y, line)
    return sheet


def layouts():
    """Pages whose order is not that of the stream."""
    en, ko = PARAGRAPHS["en"], PARAGRAPHS["ko"]
    latin, nanum = Standard(), Embedded(NANUM, {})

    def case(name, sheets, *texts):
        return Case(name, "layout", document(sheets if isinstance(sheets, list) else [sheets]), joined(*texts))

    for count in (2, 3):
        for language, font, texts in (("en", latin, en), ("ko", nanum, ko)):
            sheet = columns(font, texts, count)
            sheet.cross()
            yield case(f"columns_{count}_{language}", sheet, *texts)
    sheet = columns(nanum, ko, 2, head="스마트도시 종합계획")
    sheet.cross()
    yield case("columns_under_heading", sheet, "스마트도시 종합계획", *ko)

    # A heading over both columns in mid-page: above it is read before below it.
    sheet, expected = Sheet(), []
    for top, head, texts in ((782, "Part one: the aims", en[:4]), (400, "Part two: the means", en[4:])):
        sheet.line(latin, 16, MARGIN, top - 16, head)
        expected.append(head)
        for at, pair in enumerate((texts[:2], texts[2:])):
            paragraphs(sheet, latin, pair, MARGIN + at * 247, top - 40, 227)
            expected.extend(pair)
    sheet.cross()
    yield case("columns_with_headings_between", sheet, *expected)

    for name, font, parts in (("trifold_en", latin, en), ("trifold_ko", nanum, ko)):
        sheet, expected = Sheet((842, 595)), []
        title = "Smart City Programme" if font is latin else "한눈에 보는 스마트도시"
        sheet.line(font, 20, 40, 540, title)
        expected.append(title)
        for panel in range(3):
            x, texts = 40 + panel * 262, [parts[(panel * 3 + n) % 8] for n in range(3)]
            head = f"{'Panel' if font is latin else '제도'} {panel + 1}"
            sheet.line(font, 14, x, 500, head)
            paragraphs(sheet, font, texts, x, 485, 238, size=9)
            call = f"{'Call' if font is latin else '문의'} 02-788-458{panel}"
            sheet.box(x - 4, 62, 240, 22)
            sheet.line(font, 9, x, 70, call)
            expected += [head, *texts, call]
        sheet.cross()
        yield case(name, sheet, *expected)

    sheet = Sheet()
    paragraphs(sheet, latin, en[:5], MARGIN, 782, 300)
    sheet.box(390, 500, 150, 282)
    sheet.line(latin, 12, 400, 762, "In figures")
    facts = ["41 of 47 cities on time", "2.4 billion won spent", "62 per cent for transport", "8.3 per cent less energy"]
    paragraphs(sheet, latin, facts, 400, 745, 130, size=9, gap=20)
    sheet.cross()
    yield case("box_beside", sheet, *en[:5], "In figures", *facts)

    rows = [["Project", "Budget", "City", "Done"]] + [
        [f"Project {n}", f"{n * 120} million won", city, f"2026-{n:02}"]
        for n, city in enumerate(["Seoul", "Busan", "Sejong", "Daegu", "Incheon", "Gwangju", "Ulsan", "Jeju"], 1)]
    sheet = Sheet()
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            sheet.box(MARGIN + c * 115, 760 - r * 22, 115, 22)
            sheet.line(latin, SIZE, MARGIN + c * 115 + 5, 767 - r * 22, cell)
    # Written column by column, as some programs do.
    sheet.parts.sort(key=lambda part: part[0])
    yield case("table", sheet, *(" ".join(row) for row in rows))

    sheet, expected = Sheet(), []
    for r, text in enumerate(en[:6]):
        y = 760 - r * 80
        cells = [f"Task {r + 1}", text, f"Ministry {'ABCDEF'[r]}"]
        for cell, x, width in zip(cells, (MARGIN, MARGIN + 70, MARGIN + 380), (70, 310, 95)):
            sheet.box(x, y - 60, width, 80)
            paragraphs(sheet, latin, [cell], x + 5, y + 12, width - 10)
        expected.extend(cells)
    sheet.cross()
    yield case("table_of_paragraphs", sheet, *expected)

    for name, rotate, matrix, place in (
        ("rotated_90", 90, "0 1 -1 0", lambda n: (80 + n * 16, 60)),
        ("rotated_180", 180, "-1 0 0 -1", lambda n: (540, 80 + n * 16)),
        ("rotated_270", 270, "0 -1 1 0", lambda n: (540 - n * 16, 780)),
        ("sideways", 0, "0 1 -1 0", lambda n: (80 + n * 16, 60)),
    ):
        sheet = Sheet(rotate=rotate)
        lines = [line for text in en[:4] for line in wrapped(latin, SIZE, 470, text)]
        for n, line in enumerate(lines):
            sheet.line(latin, SIZE, *place(n), line, matrix=matrix)
        yield case(name, sheet, *en[:4])

    sheets, expected = [], []
    for number in range(1, 7):
        sheet = one_column(latin, [])
        sheet.line(latin, 8, MARGIN, 810, "Smart City Plan 2019-2023")
        body = [en[number], en[(number + 3) % 8]]
        paragraphs(sheet, latin, body, MARGIN, 770, 470)
        sheet.line(latin, 8, 290, 30, f"- {number} -")
        sheets.append(sheet)
        expected += ["Smart City Plan 2019-2023", *body, f"- {number} -"]
    yield case("running_heads", sheets, *expected)

    yield case("hyphens", hyphenated(latin, en[:5]), *en[:5])

    for name, is_visual in (("hebrew_visual", True), ("hebrew_logical", False)):
        yield case(name, right_to_left(PARAGRAPHS["he"], is_visual, lambda line: line), *PARAGRAPHS["he"])
    yield case("arabic", right_to_left(PARAGRAPHS["ar"], True, arabic_reshaper.reshape), *PARAGRAPHS["ar"])

    # Korean justified to both sides breaks words at line ends, and nothing in the file says where.
    sheet, y = Sheet(), A4[1] - MARGIN
    for text in ko:
        for at in range(0, len(text), 34):
            y -= 14
            sheet.line(nanum, SIZE, MARGIN, y, text[at:at + 34].strip())
        y -= 6
    yield Case("korean_words_broken", "open", document([sheet]), joined(*ko))


def hyphenated(font, texts):
    """A narrow column whose long words are broken with hyphens."""
    sheet, y, width = Sheet(), A4[1] - MARGIN, 170
    for text in texts:
        line = ""
        lines = []
        for word in text.split(" "):
            tried = f"{line} {word}".strip()
            if font.width(tried, SIZE) <= width:
                line = tried
                continue
            cut = len(word) // 2
            head = f"{line} {word[:cut]}-".strip()
            if 8 <= len(word) and word.isalpha() and font.width(head, SIZE) <= width:
                lines.append(head)
                line = word[cut:]
            else:
                lines.append(line)
                line = word
        for line in [*lines, line]:
            y -= SIZE * 1.4
            sheet.line(font, SIZE, MARGIN, y, line)
        y -= 8
    return sheet


def right_to_left(texts, is_visual, shape):
    """Lines from the right; glyphs in the order seen from the left, or as they are spoken."""
    font, sheet, y = Embedded(DEJAVU, {}), Sheet(), A4[1] - MARGIN
    for text in texts:
        for line in wrapped(font, 12, 440, text):
            line, y = shape(line), y - 18
            if is_visual:
                sheet.line(font, 12, 535 - font.width(line, 12), y, line[::-1])
                continue
            x = 535
            for char in line:
                x -= font.width(char, 12)
                sheet.line(font, 12, x, y, char)
        y -= 8
    return sheet


def all_cases():
    """Every made file."""
    for group in (cmaps, fonts, encrypted, damaged, layouts):
        yield from group()


if __name__ == "__main__":
    import pathlib
    import sys

    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for made in all_cases():
        (folder / f"{made.name}.pdf").write_bytes(made.data)
        (folder / f"{made.name}.txt").write_text(made.text)
