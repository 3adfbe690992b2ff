"""Measures the program over files with known text: those made here, and the corpus's made PDFs."""

from collections import defaultdict

import made_files
import made_pdf
from classes import script
from scores import mean, score
from tools import TOOLS, all_three, ours

# Of these groups the corpus's names tell.
CORPUS_GROUPS = {"enc": "encrypted", "bad": "damaged", "h": "cmap", "ja": "cmap", "zh": "cmap", "v": "cmap",
                 "no": "font", "rl": "layout", "wp": "layout"}


def furniture(run, text):
    """Whether a line is marked as what stands on every page (a running head, a page number)."""
    for page in run.body.get("pages", []):
        data = page["text"].encode()
        marked = [data[mark["from"]:mark["until"]].decode() for mark in page.get("marks", []) if mark["role"] == "furniture"]
        if text in marked:
            return True
    return False


def pdf_entry(program, path, group, text):
    # Chinese and Japanese have no spaces: what stands between line ends there is no word.
    is_open = script(text) == "other CJK"
    runs = all_three(program, path)
    entry = {"group": group, "outcome": runs["regesta"].outcome, "peak_bytes": runs["regesta"].peak_bytes}
    entry.update({name: score(run.text, text, are_line_ends_open=is_open) for name, run in runs.items()})
    if path.stem == "running_heads":
        lines = [line for line in text.split("\n") if line.startswith(("Smart City Plan 2019-2023", "- ")) and len(line) < 30]
        entry["furniture_marked"] = sum(furniture(runs["regesta"], line) for line in lines) / len(lines)
    return entry


def table(files):
    """The mean of each tool by group, and over all but those that nobody solves."""
    groups = defaultdict(list)
    for entry in files.values():
        groups[entry["group"]].append(entry)
        if entry["group"] != "open":
            groups["all"].append(entry)
    return {group: {"files": len(some), **{name: mean(one[name] for one in some) for name in TOOLS}}
            for group, some in groups.items()}


def pdfs(program, folder):
    """Makes the PDF files in `folder` and scores all three readers on each."""
    files = {}
    for case in made_pdf.all_cases():
        path = folder / f"{case.name}.pdf"
        path.write_bytes(case.data)
        files[case.name] = pdf_entry(program, path, case.group, case.text)
    return {"groups": table(files), "files": files}


def corpus_pdfs(program, corpus):
    """Scores all three readers on the corpus's made PDFs, whose text is beside them."""
    files = {}
    for path in sorted(corpus.glob("*.pdf")):
        group = CORPUS_GROUPS[path.stem.split("_")[0]]
        files[path.stem] = pdf_entry(program, path, group, path.with_suffix(".txt").read_text())
    return {"groups": table(files), "files": files}


def others(program, folder):
    """Makes the files of every other format in `folder` and scores the program on each."""
    files, formats = {}, defaultdict(list)
    for made in made_files.all_files():
        path = folder / f"{made.name}.{made.kind}"
        path.write_bytes(made.data)
        run = ours(program, path)
        # A letter's subject is its title, and no part of its text.
        text = f"{run.body['title']}\n{run.text}" if made.kind == "eml" and run.body else run.text
        files[path.name] = {"outcome": run.outcome, "peak_bytes": run.peak_bytes, "score": score(text, made.text)}
        formats[made.kind].append(files[path.name]["score"])
    return {"formats": {kind: {"files": len(some), "score": mean(some)} for kind, some in sorted(formats.items())},
            "files": files}
