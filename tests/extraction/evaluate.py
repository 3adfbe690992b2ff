"""Measures extraction: prints one table with the aims beside the figures, and writes a JSON report.

    evaluate.py PROGRAM CORPUS REPORT [--check] [--write-floors] [--speed] [--not-release]

Started by `run`, which installs what this needs. Without the corpus folder everything that needs it
is left out, and the table says so. A figure under its aim is no failure; with `--check` a score
under its floor in floors.toml is, and the exit code is 1. `--write-floors` sets the floors anew, a
little under what was measured. `--speed` measures the speed alone, each file several times.
"""

import argparse
import json
import pathlib
import sys
import tempfile
import tomllib

import codings
import made
import real
from tools import TOOLS

HERE = pathlib.Path(__file__).resolve().parent
MEGABYTE = 1 << 20
# Floors stand so far under what was measured: other versions of the references differ by less.
MARGIN = 0.003
# How often `--speed` reads each file with each reader.
ROUNDS = 3


def percent(values):
    """Scores as `99.8 / 97.0 / 98.1`."""
    return " / ".join(f"{100 * value:5.1f}" for value in values) if values else "none"


class Table:
    """The lines of the report."""

    def head(self, text):
        print(f"\n== {text}")

    def row(self, name, *cells):
        print(f"  {name[:34]:<35}" + "".join(f"{cell:<27}" for cell in cells))

    def progress(self, text):
        if sys.stderr.isatty():
            print(f"\r\x1b[K{text[:100]}", end="", file=sys.stderr, flush=True)


def show_made(out, title, result, aim):
    out.head(f"{title}: characters / words / order, per cent")
    out.row("group (files)", *TOOLS, "aim for regesta")
    for group, one in sorted(result["groups"].items(), key=lambda pair: pair[0] != "all"):
        out.row(f"{group} ({one['files']})", *(percent(one[name]) for name in TOOLS), aim if group == "all" else "")
    marked = result["files"].get("running_heads", {}).get("furniture_marked")
    if marked is not None:
        out.row("running heads and numbers marked", f"{100 * marked:5.1f}")
    worst = sorted(result["files"].items(), key=lambda pair: pair[1]["regesta"].total)
    for name, one in worst[:15]:
        if one["regesta"].total < 2.97:
            out.row(f"  {name}", *(percent(one[tool]) for tool in TOOLS), one["outcome"])


def show_real(out, result):
    out.head("Real PDF files where pdftotext and PDFium agree: characters / words / order, per cent")
    out.row("class (files)", "regesta", "aim")
    aims = {"all": "99.5 / 98 / 98", "Korean": "99.5 / 98 / 99"}
    for name, one in result["classes"].items():
        out.row(f"{name} ({one['files']})", percent(one["score"]), aims.get(name, ""))
        members = [pair for pair in result["agreed"].items() if name in ("all", *pair[1]["classes"])]
        members.sort(key=lambda pair: pair[1]["score"].total)
        for path, worst in members[:8 if name == "all" else 3]:
            if worst["score"].total < 2.98:
                out.row(f"  {path[-32:]}", percent(worst["score"]), f"{percent(worst['between'])} between the two")
    out.head(f"Real PDF files where they do not ({len(result['disputed'])}), the farthest from both; see README.md")
    out.row("", "regesta against pdftotext", "regesta against PDFium", "between the two", "classes")
    for path, one in sorted(result["disputed"].items(), key=lambda pair: max(s.total for s in pair[1]["against"].values()))[:25]:
        out.row(f"  {path[-32:]}", *(percent(s) for s in one["against"].values()), percent(one["between"]),
                ", ".join(one["classes"]))
    out.head("Real PDF files of which the text was taken from a picture, both references being doubtful")
    out.row("", *TOOLS)
    for path, one in result["seen"].items():
        out.row(f"  {path[-32:]}", *(percent(one[name]) for name in TOOLS))
    silent = [path for path, one in result["blank"].items() if one["outcome"] in ("crashed", "timed-out", "no answer")]
    out.row(f"without text in both ({len(result['blank'])})", f"crashed or timed out: {silent or 'none'}")


