"""Makes office documents, web pages, books and letters with known text.

For formats of which the corpus has none (XLSX, XLS, ODS, RTF, EPUB, EML) or few. As in made_pdf.py
nothing is random, and each case carries the text that a reader of the document reads.
"""

import datetime
import io
import zipfile
from email.message import EmailMessage
from typing import NamedTuple

import docx
import openpyxl
import pptx
import xlwt
from docx.oxml import parse_xml
from odf import opendocument, table as odf_table, text as odf_text
from pptx.util import Inches

from texts import PARAGRAPHS

EN, KO = PARAGRAPHS["en"], PARAGRAPHS["ko"]
DAY = datetime.datetime(2026, 11, 22)


class File(NamedTuple):
    """A made file; `kind` is the ending of its name."""

    name: str
    kind: str
    data: bytes
    text: str


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def packed(members):
    """A zip package; the first member is stored, as EPUB and OpenDocument ask."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for at, (name, data) in enumerate(members.items()):
            package.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data,
                             zipfile.ZIP_DEFLATED if at else zipfile.ZIP_STORED)
    return out.getvalue()


ROWS = [["City", "Budget", "Started", "Remark"],
        ["Seoul", 1200, datetime.date(2019, 3, 1), "on time"],
        ["부산광역시", 340, datetime.date(2020, 7, 15), "침수 감지기 41대"],
        ["Sejong", 75, datetime.date(2021, 12, 31), "see sheet 2"]]


def shown(rows):
    """Rows as a reader sees them: dates as 2020-07-15, cells beside each other."""
    return "\n".join(" ".join(str(cell) for cell in row) for row in rows)


def sheets():
    """Workbooks: XLSX, XLS, ODS, CSV-like tables on several sheets."""
    second = [["번호", "사업명"]] + [[n, text[:30]] for n, text in enumerate(KO, 1)]
    expected = f"{shown(ROWS)}\n{shown(second)}"

    book = openpyxl.Workbook()
    for title, rows in (("Budget", ROWS), ("사업 목록", second)):
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    del book["Sheet"]
    yield File("workbook", "xlsx", saved(book), expected)

    book = openpyxl.Workbook()
    page = book.active
    page.append(["A table with a merged heading"])
    page.merge_cells("A1:C1")
    for row, text in enumerate(EN, 3):
        page.cell(row, 2, text)
        page.cell(row, 4, row / 2)
    page["F20"] = "far away"
    numbers = "\n".join(f"{text} {row / 2:g}" for row, text in enumerate(EN, 3))
    yield File("workbook_sparse", "xlsx", saved(book), f"A table with a merged heading\n{numbers}\nfar away")

    book, style = xlwt.Workbook(), xlwt.easyxf(num_format_str="YYYY-MM-DD")
    for title, rows in (("Budget", ROWS), ("사업 목록", second)):
        page = book.add_sheet(title)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                page.write(r, c, cell, style if isinstance(cell, datetime.date) else xlwt.Style.default_style)
    yield File("workbook_old", "xls", saved(book), expected)

    book = opendocument.OpenDocumentSpreadsheet()
    for title, rows in (("Budget", ROWS), ("사업 목록", second)):
        page = odf_table.Table(name=title)
        for row in rows:
            line = odf_table.TableRow()
            for cell in row:
                kind = {int: "float", datetime.date: "date"}.get(type(cell), "string")
                values = {"float": {"value": cell}, "date": {"datevalue": str(cell)}}.get(kind, {})
                box = odf_table.TableCell(valuetype=kind, **values)
                box.addElement(odf_text.P(text=str(cell)))
                line.addElement(box)
            page.addElement(line)
        book.spreadsheet.addElement(page)
    yield File("workbook_odf", "ods", saved(book), expected)


def word(name, texts, head, foot):
    """A DOCX file with a running head, headings, a table and a text box."""
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text, section.footer.paragraphs[0].text = head, foot
    expected = [head]
    for number, text in enumerate(texts[:4], 1):
        document.add_heading(f"{number}. {head}", level=1)
        document.add_paragraph(text)
        expected += [f"{number}. {head}", text]
    grid = document.add_table(rows=2, cols=2)
    for cell, text in zip((cell for row in grid.rows for cell in row.cells), texts[4:8]):
        cell.text = text
    expected += texts[4:8]
    box = parse_xml(
        '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox><w:txbxContent>'
        f'<w:p><w:r><w:t>{texts[1]}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>')
    document.element.body.insert(len(document.element.body) - 1, box)
    expected += [texts[1], foot]
    return File(name, "docx", saved(document), "\n".join(expected))


def documents():
    """DOCX, PPTX, ODT."""
    yield word("word_en", EN, "Smart City Plan", "Ministry of Land")
    yield word("word_ko", KO, "스마트도시 종합계획", "국토교통부")

    show, expected = pptx.Presentation(), []
    for number, text in enumerate(KO[:4], 1):
        slide = show.slides.add_slide(show.slide_layouts[1])
        slide.shapes.title.text = f"과제 {number}"
        slide.placeholders[1].text = text
        grid = slide.shapes.add_table(1, 2, Inches(1), Inches(5), Inches(6), Inches(1)).table
        grid.cell(0, 0).text, grid.cell(0, 1).text = "예산", f"{number * 120}백만원"
        slide.notes_slide.notes_text_frame.text = EN[number]
        expected += [f"과제 {number}", text, "예산", f"{number * 120}백만원", EN[number]]
    yield File("slides", "pptx", saved(show), "\n".join(expected))

    writing = opendocument.OpenDocumentText()
    expected = []
    for number, text in enumerate(KO, 1):
        writing.text.addElement(odf_text.H(outlinelevel=1, text=f"제{number}조"))
        writing.text.addElement(odf_text.P(text=text))
        expected += [f"제{number}조", text]
    yield File("writing", "odt", saved(writing), "\n".join(expected))


def rtf_text(text, codepage=None):
    """RTF's escapes: \\uN with a question mark for older readers, or bytes of a code page."""
    out = []
    for char in text:
        if char in "\\{}":
            out.append("\\" + char)
        elif char.isascii():
            out.append(char)
        elif codepage:
            out += [f"\\'{byte:02x}" for byte in char.encode(codepage)]
        else:
            units = char.encode("utf-16-le")
            out += [f"\\u{int.from_bytes(units[at:at + 2], 'little', signed=True)}?" for at in range(0, len(units), 2)]
    return "".join(out)


