"""Checks the archive against counts that are made here, from the files of the corpus alone.

    tests/corpus/check.py REGESTA CORPUS

REGESTA is the program, CORPUS the folder that tests/run describes. Nothing of the program is used
to find what is expected: manifests are read with Python's csv, words are counted with a regular
expression over the text, and the version of a law in force is chosen from the manifest.

Not here: what needs no corpus (the tests of the crates), speed (the benchmark). Standard library
only. Ends with 0, or with 1 and the list of what differs.
"""

import collections
import csv
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

OUTCOMES = {"added", "updated", "unchanged", "duplicate", "no-text", "encrypted", "unsupported",
            "damaged", "over-limit", "timed-out", "crashed"}
FAILURES = OUTCOMES - {"added", "updated", "unchanged", "duplicate"}
DAY = "2019-03-01"

# Names, because a stemmer leaves them alone: every document that matches holds the very word.
NAMES = ["Namibia", "Kosovo", "Chernobyl"]

program, corpus = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
differences = []


def check(what, found, expected):
    if found == expected:
        print(f"  {what}: {found if isinstance(found, int) else 'as expected'}")
        return
    if isinstance(found, dict) and isinstance(expected, dict):
        keys = sorted(key for key in found.keys() | expected.keys() if found.get(key) != expected.get(key))
        found, expected = ({key: side.get(key) for key in keys[:10]} for side in (found, expected))
    differences.append(f"{what}: found {found}, expected {expected}")
    print(f"  {differences[-1]}")


def regesta(*arguments, allowed=(0, 1)):
    """Runs the program and reads its standard output as JSON; 1 means nothing found, or failures."""
    done = subprocess.run([program, *map(str, arguments), "--json"], capture_output=True, text=True)
    if done.returncode not in allowed:
        sys.exit(f"regesta {' '.join(map(str, arguments))}: exit code {done.returncode}\n{done.stderr}")
    return json.loads(done.stdout)


def search(archive, query="", *filters):
    return regesta("search", *([query] if query else []), "--archive", archive, *filters)


def facet(answer, name):
    return {str(value["value"]): value["count"] for value in answer["facets"][name]}


def counted(values):
    return dict(collections.Counter(values))


def speeches(folder):
    print("un-general-debate.zip")
    archive, source = folder / "speeches", corpus / "un-general-debate.zip"
    with zipfile.ZipFile(source) as files:
        rows = list(csv.DictReader(io.TextIOWrapper(files.open("manifest.csv"), "utf-8-sig")))
        texts = {row["path"]: files.read(row["path"]).decode("utf-8", "replace") for row in rows}

    report = regesta("ingest", source, "--archive", archive)
    check("files offered", report["offered"], len(rows))
    check("outcomes add up", sum(report["outcomes"].values()), len(rows))
    check("outcomes: all texts differ, all get in", report["outcomes"].get("added"), len(set(texts.values())))

    everything = search(archive, "", "--limit", "0")
    check("all documents", everything["total"], len(rows))
    check("countries", facet(everything, "country"), counted(row["country"] for row in rows))
    check("years", facet(everything, "year"), counted(row["date"][:4] for row in rows))

    for name in NAMES:
        word = re.compile(rf"(?<![^\W_]){name}(?![^\W_])", re.I)
        holding = [row for row in rows if word.search(texts[row["path"]]) or word.search(row["title"])]
        answer = search(archive, name, "--limit", "0")
        check(f"{name}", answer["total"], len(holding))
        check(f"{name}, by country", facet(answer, "country"), counted(row["country"] for row in holding))
        answer = search(archive, name, "--year", "1990..2010", "--limit", "0")
        within = [row for row in holding if "1990" <= row["date"][:4] <= "2010"]
        check(f"{name}, 1990 to 2010", answer["total"], len(within))
        check(f"{name}, 1990 to 2010, by country", facet(answer, "country"), counted(row["country"] for row in within))

    again = regesta("ingest", source, "--archive", archive)
    check("the second run changes nothing", again["outcomes"].get("added", 0) + again["outcomes"].get("updated", 0), 0)


