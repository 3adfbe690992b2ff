"""Which classes a document of the corpus belongs to: several, decided by fixed rules.

- encrypted, damaged, needs a password, image only: what the corpus's manifest calls the file
- columns, vertical: the list in classes.toml, made by looking at the pages
- Korean, other CJK, right-to-left, Latin: the script of most letters of the reference's text; a
  fifth of the letters is enough for the first three, for digits and Latin names stand in all
"""

import pathlib
import tomllib
import unicodedata

SEEN = tomllib.loads((pathlib.Path(__file__).parent / "classes.toml").read_text())
NAMED = {"pdf: encrypted, empty user password": "encrypted", "pdf: broken": "damaged",
         "pdf: needs password": "locked", "pdf: image only (OCR)": "image"}
ORDER = ["Latin", "Korean", "other CJK", "right-to-left", "other", "columns", "vertical", "encrypted", "damaged"]


def script(text):
    """The class by the letters of a text."""
    counts = dict.fromkeys(["Korean", "other CJK", "right-to-left", "Latin", "other"], 0)
    letters = [c for c in unicodedata.normalize("NFKC", text) if c.isalpha()]
    for c in letters:
        if "\uac00" <= c <= "\ud7a3" or "\u1100" <= c <= "\u11ff":
            counts["Korean"] += 1
        elif "\u3040" <= c <= "\u30ff" or "\u3400" <= c <= "\u9fff":
            counts["other CJK"] += 1
        elif unicodedata.bidirectional(c) in ("R", "AL"):
            counts["right-to-left"] += 1
        else:
            counts["Latin" if "LATIN" in unicodedata.name(c, "") else "other"] += 1
    for name in ("Korean", "right-to-left", "other CJK"):
        if letters and len(letters) / 5 <= counts[name]:
            return name
    return max(("Latin", "other"), key=counts.get)


def classes(path, manifest_type, text):
    """The classes of one document; `path` as in the manifest, `text` of a reference."""
    found = [script(text)]
    found += [name for name in ("columns", "vertical") if path in SEEN[name]]
    found += [name for kind, name in NAMED.items() if manifest_type.endswith(kind)]
    return found