def letters():
    """RTF by code page and by \\u, with a table, a picture, a footnote and a running head."""
    picture = "{\\pict\\wmetafile8 0100090000034f0000000000}"
    kinds = [("rtf_korean_unicode", KO, None, "\\ansicpg949\\uc1"), ("rtf_korean_codepage", KO, "cp949", "\\ansicpg949"),
             ("rtf_japanese_codepage", PARAGRAPHS["ja"], "cp932", "\\ansicpg932"),
             ("rtf_russian_codepage", PARAGRAPHS["ru"], "cp1251", "\\ansicpg1251"),
             ("rtf_english", EN, "cp1252", "\\ansicpg1252"), ("rtf_greek_unicode", PARAGRAPHS["el"], None, "\\ansicpg1253\\uc1")]
    charsets = {"cp949": 129, "cp932": 128, "cp1251": 204, "cp1252": 0}
    for name, texts, codepage, setting in kinds:
        esc = lambda text: rtf_text(text, codepage)
        body = "\n".join(f"\\pard\\b {esc(str(n))}.\\b0  {esc(text)}\\par" for n, text in enumerate(texts, 1))
        charset = charsets.get(codepage, 0)
        data = (f"{{\\rtf1\\ansi{setting}\\deff0{{\\fonttbl{{\\f0\\fnil\\fcharset{charset} Batang;}}}}\n"
                "{\\colortbl;\\red255\\green0\\blue0;}{\\stylesheet{\\s1 heading 1;}}{\\info{\\title Not on the page}}\n"
                f"{{\\header \\pard {esc(texts[0][:10])}\\par}}\n\\f0 {body}\n{picture}\n"
                f"\\trowd\\cellx4000\\cellx8000\\intbl {esc(texts[0])}\\cell {esc(texts[1])}\\cell\\row\n"
                f"\\pard Note{{\\footnote \\pard {esc(texts[1][:20])}}}\\par}}")
        expected = [texts[0][:10], *(f"{n}. {text}" for n, text in enumerate(texts, 1)), *texts[:2], "Note", texts[1][:20]]
        yield File(name, "rtf", data.encode("ascii"), "\n".join(expected))


