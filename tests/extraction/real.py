"""Measures the program over the corpus's real documents, against independent readers."""

import csv
import tomllib
from collections import defaultdict
from typing import NamedTuple

from classes import ORDER, SEEN, classes
from references import READERS
from scores import Score, letters, mean, reading, score
from tools import TOOLS, all_three, ours

# Two references agree on a file when they score each other at least this much. Under it, one of
# them is wrong, and which one cannot be told by counting.
AGREE = Score(0.98, 0.95, 0.95)
# Fewer letters say nothing in per cent.
ENOUGH = 20


class Read(NamedTuple):
    """One document of the corpus and what was made of it."""

    path: str
    type: str
    runs: dict


def documents(corpus):
    """The rows of the corpus's manifest."""
    with open(corpus / "manifest.csv", newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def read_all(program, corpus, progress):
    """Runs every reader over every document: all three over PDF, ours over the rest."""
    found = []
    for row in documents(corpus):
        path = corpus / row["path"]
        progress(row["path"])
        is_pdf = path.suffix == ".pdf"
        runs = all_three(program, path) if is_pdf else {"regesta": ours(program, path)}
        found.append(Read(row["path"], row["type"], runs))
    return found


def read_quickest(program, corpus, rounds, progress):
    """The PDF files alone, read by all three again and again; of each reader's runs the one that took least.

    What else the machine does adds to CPU time too (caches, a shared core), and never takes any away.
    """
    found = []
    for row in documents(corpus):
        if row["path"].endswith(".pdf"):
            progress(row["path"])
            several = [all_three(program, corpus / row["path"]) for _ in range(rounds)]
            quickest = {name: min((runs[name] for runs in several), key=lambda run: run.cpu_seconds) for name in TOOLS}
            found.append(Read(row["path"], row["type"], quickest))
    return found


def pdfs(reads):
    """Scores the PDF files: by class where the references agree, and the list of the rest."""
    agreed, disputed, blank, seen = {}, {}, {}, {}
    by_class = defaultdict(list)
    for read in reads:
        if not read.path.endswith(".pdf"):
            continue
        mine, poppler, pdfium = (read.runs[name] for name in TOOLS)
        if read.path in SEEN["seen"]:
            seen[read.path] = {name: score(run.text, SEEN["seen"][read.path]) for name, run in read.runs.items()}
            continue
        fullest = max(poppler.text, pdfium.text, key=lambda text: len(letters(text)))
        kinds = classes(read.path, read.type, fullest)
        if len(letters(fullest)) < ENOUGH:
            blank[read.path] = {"classes": kinds, "outcome": mine.outcome, "letters": len(letters(mine.text))}
            continue
        between = score(poppler.text, pdfium.text, are_line_ends_open=True)
        against = {name: score(mine.text, run.text, are_line_ends_open=True)
                   for name, run in read.runs.items() if name != "regesta"}
        entry = {"classes": kinds, "outcome": mine.outcome, "between": between, "against": against}
        if all(limit <= got for limit, got in zip(AGREE, between)):
            entry["score"] = max(against.values(), key=lambda one: one.total)
            agreed[read.path] = entry
            for kind in ["all", *kinds]:
                by_class[kind].append(entry["score"])
        else:
            disputed[read.path] = entry
    table = {kind: {"files": len(by_class[kind]), "score": mean(by_class[kind])}
             for kind in ["all", *ORDER] if by_class[kind]}
    return {"classes": table, "agreed": agreed, "disputed": disputed, "blank": blank, "seen": seen}


def offices(reads, corpus):
    """Scores every other format against its reference."""
    files, by_format = {}, defaultdict(list)
    for read in reads:
        path = corpus / read.path
        if path.suffix not in READERS or read.path in SEEN["left_out"]:
            continue
        mine = read.runs["regesta"]
        entry = {"outcome": mine.outcome}
        try:
            expected = READERS[path.suffix](path.read_bytes())
        except Exception as error:  # a reference may fail on a file that is made to break readers
            entry["reference"] = f"failed: {error!r}"
            files[read.path] = entry
            continue
        entry["letters"] = [len(letters(mine.text)), len(letters(expected))]
        entry["score"] = score(mine.text, expected)
        files[read.path] = entry
        if ENOUGH <= len(letters(expected)):
            by_format[path.suffix[1:]].append(entry["score"])
    table = {kind: {"files": len(some), "score": mean(some)} for kind, some in sorted(by_format.items())}
    return {"formats": table, "files": files}


def reading_order(reads, table_path):
    """Judges the order of pages by the quotations in the table made by hand.

    Tables are judged apart: what is asked of them is that rows stay together.
    """
    by_path = {read.path: read for read in reads}
    pages = []
    for row in tomllib.loads(table_path.read_text())["page"]:
        read = by_path.get(row["file"])
        if read is None:
            continue
        entry = {"file": row["file"], "page": row["page"], "kind": row["kind"], "part": row.get("part", "page")}
        for name, run in read.runs.items():
            text = run.pages[row["page"] - 1] if row["page"] <= len(run.pages) else ""
            entry[name] = reading(text, row["order"])
        pages.append(entry)
    kinds = {"columns, boxes, vertical": [page for page in pages if page["kind"] != "table"],
             "tables": [page for page in pages if page["kind"] == "table"]}
    average = lambda some, name, field: sum(getattr(page[name], field) for page in some) / len(some)
    table = {kind: {"pages": len(some), **{name: {field: average(some, name, field) for field in ("neighbours", "tau")}
                                           for name in TOOLS}}
             for kind, some in kinds.items() if some}
    return {"kinds": table, "pages": pages}


def speed(reads):
    """Pages per CPU-second of each reader, over the PDF files that all three read."""
    sums = {name: {"pages": 0, "cpu_seconds": 0.0} for name in TOOLS}
    for read in reads:
        if not all(run.pages for run in read.runs.values()) or len(read.runs) < len(TOOLS):
            continue
        for name, run in read.runs.items():
            sums[name]["pages"] += len(run.pages)
            sums[name]["cpu_seconds"] += run.cpu_seconds
    for one in sums.values():
        one["pages_per_second"] = one["pages"] / one["cpu_seconds"] if one["cpu_seconds"] else None
    return sums


def peaks(reads):
    """The memory of ours at its peak, of every document."""
    return {read.path: read.runs["regesta"].peak_bytes for read in reads}