def show_formats(out, title, result, aims):
    out.head(f"{title}: characters / words / order, per cent")
    out.row("format (files)", "regesta", "aim (characters)")
    for kind, one in result["formats"].items():
        out.row(f"{kind} ({one['files']})", percent(one["score"]), aims.get(kind, ""))
    scored = [(name, one) for name, one in result["files"].items() if "score" in one]
    for name, one in sorted(scored, key=lambda pair: pair[1]["score"].total)[:20]:
        if one["score"].total < 2.97:
            out.row(f"  {name[-32:]}", percent(one["score"]), one["outcome"])


def show_order(out, result):
    out.head("Order of real pages, judged by eye: neighbours in order, per cent; Kendall's tau")
    out.row("kind (pages)", *TOOLS, "aim for regesta")
    for kind, one in result["kinds"].items():
        cells = (f"{100 * one[name]['neighbours']:.1f}; {one[name]['tau']:.2f}" for name in TOOLS)
        out.row(f"{kind} ({one['pages']})", *cells, "95" if kind != "tables" else "")
    for page in result["pages"]:
        if page["regesta"].neighbours < 1:
            out.row(f"  {page['file'][-26:]} {page['page']} {page['part']}", *(
                f"{100 * page[name].neighbours:.0f}; {page[name].tau:.2f}" for name in TOOLS))


def show_speed(out, result, is_release):
    note = "" if is_release else " (of a program that was named: its build is not known here)"
    out.head(f"Speed, pages per CPU-second on the PDF files that all three read{note}")
    for name, one in result.items():
        out.row(name, f"{one['pages_per_second'] or 0:.0f}", f"{one['pages']} pages in {one['cpu_seconds']:.2f} s")
    speed = {name: one["pages_per_second"] or 0 for name, one in result.items()}
    out.row("regesta ÷ PDFium", f"{speed['regesta'] / speed['PDFium'] if speed['PDFium'] else 0:.2f}", "aim 2")


def show_memory(out, peaks):
    out.head(f"Memory at its peak, of the worker or the process that started it, MB, over {len(peaks)} files")
    for name, peak in sorted(peaks.items(), key=lambda pair: -pair[1])[:10]:
        out.row(f"  {name[-32:]}", f"{peak / MEGABYTE:.0f}", "aim under 512")
    over = sum(512 * MEGABYTE <= peak for peak in peaks.values())
    out.row("files at 512 or over", str(over), "aim 0")


def peaks_of(report):
    """The memory of ours for every file of every part: of the corpus, made here, encodings."""
    peaks = dict(report.get("peaks", {})) | report["encodings"]["peaks"]
    for part in ("made", "made-files", "corpus-made"):
        files = report.get(part, {}).get("files", {})
        peaks |= {f"{part}/{name}": one["peak_bytes"] for name, one in files.items()}
    return peaks


def show_codings(out, result):
    out.head("Encodings: share of samples that come back exactly")
    out.row(f"all ({result['samples']})", f"{result['exact']:.3f}", "aim 1.000")
    for one in result["wrong"][:20]:
        out.row(f"  {one['sample']}", one["encoding"], one["found"])


def figures(report):
    """The scores that have floors, by name."""
    found = {}

    def add(name, value):
        for part, number in zip(("characters", "words", "order"), value or ()):
            found[f"{name}.{part}"] = number

    for name in ("made", "corpus-made"):
        for group, one in report.get(name, {}).get("groups", {}).items():
            add(f"{name}.{group}", one["regesta"])
    for name, one in report.get("real", {}).get("classes", {}).items():
        add(f"real.{name}", one["score"])
    for name in ("made-files", "corpus-files"):
        for kind, one in report.get(name, {}).get("formats", {}).items():
            add(f"{name}.{kind}", one["score"])
    if "order" in report:
        for kind, one in report["order"]["kinds"].items():
            name = "tables" if kind == "tables" else "pages"
            found[f"order.{name}.neighbours"] = one["regesta"]["neighbours"]
            found[f"order.{name}.tau"] = one["regesta"]["tau"]
    found["encodings.exact"] = report["encodings"]["exact"]
    return found


