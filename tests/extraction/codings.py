"""Text in every encoding in which it is likely to be met: it must come back exactly.

Compared after runs of white space are made one space. Each language in each of its encodings, as
all its paragraphs and as the first alone; text that an encoding cannot write is left out of that
sample (a paragraph at a time). Where the corpus is there, its web pages of Debian's manual are
samples too: real text, of one language each.
"""

import codecs
import pathlib
import re
import tempfile

from references import html
from texts import PARAGRAPHS
from tools import ours

UNICODE = ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16-le with mark", "utf-16-be with mark"]
ENCODINGS = {
    "en": ["ascii", "cp1252"],
    "ko": ["cp949", "euc_kr", "johab", "iso2022_kr"],
    "ja": ["shift_jis", "cp932", "euc_jp", "iso2022_jp"],
    "zh-Hans": ["gb2312", "gbk", "gb18030"],
    "zh-Hant": ["big5", "cp950"],
    "ru": ["cp1251", "koi8_r", "iso8859_5", "cp866"],
    "uk": ["cp1251", "koi8_u"],
    "el": ["cp1253", "iso8859_7"],
    "de": ["cp1252", "latin_1"],
    "fr": ["cp1252", "latin_1", "iso8859_15"],
    "pl": ["cp1250", "iso8859_2"],
    "tr": ["cp1254"],
    "vi": ["cp1258"],
    "ar": ["cp1256", "iso8859_6"],
    "he": ["cp1255", "iso8859_8"],
    "th": ["cp874"],
}
MARKS = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


def encoded(text, encoding):
    """The bytes of a text; `with mark` puts the byte-order mark before it."""
    plain = encoding.removesuffix(" with mark")
    return (MARKS[plain] if plain != encoding else b"") + text.encode(plain)


def can_write(text, encoding):
    """Whether an encoding can write all of a text."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def real_texts(corpus):
    """The paragraphs of real web pages in languages of the table: name, language, paragraphs."""
    folders = {"ko": "ko", "ja": "ja", "ru": "ru", "el": "el", "de": "de", "vi": "vi", "zh_CN": "zh-Hans"}
    for folder, language in folders.items():
        for path in sorted((corpus / "debian_docs/install-guide" / folder).glob("*.html")):
            lines = [re.sub(r"\s+", " ", line).strip() for line in html(path.read_bytes()).split("\n")]
            own = [line for line in lines if any(128 < ord(c) for c in line)]
            if 5 <= len(own):
                yield f"{folder}/{path.name}", language, [line for line in lines if line]


def samples(corpus):
    """Every sample: name, encoding, text, bytes. `corpus` may be None."""
    made = [(f"made {language}", language, texts) for language, texts in PARAGRAPHS.items()]
    made += [(f"made {language}, short", language, texts[:1]) for language, texts in PARAGRAPHS.items()]
    for name, language, texts in made + list(real_texts(corpus) if corpus else []):
        for encoding in ENCODINGS[language] + UNICODE:
            plain = encoding.removesuffix(" with mark")
            some = [text for text in texts if can_write(text, plain)]
            # With fewer, it would be a sample of another language.
            if len(texts) <= 2 * len(some):
                text = "\n\n".join(some) + "\n"
                yield name, encoding, text, encoded(text, encoding)


def same(text):
    return re.sub(r"\s+", " ", text).strip()


def measure(program, corpus):
    """The share of samples that come back exactly, what the others came back as, and the memory of ours for each."""
    wrong, peaks = [], {}
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "sample.txt"
        for name, encoding, text, data in samples(corpus):
            path.write_bytes(data)
            run = ours(program, path)
            found = same(run.text)
            peaks[f"{name}, {encoding}"] = run.peak_bytes
            if found != same(text):
                wrong.append({"sample": name, "encoding": encoding, "found": found[:60]})
    count = len(peaks)
    return {"samples": count, "exact": 1 - len(wrong) / count, "wrong": wrong, "peaks": peaks}