def laws(folder):
    print("smart-city-kr")
    archive, source = folder / "laws", corpus / "smart-city-kr"
    rows = list(csv.DictReader((source / "manifest.csv").open(encoding="utf-8-sig", newline="")))
    regesta("ingest", source, "--archive", archive, allowed=(0,))

    def expected(as_of):
        """Number of the version of each law with the latest valid_from not after the day."""
        current = {}
        for row in sorted(rows, key=lambda row: row["valid_from"]):
            if row["valid_from"] <= as_of:
                current[row["work"]] = row["valid_from"]
        return current

    in_force = search(archive, "", "--as-of", DAY, "--status", "in-force", "--limit", "100")
    versions = {}
    for hit in in_force["hits"]:
        about = regesta("show", hit["id"], "--archive", archive)["description"]
        versions[about["work"]] = about["valid_from"]
    check(f"in force on {DAY}", versions, expected(DAY))
    check(f"in force on {DAY}, of each law one", in_force["total"], len(expected(DAY)))
    upcoming = search(archive, "", "--as-of", DAY, "--status", "upcoming", "--limit", "0")
    check(f"upcoming on {DAY}", upcoming["total"], sum(DAY < row["valid_from"] for row in rows))

    for word in ["스마트도시", "유비쿼터스도시"]:
        totals = {search(archive, word + particle, "--exact", "--limit", "0")["total"] for particle in ["", "를", "의", "에서"]}
        check(f"{word} is found alike with every particle", len(totals), 1)
        # Its synonyms, the other of the two among them, are another question.
        answer = search(archive, word, "--exact", "--limit", "100")
        # The word on its own or with a particle, in the title or the text.
        alone = re.compile(rf"(?<![가-힣]){word}(?:[은는이가을를의에로와과도]|에서|란|이란)?(?![가-힣])")
        holding = [row for row in rows if alone.search(row["title"] + "\n" + (source / row["path"]).read_text("utf-8"))]
        check(f"{word} is found in every version that has it", answer["total"], len(holding))
        marked = collections.Counter()
        for hit in answer["hits"]:
            for snippet in (page["snippet"] for page in hit["pages"]):
                marked.update(snippet["text"][start:end] for start, end in snippet["highlights"])
        check(f"{word} is what is marked", set(marked), {word})


def documents(folder):
    print("documents")
    archive, source = folder / "documents", corpus / "documents"
    rows = list(csv.DictReader((source / "manifest.csv").open(encoding="utf-8-sig", newline="")))
    report = regesta("ingest", source, "--archive", archive)
    listed = subprocess.run([program, "outcomes", "--archive", archive, "--json"], capture_output=True,
                            text=True, check=True).stdout
    paths = [json.loads(line)["path"] for line in listed.splitlines()]
    files = {f"documents/{row['path']}" for row in rows}
    check("files with an outcome", files & set(paths), files)
    inside = [path for path in paths if path not in files]
    stray = {path for path in inside if not any(path.startswith(f"{file}/") for file in files)}
    check("others are documents inside them", stray, set())
    print(f"  documents inside them: {len(inside)}")
    check("files offered", report["offered"], len(paths))
    check("outcomes add up", sum(report["outcomes"].values()), len(paths))
    check("outcomes are known ones", set(report["outcomes"]) - OUTCOMES, set())
    failed = sum(count for outcome, count in report["outcomes"].items() if outcome in FAILURES)
    check("failures with a reason", sum(bool(failure["reason"]) for failure in report["failures"]), failed)
    print(f"  {report['outcomes']}")


with tempfile.TemporaryDirectory() as folder:
    for part in (speeches, laws, documents):
        part(pathlib.Path(folder))
if differences:
    sys.exit("what differs:\n" + "\n".join(f"  {difference}" for difference in differences))