def under_floors(found, floors, has_corpus):
    """What is under its floor, in words."""
    faults = []
    for name, floor in floors.items():
        needs_corpus = name.split(".")[0] in ("corpus-made", "real", "corpus-files", "order")
        if needs_corpus and not has_corpus:
            continue
        value = found.get(name)
        if value is None:
            faults.append(f"{name}: not measured, floor {floor}")
        elif value < floor:
            faults.append(f"{name}: {value:.4f}, floor {floor}")
    return faults


def floors_of(found):
    """The text of floors.toml for these figures; formats that are not read yet have no floor."""
    lines = ["# What scores must not fall under, written by `tests/extraction/run --write-floors` after a gain.",
             "# `part.group.score`; see README.md. Figures that need the corpus are passed over without it.", "", "[floors]"]
    lines += [f'"{name}" = {int(1000 * (value - MARGIN)) / 1000}' for name, value in sorted(found.items()) if MARGIN < value]
    return "\n".join(lines) + "\n"


OFFICE_AIMS = {"hwp": "99", "hwpx": "99", "docx": "97", "pptx": "97", "xlsx": "97", "odt": "98", "rtf": "95", "html": "95"}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("program", type=pathlib.Path)
    arguments.add_argument("corpus", type=pathlib.Path)
    arguments.add_argument("report", type=pathlib.Path)
    arguments.add_argument("--check", action="store_true")
    arguments.add_argument("--write-floors", action="store_true")
    arguments.add_argument("--speed", action="store_true")
    arguments.add_argument("--not-release", action="store_true")
    given = arguments.parse_args()
    program, documents = given.program.resolve(), given.corpus / "documents"
    out, report = Table(), {}
    has_corpus = documents.is_dir()
    if given.speed:
        if not has_corpus:
            sys.exit(f"speed is measured on the real documents, and there is no folder {documents}")
        reads = real.read_quickest(program, documents, ROUNDS, out.progress)
        out.progress("")
        show_speed(out, real.speed(reads), not given.not_release)
        return
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        out.progress("made PDF files")
        report["made"] = made.pdfs(program, folder)
        report["made-files"] = made.others(program, folder)
    out.progress("encodings")
    report["encodings"] = codings.measure(program, documents if has_corpus else None)
    if has_corpus:
        report["corpus-made"] = made.corpus_pdfs(program, given.corpus / "made-pdf")
        reads = real.read_all(program, documents, out.progress)
        report["real"] = real.pdfs(reads)
        report["corpus-files"] = real.offices(reads, documents)
        report["order"] = real.reading_order(reads, HERE / "reading_order.toml")
        report["speed"] = real.speed(reads)
        report["peaks"] = real.peaks(reads)
    out.progress("")

    show_made(out, "PDF files made here with known text", report["made"], "99.5 / 97 / 99")
    show_formats(out, "Other files made here with known text", report["made-files"], OFFICE_AIMS)
    show_codings(out, report["encodings"])
    if has_corpus:
        show_made(out, "The corpus's made PDF files", report["corpus-made"], "99.5 / 97 / 99")
        show_real(out, report["real"])
        show_order(out, report["order"])
        show_formats(out, "Real documents against independent readers", report["corpus-files"], OFFICE_AIMS)
        show_speed(out, report["speed"], not given.not_release)
    else:
        out.head(f"Left out: real documents, order of reading and speed (no folder {documents})")
    show_memory(out, peaks_of(report))

    given.report.parent.mkdir(parents=True, exist_ok=True)
    report["figures"] = figures(report)
    given.report.write_text(json.dumps(report, indent=1, ensure_ascii=False, default=list))
    print(f"\nwritten: {given.report}")
    if given.write_floors:
        (HERE / "floors.toml").write_text(floors_of(report["figures"]))
    if given.check:
        faults = under_floors(report["figures"], tomllib.loads((HERE / "floors.toml").read_text())["floors"], has_corpus)
        for fault in faults:
            print(f"under the floor: {fault}")
        print("every score is at its floor or over it" if not faults else f"{len(faults)} scores are under their floors")
        sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
