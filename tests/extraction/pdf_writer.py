"""Writes small PDF files with full control of fonts, encodings and the order of the stream.

The same input gives the same bytes, except where encryption draws random keys. Fonts are of
three kinds: a standard font (WinAnsi), a font that is not embedded with a predefined CMap, and an
embedded TrueType font by glyph numbers (Identity-H).

Not here: what is written (made_pdf.py). Format: ISO 32000-2.
"""

import io
import logging

import pikepdf
from fontTools import subset
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Stream
from reportlab.pdfbase.pdfmetrics import stringWidth

A4 = (595, 842)

# It warns of every table that the subset does not need.
logging.getLogger("fontTools").setLevel(logging.ERROR)

# Where each collection keeps the narrow forms of ASCII: CIDs (inclusive), half an em wide.
NARROW = {
    "Korea1": [(1, 95), (8094, 8190)],
    "Japan1": [(1, 230), (231, 632)],
    "GB1": [(1, 95), (814, 939)],
    "CNS1": [(1, 98), (13648, 13742)],
}


class Standard:
    """A font that every reader has, in WinAnsiEncoding."""

    is_vertical = False

    def __init__(self, base="Helvetica"):
        self.base = base

    def encode(self, text):
        return text.encode("cp1252")

    def width(self, text, size):
        return stringWidth(text, self.base, size)

    def build(self, pdf):
        return Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name("/" + self.base),
                          Encoding=Name.WinAnsiEncoding)


class Predefined:
    """A CID font that is not embedded, its codes given by one of Adobe's predefined CMaps."""

    def __init__(self, face, ordering, cmap, codec):
        self.face, self.ordering, self.cmap, self.codec = face, ordering, cmap, codec
        self.is_vertical = cmap.endswith("-V")

    def encode(self, text):
        if self.codec == "iso2022_jp":  # the CMap `H`: the two bytes of JIS X 0208 without escapes
            return b"".join(c.encode("iso2022_jp")[3:5] for c in text)
        return text.encode(self.codec)

    def width(self, text, size):
        return sum(size / 2 if c.isascii() else size for c in text)

    def build(self, pdf):
        widths = Array()
        for first, last in NARROW[self.ordering]:
            widths.extend([first, last, 500])
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name("/" + self.face), Flags=4,
                                FontBBox=[0, -200, 1000, 900], ItalicAngle=0, Ascent=880, Descent=-120,
                                CapHeight=700, StemV=80)
        system = Dictionary(Registry=b"Adobe", Ordering=self.ordering.encode(), Supplement=2)
        child = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType0, BaseFont=Name("/" + self.face),
                           CIDSystemInfo=system, FontDescriptor=pdf.make_indirect(descriptor), DW=1000, W=widths)
        return Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name(f"/{self.face}-{self.cmap}"),
                          Encoding=Name("/" + self.cmap), DescendantFonts=[pdf.make_indirect(child)])


class Embedded:
    """A TrueType font, embedded as far as it is used, its codes the glyph numbers (Identity-H).

    `to_unicode` gives the text of a glyph where that is not its character (ligatures); None leaves
    the ToUnicode map out, so that only the embedded font's own `cmap` tells the text.
    """

    is_vertical = False

    def __init__(self, path, to_unicode=None):
        self.path, self.to_unicode = path, to_unicode
        self.font = TTFont(path, lazy=True)
        self.cmap, self.metrics = self.font.getBestCmap(), self.font["hmtx"]
        self.units = self.font["head"].unitsPerEm
        self.used = {}

    def glyph(self, char):
        name = self.cmap[ord(char)]
        number = self.font.getGlyphID(name)
        self.used[number] = char
        return number, self.metrics[name][0] * 1000 / self.units

    def encode(self, text):
        return b"".join(self.glyph(c)[0].to_bytes(2, "big") for c in text)

    def width(self, text, size):
        return sum(self.glyph(c)[1] for c in text) * size / 1000

    def program(self):
        options = subset.Options(retain_gids=True, notdef_outline=True, layout_features=[], hinting=False)
        options.drop_tables += ["GSUB", "GPOS", "GDEF"]
        font = TTFont(self.path, recalcTimestamp=False)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[ord(c) for c in self.used.values()])
        subsetter.subset(font)
        out = io.BytesIO()
        font.save(out)
        return out.getvalue()

    def build(self, pdf):
        name = Name("/ABCDEF+" + self.font["name"].getDebugName(6))
        descriptor = Dictionary(Type=Name.FontDescriptor, FontName=name, Flags=4, FontBBox=[-500, -300, 1500, 1000],
                                ItalicAngle=0, Ascent=900, Descent=-200, CapHeight=700, StemV=80,
                                FontFile2=pdf.make_indirect(Stream(pdf, self.program())))
        widths = Array()
        for number, char in sorted(self.used.items()):
            widths.extend([number, Array([round(self.glyph(char)[1])])])
        system = Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0)
        child = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=name, CIDSystemInfo=system,
                           FontDescriptor=pdf.make_indirect(descriptor), DW=1000, W=widths, CIDToGIDMap=Name.Identity)
        font = Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=name, Encoding=Name("/Identity-H"),
                          DescendantFonts=[pdf.make_indirect(child)])
        if self.to_unicode is not None:
            lines = [f"<{number:04x}> <{self.to_unicode.get(char, char).encode('utf-16-be').hex()}>"
                     for number, char in sorted(self.used.items())]
            blocks = [lines[at:at + 100] for at in range(0, len(lines), 100)]
            ranges = "\n".join(f"{len(b)} beginbfchar\n" + "\n".join(b) + "\nendbfchar" for b in blocks)
            cmap = ("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Made def\n"
                    "/CMapType 2 def\n1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
                    f"{ranges}\nendcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n")
            font.ToUnicode = pdf.make_indirect(Stream(pdf, cmap.encode()))
        return font