def books():
    """EPUB: the spine's order is not that of the package."""
    page = ('<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>{0}</title>'
            "<style>p {{ margin: 0 }}</style></head><body><h1>{0}</h1>{1}</body></html>")
    members = {"mimetype": b"application/epub+zip", "META-INF/container.xml": (
        '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>')}
    expected, items, spine = [], [], []
    for number, texts in enumerate((KO[:3], KO[3:6], EN[:4]), 1):
        head = f"제{number}장 스마트도시"
        name = f"{'cab'[number - 1]}.xhtml"
        members[f"OEBPS/{name}"] = page.format(head, "".join(f"<p>{text}</p>" for text in texts))
        items.append(f'<item id="i{number}" href="{name}" media-type="application/xhtml+xml"/>')
        spine.append(f'<itemref idref="i{number}"/>')
        expected += [head, *texts]
    members["OEBPS/content.opf"] = (
        '<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">made</dc:identifier><dc:title>스마트도시</dc:title>'
        f'<dc:language>ko</dc:language></metadata><manifest>{"".join(sorted(items))}</manifest><spine>{"".join(spine)}</spine></package>')
    yield File("book", "epub", packed(members), "\n".join(expected))


def mails():
    """E-mail: encodings of body and head, and two forms of the same text."""
    kinds = [("mail_korean", KO, "euc-kr", "base64"), ("mail_japanese", PARAGRAPHS["ja"], "iso-2022-jp", "7bit"),
             ("mail_french", PARAGRAPHS["fr"], "iso-8859-1", "quoted-printable"), ("mail_english", EN, "utf-8", "8bit")]
    for name, texts, charset, transfer in kinds:
        mail = EmailMessage()
        mail["From"], mail["To"] = "office@example.org", "reader@example.org"
        mail["Date"] = "Sun, 22 Nov 2026 09:00:00 +0000"
        mail["Subject"] = texts[0][:20]
        body = "\n\n".join(texts)
        mail.set_content(body, charset=charset, cte=transfer)
        mail.add_alternative("<html><body>" + "".join(f"<p>{text}</p>" for text in texts) + "</body></html>",
                             subtype="html", charset="utf-8", cte="base64")
        mail.set_boundary("=made=")
        yield File(name, "eml", mail.as_bytes(), f"{texts[0][:20]}\n{body}")


def pages():
    """HTML: navigation is left out, entities and tables are read."""
    for name, texts, charset in (("page_ko", KO, "euc-kr"), ("page_ja", PARAGRAPHS["ja"], "shift_jis"), ("page_en", EN, "utf-8")):
        rows = "".join(f"<tr><td>{n}</td><td>{text}</td></tr>" for n, text in enumerate(texts[:3], 1))
        data = (f'<!doctype html><html><head><meta charset="{charset}"><title>Title</title><script>var x = "no";</script></head>'
                f'<body><nav><a href="/">Home</a> <a href="/en">English</a></nav><main><h1>{texts[0][:12]}</h1>'
                + "".join(f"<p>{text}</p>" for text in texts)
                + f"<table>{rows}</table><p>A &amp; B &lt; C</p></main><style>p {{}}</style></body></html>")
        expected = [texts[0][:12], *texts, *(f"{n} {text}" for n, text in enumerate(texts[:3], 1)), "A & B < C"]
        yield File(name, "html", data.encode(charset), "\n".join(expected))


def all_files():
    """Every made file."""
    for group in (sheets, documents, letters, books, mails, pages):
        yield from group()
