"""Independent readers of office documents, HWP, HWPX and HTML: what a file's text is.

They walk the formats themselves, or through Python's own libraries for them; nothing of the
program that is judged is used. What counts as text: what a reader of the document can see on its
pages or slides, with headers, footers, foot- and endnotes, comments and speaker's notes. Not:
deleted text of tracked changes, field codes, alternative forms of the same text (`mc:Fallback`).
"""

import io
import struct
import zipfile
import zlib

import olefile
from bs4 import BeautifulSoup
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from lxml import etree
from pptx import Presentation

PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, recover=True)


def local(element):
    """The name of an XML element without its namespace; empty for comments."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


class Walk:
    """Collects the text of XML in document order.

    `words` are the elements whose own text counts, `ends` those after which a line ends, `leaves`
    what an empty element stands for, `skipped` what is passed over with all that is in it,
    `numbers` elements that show a number, with the attribute that holds it.
    """

    def __init__(self, words, ends, leaves, skipped, numbers=None):
        self.words, self.ends, self.leaves, self.skipped = words, ends, leaves, skipped
        self.numbers = numbers or {}

    def text(self, data):
        root = etree.fromstring(data, PARSER)
        parts = []
        if root is not None:
            self._walk(root, False, parts)
        return "".join(parts)

    def _walk(self, element, is_text, parts):
        name = local(element)
        if name in self.skipped or not name:
            return
        parts.append(self.leaves.get(name, ""))
        if name in self.numbers and element.get("numType") != "PAGE":
            parts.append(element.get(self.numbers[name], ""))
        is_text = is_text or name in self.words
        if is_text and element.text:
            parts.append(element.text)
        for child in element:
            self._walk(child, is_text, parts)
            if is_text and child.tail:
                parts.append(child.tail)
        if name in self.ends:
            parts.append("\n")


DOCX = Walk({"t"}, {"p", "tc", "txbxContent"},
            {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"},
            {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "sectPr", "tblPr"})
ODF = Walk({"p", "h"}, {"p", "h"}, {"s": " ", "tab": "\t", "line-break": "\n"},
           {"tracked-changes", "binary-data", "title", "desc", "script", "event-listeners", "forms", "creator", "date"})
# Equations are counted by their scripts, and numbers that the program counts as they were last shown.
HWPX = Walk({"t", "script"}, {"p"}, {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " "}, {"deleteBegin"},
            {"autoNum": "num"})


def docx(data):
    """A DOCX file: header parts, body, footer parts, notes, comments."""
    package = zipfile.ZipFile(io.BytesIO(data))
    names = package.namelist()
    part = lambda start: [n for n in sorted(names) if n.startswith(f"word/{start}") and n.endswith(".xml")
                          and "/" not in n.removeprefix("word/")]
    main = [n for n in names if n in ("word/document.xml", "word/document2.xml")][:1]
    order = part("header") + main + part("footer") + part("footnotes") + part("endnotes")
    order += [n for n in part("comments") if n == "word/comments.xml"]
    charts = [chart(package.read(name)) for name in sorted(names) if name.startswith("word/charts/chart")]
    return "\n".join([*(DOCX.text(package.read(name)) for name in order), *charts])


def chart(data):
    """A chart's words: its titles, the names of its series, its categories, each once."""
    root = etree.fromstring(data, PARSER)
    words = ["".join(title.itertext("{*}t")) for title in root.iter("{*}title")]
    for part in ("tx", "cat"):
        words += [value.text or "" for series in root.iter("{*}ser") for one in series.findall("{*}" + part)
                  for value in one.iter("{*}v")]
    return "\n".join(dict.fromkeys(words))


def pptx(data):
    """A PPTX file: each slide's shapes, tables, charts and notes, by python-pptx."""
    lines = []

    def shapes(some):
        for shape in some:
            if hasattr(shape, "shapes"):  # a group
                shapes(shape.shapes)
            if shape.has_text_frame:
                lines.append(shape.text_frame.text)
            if getattr(shape, "has_table", False) and shape.has_table:
                lines.extend(cell.text for row in shape.table.rows for cell in row.cells)
            if getattr(shape, "has_chart", False) and shape.has_chart:
                chart = shape.chart
                if chart.has_title and chart.chart_title.has_text_frame:
                    lines.append(chart.chart_title.text_frame.text)
                for plot in chart.plots:
                    lines.extend(str(category) for category in plot.categories)
                    lines.extend(series.name or "" for series in plot.series)

    for slide in Presentation(io.BytesIO(data)).slides:
        shapes(slide.shapes)
        if slide.has_notes_slide and slide.notes_slide.notes_text_frame:
            lines.append(slide.notes_slide.notes_text_frame.text)
    return "\n".join(lines)


def odf(data):
    """An OpenDocument file: the master pages' heads and feet, then the body."""
    package = zipfile.ZipFile(io.BytesIO(data))
    styles = etree.fromstring(package.read("styles.xml"), PARSER) if "styles.xml" in package.namelist() else None
    heads = []
    if styles is not None:
        for master in styles.iter("{*}master-page"):
            heads += [ODF.text(etree.tostring(part)) for part in master if local(part).startswith(("header", "footer"))]
    content = package.read("content.xml")
    root = etree.fromstring(content, PARSER)
    # What is declared once and shown on every slide that asks for it.
    shown = {element.get(key): element.text or "" for element in root.iter("{*}footer-decl", "{*}header-decl")
             for key in element.keys() if key.endswith("}name")}
    heads += [shown.get(page.get(key), "") for page in root.iter("{*}page") for key in page.keys()
              if key.endswith(("}use-footer-name", "}use-header-name"))]
    return "\n".join([*heads, ODF.text(content)])