class Sheet:
    """One page: a list of operators, each with the place it writes to, so that they can be reordered."""

    def __init__(self, size=A4, rotate=0):
        self.size, self.rotate = size, rotate
        self.parts, self.fonts, self.forms, self.properties = [], [], {}, {}

    def font_name(self, font):
        if font not in self.fonts:
            self.fonts.append(font)
        return f"/F{self.fonts.index(font)}"

    def line(self, font, size, x, y, text, matrix="1 0 0 1", mode=0):
        """Writes one line at its base line's start; the page's origin is at the bottom left."""
        code = font.encode(text).hex()
        body = f"BT {mode} Tr {self.font_name(font)} {size} Tf {matrix} {x:.2f} {y:.2f} Tm <{code}> Tj ET"
        self.parts.append((x, y, body))

    def gapped(self, font, size, x, y, text):
        """Writes one line whose spaces are gaps between the words, with no space character."""
        pieces = [f"<{font.encode(word).hex()}>" for word in text.split(" ")]
        body = f"BT {self.font_name(font)} {size} Tf 1 0 0 1 {x:.2f} {y:.2f} Tm [{' -300 '.join(pieces)}] TJ ET"
        self.parts.append((x, y, body))

    def raw(self, body, x=0, y=0):
        self.parts.append((x, y, body))

    def box(self, x, y, width, height):
        self.raw(f"{x} {y} {width} {height} re S", x, y + height)

    def cross(self):
        """Writes top to bottom over the whole page, so that the stream crosses the columns."""
        self.parts.sort(key=lambda part: (-part[1], part[0]))

    def content(self):
        return "\n".join(body for _, _, body in self.parts).encode()

    def resources(self, pdf, built):
        fonts = Dictionary()
        for font in self.fonts:
            if id(font) not in built:
                built[id(font)] = pdf.make_indirect(font.build(pdf))
            fonts[self.font_name(font)] = built[id(font)]
        resources = Dictionary(Font=fonts)
        if self.forms:
            resources.XObject = Dictionary({name: form.form(pdf, built) for name, form in self.forms.items()})
        return resources

    def form(self, pdf, built):
        """The sheet as a form XObject."""
        form = Stream(pdf, self.content())
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, *self.size])
        form.Resources = self.resources(pdf, built)
        return pdf.make_indirect(form)


def document(sheets, **saving):
    """The bytes of a PDF file of these pages; `saving` goes to pikepdf's `save`."""
    pdf, built = pikepdf.new(), {}
    for sheet in sheets:
        page = Dictionary(Type=Name.Page, MediaBox=[0, 0, *sheet.size], Rotate=sheet.rotate,
                          Contents=pdf.make_indirect(Stream(pdf, sheet.content())),
                          Resources=sheet.resources(pdf, built))
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(page)))
    out = io.BytesIO()
    if "encryption" not in saving:
        saving["deterministic_id"] = True
    pdf.save(out, **saving)
    return out.getvalue()


def wrapped(font, size, width, text):
    """The lines of a paragraph, broken at spaces, and inside a word where it has no spaces."""
    lines, line = [], ""
    for word in text.split(" "):
        tried = f"{line} {word}" if line else word
        if font.width(tried, size) <= width:
            line = tried
            continue
        if line:
            lines.append(line)
        line = word
        while width < font.width(line, size):
            cut = next(n for n in range(1, len(line) + 1) if n == len(line) or width < font.width(line[:n + 1], size))
            lines.append(line[:cut])
            line = line[cut:]
    return lines + [line] if line else lines