def hwpx(data):
    """An HWPX file: its sections in order; paragraphs of tables and boxes where they are anchored."""
    package = zipfile.ZipFile(io.BytesIO(data))
    names = [n for n in package.namelist() if n.startswith("Contents/section") and n.endswith(".xml")]
    names.sort(key=lambda name: int("".join(c for c in name if c.isdigit()) or 0))
    return "\n".join(HWPX.text(package.read(name)) for name in names)


# HWP 5: how many 16-bit units a control character takes, itself included (Hancom's format
# document, table 6): 8 for those that carry data, 1 for the rest.
WIDE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23}
PARA_TEXT, CONTROL, EQUATION, DISTRIBUTED = 67, 71, 88, 28
# Stands for a number until the control that holds it comes (private use).
NUMBER = "\ue000"


def records(data):
    """The records of an HWP stream: tag and payload."""
    at = 0
    while at + 4 <= len(data):
        header, = struct.unpack_from("<I", data, at)
        at += 4
        size = header >> 20
        if size == 0xFFF:
            size, = struct.unpack_from("<I", data, at)
            at += 4
        yield header & 0x3FF, data[at:at + size]
        at += size


def paragraph(payload):
    """The text of a PARA_TEXT record."""
    units = struct.unpack(f"<{len(payload) // 2}H", payload[:len(payload) // 2 * 2])
    out, at = [], 0
    while at < len(units):
        unit = units[at]
        if unit in WIDE:
            out.append({9: "\t", 18: NUMBER}.get(unit, ""))
            at += 8
            continue
        if 32 <= unit:
            out.append(struct.pack("<H", unit))
        elif unit in (10, 13):
            out.append("\n")
        elif unit in (24, 30, 31):
            out.append("-" if unit == 24 else " ")
        at += 1
    return b"".join(part if isinstance(part, bytes) else part.encode("utf-16-le") for part in out).decode("utf-16-le", "replace")


def opened(stream):
    """A section of a distributed document, deciphered (its key is in its first record)."""
    tag, seedling = next(records(stream))
    assert tag == DISTRIBUTED
    seed, = struct.unpack_from("<I", seedling)
    state = seed

    def rand():  # Microsoft's rand()
        nonlocal state
        state = (state * 214013 + 2531011) & 0xFFFFFFFF
        return state >> 16 & 0x7FFF

    plain, key, left = bytearray(seedling), 0, 0
    for at in range(256):
        if left == 0:
            key, left = rand() & 0xFF, (rand() & 0xF) + 1
        if 4 <= at:
            plain[at] ^= key
        left -= 1
    offset = 4 + (seed & 0xF)
    cipher = Cipher(algorithms.AES(bytes(plain[offset:offset + 16])), modes.ECB()).decryptor()
    body = stream[4 + 256:]
    return cipher.update(body[:len(body) // 16 * 16])


def hwp(data):
    """An HWP 5 file: the paragraphs of its sections, in the order of their records."""
    ole = olefile.OleFileIO(io.BytesIO(data))
    flags, = struct.unpack_from("<I", ole.openstream("FileHeader").read(), 36)
    folder = "ViewText" if flags & 4 else "BodyText"
    names = sorted((name for name in ole.listdir() if name[0] == folder), key=lambda name: int(name[1][7:]))
    text = []
    for name in names:
        data = ole.openstream(name).read()
        if flags & 4:
            data = opened(data)
        if flags & 1:
            data = zlib.decompressobj(-15).decompress(data)
        text += section(data)
    return "\n".join(text)


def section(data):
    """The paragraphs and equations of a section; its counted numbers stand where they are shown."""
    text = []
    for tag, payload in records(data):
        if tag == PARA_TEXT:
            text.append(paragraph(payload))
        elif tag == EQUATION:
            length, = struct.unpack_from("<H", payload, 4)
            text.append(payload[6:6 + 2 * length].decode("utf-16-le", "replace"))
        elif tag == CONTROL and payload[:4] == b"onta":  # `atno`, backwards
            kind, number = struct.unpack_from("<IH", payload, 4)
            # A page's own number (kind 0) is another one on every page.
            number = number if kind & 15 else ""
            at = next((at for at, one in enumerate(text) if NUMBER in one), None)
            if at is not None:
                text[at] = text[at].replace(NUMBER, str(number), 1)
    return text


# What leads to other pages rather than says something: HTML's own words for it, and DocBook's.
NAVIGATION = "nav, [role=navigation], .navheader, .navfooter"
BLOCKS = {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "tr", "td", "th", "table", "pre", "br", "hr", "section",
          "article", "header", "footer", "blockquote", "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6",
          "body", "main", "aside", "title", "option", "caption", "address", "details", "summary"}


def html(data):
    """A web page: its body without scripts and navigation, by BeautifulSoup."""
    soup = BeautifulSoup(data, "lxml")
    for element in soup.select("script, style, noscript, template, head, " + NAVIGATION):
        element.decompose()
    parts = []
    for node in soup.descendants:
        if getattr(node, "name", None) in BLOCKS:
            parts.append("\n")
        elif type(node).__name__ == "NavigableString":
            # A line end inside HTML text is a space.
            inside = any(parent.name == "pre" for parent in node.parents)
            parts.append(str(node) if inside else str(node).replace("\n", " "))
    return "".join(parts)


def plain(data):
    """A text file in UTF-8 or, failing that, Windows-1252."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


READERS = {".docx": docx, ".pptx": pptx, ".odt": odf, ".odp": odf, ".hwp": hwp, ".hwpx": hwpx, ".html": html, ".txt": plain}
