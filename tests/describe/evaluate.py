"""Measures what descriptions are worth: values found without a manifest, against the manifest.

    tests/describe/evaluate.py REGESTA CORPUS REPORT [--half tune|report] [--unseen] [--check] [--wrong]

Three collections are taken in without what is known of them, and the program's values are then held
against it: the documents (manifest withheld), the versions of the smart-city laws (front matter cut
off, manifest withheld) and 2,000 speeches (manifest withheld). Rules were made by looking at one half
of each (`--half tune`); the other half (`--half report`) shows what they are worth on other files.
Halves are told apart by the SHA-256 of the path.

--unseen measures on what no rule was made by: documents whose manifest has no date, read by eye before
the program was run on them (`unseen.csv`), 2,000 other speeches, and 3,321 passages of encyclopaedias
and abstracts in five languages, which state no date at all.

Manifests err, too: `manifest_errors.csv` lists where, with the proof; those values are put right here.
`page_languages.csv` lists the pages whose language is not their document's, counted with other tools.

--check fails where a figure is under its floor in `floors.toml`; --wrong lists every value that is
wrong or missing. Standard library only.

Not here: titles and topics, for which no manifest has values that were chosen with care.
"""

import argparse
import collections
import csv
import hashlib
import io
import json
import pathlib
import re
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SPEECHES = 2000
PASSAGES = [("korquad1_dev", "ko"), ("xquad_en", "en"), ("xquad_es", "es"), ("xquad_de", "de"), ("xquad_zh", "zh"),
            ("cranfield", "en")]
FIELDS = ["country", "year", "language", "type"]
CLASSES = ["certain", "likely", "guess"]
# As regesta_index::Description::resolve: what is said from outside, then the document's own word.
STRENGTH = {"person": 5, "manifest": 4, "sidecar": 3, "file": 2, "text": 1, "name": 0}
ERAS = {2018: "令和", 1988: "平成", 1925: "昭和"}


def certainty(confidence):
    return "certain" if confidence >= 0.9 else "likely" if confidence >= 0.6 else "guess"


def rank(assertion):
    strength = STRENGTH[assertion["kind"]]
    if strength >= 3:
        return (strength, 2, 0)
    sure = 2 - CLASSES.index(certainty(assertion["confidence"]))
    return (0, sure, strength if sure else 0)


def winners(assertions, field):
    """The assertions of a field that win, as the program resolves them."""
    offered = [a for a in assertions if a["field"] == field and a["rejected"] is None]
    if not offered:
        return []
    best = max(offered, key=lambda a: (rank(a), a["confidence"], a["order"]))
    if field != "country":
        return [best]
    return [a for a in offered if rank(a) == rank(best)]


def types():
    """The vocabulary of types: parents, and slugs by every name."""
    table = tomllib.loads((ROOT / "index/src/vocabulary/kinds.toml").read_text("utf-8"))
    parents, slugs = {}, {}
    for slug, entry in table["entries"].items():
        parents[slug] = entry.get("parent")
        for name in [slug, *entry["label"].values(), *entry.get("names", [])]:
            slugs.setdefault(name.lower(), slug)
    return parents, slugs


def ancestors(slug, parents):
    while slug:
        yield slug
        slug = parents.get(slug)


def half_of(path):
    return "tune" if hashlib.sha256(path.encode()).digest()[0] % 2 == 0 else "report"


def truth_of(row, slugs):
    """What a manifest's row says, in the program's terms; fields it is silent on are left out."""
    truth = {}
    if row.get("country"):
        truth["country"] = set(row["country"].split(";"))
    date = row.get("date") or row.get("published")
    if date:
        truth["year"] = date[:4]
    language = (row.get("language") or "").split("_")[0]
    if language and language != "zxx":
        truth["language"] = language
    kind = (row.get("type") or "").rsplit(" / ", 1)[-1].lower()
    # What an excerpt is of is not in the file, nor is that it is one.
    if kind in slugs and kind not in ("report excerpt", "policy text"):
        truth["type"] = slugs[kind]
    return truth


def corrected(collection, truths, slugs):
    with open(HERE / "manifest_errors.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["collection"] != collection:
                continue
            if row["path"] not in truths:
                sys.exit(f"manifest_errors.csv: no file {row['path']} in {collection}")
            truth = truths[row["path"]]
            if not row["right"]:
                truth.pop(row["field"], None)
            elif row["field"] == "country":
                truth["country"] = set(row["right"].split(";"))
            else:
                truth[row["field"]] = row["right"]
    return truths


def page_languages(collection):
    """Pages whose language is not their document's, by page: empty where they are of both."""
    with open(HERE / "page_languages.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["collection"] == collection]
    return {(row["path"], int(row["page"])): row["language"] for row in rows}


def documents(corpus, folder, slugs):
    source = corpus / "documents"
    shutil.copytree(source, folder, ignore=lambda at, names: ["manifest.csv"] if pathlib.Path(at) == source else [])
    with open(source / "manifest.csv", encoding="utf-8-sig", newline="") as file:
        return {row["path"]: truth_of(row, slugs) for row in csv.DictReader(file)}


def laws(corpus, folder, slugs):
    folder.mkdir()
    source = corpus / "smart-city-kr"
    for path in source.glob("*.md"):
        head, front, text = path.read_text("utf-8").split("---\n", 2)
        assert not head and front, path
        (folder / path.name).write_text(text, "utf-8")
    with open(source / "manifest.csv", encoding="utf-8-sig", newline="") as file:
        return {row["path"]: truth_of(row, slugs) for row in csv.DictReader(file)}


def unseen_documents(corpus, folder, _):
    """Values read by eye from documents whose manifest has no date; no year where none is stated."""
    with open(HERE / "unseen.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        target = folder / row["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(corpus / "documents" / row["path"], target)
    truths = {row["path"]: {"year": row["year"] or None} for row in rows}
    for row in rows:
        if row["country"]:
            truths[row["path"]]["country"] = {row["country"]}
    return truths


def passages(corpus, folder, _):
    """Passages and abstracts: their language is known, and none states when it was published."""
    truths = {}
    for name, language in PASSAGES:
        (folder / name).mkdir(parents=True)
        for line in (corpus / "retrieval" / name / "corpus.jsonl").read_text("utf-8").splitlines():
            passage = json.loads(line)
            path = f"{name}/{passage['_id']}.txt"
            (folder / path).write_text(f"{passage['title'].replace('_', ' ')}\n\n{passage['text']}\n", "utf-8")
            truths[path] = {"year": None, "language": language}
    return truths


def speeches(corpus, folder, slugs, of=slice(0, SPEECHES)):
    with zipfile.ZipFile(corpus / "un-general-debate.zip") as files:
        rows = list(csv.DictReader(io.TextIOWrapper(files.open("manifest.csv"), "utf-8-sig")))
        rows.sort(key=lambda row: hashlib.sha256(row["path"].encode()).digest())
        rows = rows[of]
        for row in rows:
            target = folder / row["path"]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(files.read(row["path"]))
    return {row["path"]: truth_of(row, slugs) for row in rows}


def unseen_speeches(corpus, folder, slugs):
    return speeches(corpus, folder, slugs, slice(SPEECHES, 2 * SPEECHES))


SEEN = [("documents", documents), ("laws", laws), ("speeches", speeches)]
UNSEEN = [("unseen_documents", unseen_documents), ("unseen_speeches", unseen_speeches), ("passages", passages)]


def ingest(program, folder, archive):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([program, "ingest", folder, "--archive", archive, "--json"], capture_output=True, text=True)
    if done.returncode not in (0, 1):
        sys.exit(f"ingest of {folder}: exit code {done.returncode}\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def described(archive):
    """Each document by the names it was offered under: its assertions, pages and description."""
    database = sqlite3.connect(f"file:{archive / 'catalogue.sqlite'}?mode=ro", uri=True)
    assertions = collections.defaultdict(list)
    query = "SELECT document, field, value, kind, rule, confidence, rejected FROM assertions ORDER BY event, rowid"
    for order, (document, field, value, kind, rule, confidence, rejected) in enumerate(database.execute(query)):
        assertions[document].append({"field": field, "value": value, "kind": kind, "rule": rule,
                                     "confidence": confidence, "rejected": rejected, "order": order})
    pages = collections.defaultdict(list)
    for document, language, size in database.execute("SELECT document, language, bytes FROM pages ORDER BY document, number"):
        pages[document].append((language, size))
    found = {}
    query = "SELECT n.path, d.row, d.description, d.id, d.outcome FROM names n JOIN documents d ON d.row = n.document"
    for path, row, description, ident, outcome in database.execute(query):
        found[path] = {"id": ident, "assertions": assertions[row], "pages": pages[row],
                       "description": json.loads(description), "outcome": outcome}
    return found


def year_of(date):
    years = {part[:4] for part in date.split("/") if part[:1].isdigit()}
    return years.pop() if len(years) == 1 else None


def claims(document):
    """What is claimed of each field: pairs of value and assertion."""
    claimed = {"country": [(a["value"], a) for a in winners(document["assertions"], "country")]}
    claimed["year"] = [(year_of(a["value"]), a) for a in winners(document["assertions"], "published") if year_of(a["value"])]
    for field in ["language", "type"]:
        claimed[field] = [(a["value"], a) for a in winners(document["assertions"], field)]
    return claimed


def is_right(field, value, truth, parents):
    """A type that is narrower than the manifest's is right: a decree is a law."""
    if field == "country":
        return value in truth
    return truth in ancestors(value, parents) if field == "type" else value == truth


def states_year(program, archive, document, path, year):
    """Whether the year stands in the file's name or anywhere in its first three pages or its last."""
    if year in path:
        return True
    count = len(document["pages"])
    for number in sorted({1, 2, 3, count} & set(range(1, count + 1))):
        done = subprocess.run([program, "show", document["id"], "--page", str(number), "--archive", archive],
                              capture_output=True, text=True)
        text = done.stdout
        if year in text or re.search(rf"['‘’]{year[2:]}\b", text):
            return True
        if any(0 < int(year) - before < 70 and f"{era}{int(year) - before}年" in text.replace(" ", "") for before, era in ERAS.items()):
            return True
    return False


class Tally:
    """Right and wrong by class and by source, and how many there are to find."""

    def __init__(self):
        self.by = collections.Counter()
        self.known = self.found = self.stated = self.found_stated = 0
        # Documents that state no value, and those of them of which one is claimed all the same.
        self.none = self.made_up = 0
        self.wrong = []

    def recall(self):
        return self.found / self.known if self.known else None

    def row(self, of):
        right, wrong = self.by[of, True], self.by[of, False]
        return right, wrong, right / (right + wrong) if right + wrong else None


def evaluate(program, archive, truths, of_pages, found, parents, half):
    tallies = {field: Tally() for field in FIELDS}
    pages = Tally()
    for path, truth in sorted(truths.items()):
        document = found.get(path)
        if document is None or document["outcome"] != "added" or (half and half_of(path) != half):
            continue
        claimed = claims(document)
        for field, right_value in truth.items():
            tally = tallies[field]
            if right_value is None:
                tally.none += 1
                tally.made_up += any(certainty(of["confidence"]) != "guess" for _, of in claimed[field])
            else:
                tally.known += 1
            is_found = False
            for value, assertion in claimed[field]:
                right = right_value is not None and is_right(field, value, right_value, parents)
                of_class = certainty(assertion["confidence"])
                tally.by[of_class, right] += 1
                tally.by[assertion["kind"], right] += 1
                tally.by[assertion["rule"], right] += 1
                is_found |= right and of_class != "guess"
                if not right:
                    tally.wrong.append(f"{path}: {field} {value} ({of_class}, {assertion['rule']}), not {right_value}")
            if right_value is None:
                continue
            tally.found += is_found
            if field == "year" and states_year(program, archive, document, path, right_value):
                tally.stated += 1
                tally.found_stated += is_found
                if not is_found:
                    tally.wrong.append(f"{path}: year {right_value} is stated and not found; claimed {[value for value, _ in claimed[field]]}")
            elif field != "year" and not claimed[field]:
                tally.wrong.append(f"{path}: {field} {right_value} not found")
        if "language" in truth:
            for number, (language, size) in enumerate(document["pages"], 1):
                expected = of_pages.get((path, number), truth["language"])
                if size > 200 and expected:
                    right = language == expected
                    pages.by["pages", right] += 1
                    if not right:
                        pages.wrong.append(f"{path}: page {number} {language}, expected {expected}")
    return tallies, pages


def percent(value):
    return "    –" if value is None else f"{100 * value:5.1f}"


def show(name, tallies, pages, with_wrong):
    print(f"\n{name}")
    print(f"  {'':10} {'known':>6} {'recall':>6}   " + "   ".join(f"{c + ': right wrong %':>24}" for c in CLASSES))
    for field, tally in tallies.items():
        if not tally.known and not tally.none:
            continue
        cells = "   ".join(f"{right:>10} {wrong:>6} {percent(precision):>6}" for right, wrong, precision in map(tally.row, CLASSES))
        print(f"  {field:10} {tally.known:>6} {percent(tally.recall()):>6}   {cells}")
        sources = sorted({of for of, _ in tally.by} - set(CLASSES))
        kinds = [of for of in sources if of in STRENGTH]
        rules = [of for of in sources if of not in STRENGTH]
        for label, group in [("by source", kinds), ("by rule", rules)]:
            shown = ", ".join(f"{of} {tally.by[of, True]}+{tally.by[of, False]}" for of in group)
            print(f"  {'':10} {label}, right+wrong: {shown}")
    years = tallies["year"]
    if years.stated:
        print(f"  year, where the document or its name states it: {years.found_stated} of {years.stated}, {percent(years.found_stated / years.stated)} %")
    if years.none:
        print(f"  documents that state no year: {years.none}; of {years.made_up} one is claimed that is no guess")
    right, wrong, precision = pages.row("pages")
    if precision is not None:
        print(f"  language of pages over 200 bytes: {right} right, {wrong} wrong, {percent(precision)} %")
    if with_wrong:
        for line in [*(line for tally in tallies.values() for line in tally.wrong), *pages.wrong]:
            print(f"    {line}")


def agrees(found):
    """The winners computed here are those that the program keeps: else the figures say nothing."""
    for path, document in found.items():
        for field, key in [("country", "country"), ("language", "language"), ("type", "type"), ("published", "published")]:
            mine = sorted({a["value"] for a in winners(document["assertions"], field)})
            theirs = document["description"].get(key)
            theirs = sorted(theirs) if isinstance(theirs, list) else [theirs] if theirs else []
            if mine != theirs:
                sys.exit(f"{path}: {field} is {theirs} in the catalogue and {mine} by its assertions")


def summary(tallies, pages):
    figures = {}
    for field, tally in tallies.items():
        if not tally.known and not tally.none:
            continue
        for name in CLASSES:
            right, wrong, precision = tally.row(name)
            figures[f"{field}.{name}"] = {"right": right, "wrong": wrong, "precision": precision}
        figures[f"{field}.recall"] = tally.recall()
        if tally.none:
            figures[f"{field}.none_right"] = 1 - tally.made_up / tally.none
    if tallies["year"].stated:
        figures["year.recall_stated"] = tallies["year"].found_stated / tallies["year"].stated
    figures["pages"] = pages.row("pages")[2]
    return figures


def under_floor(report):
    floors = tomllib.loads((HERE / "floors.toml").read_text("utf-8"))
    failures = []
    for collection, wanted in floors.items():
        if collection not in report:
            continue
        for name, floor in wanted.items():
            figure = report[collection].get(name)
            figure = figure["precision"] if isinstance(figure, dict) else figure
            if figure is not None and figure < floor:
                failures.append(f"{collection}: {name} is {figure:.3f}, its floor {floor}")
    return failures


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=lambda text: pathlib.Path(text).resolve())
    parser.add_argument("corpus", type=pathlib.Path)
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("--half", choices=["tune", "report"])
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--only", choices=[name for name, _ in SEEN + UNSEEN])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    parents, slugs = types()
    report = {}
    with tempfile.TemporaryDirectory() as work:
        for collection, make in UNSEEN if options.unseen else SEEN:
            if options.only not in (None, collection):
                continue
            folder, archive = pathlib.Path(work) / collection, pathlib.Path(work) / f"{collection}-archive"
            truths = corrected(collection, make(options.corpus, folder, slugs), slugs)
            cpu = ingest(options.program, folder, archive)
            found = {re.sub(rf"^{collection}/", "", path): document for path, document in described(archive).items()}
            agrees(found)
            of_pages = page_languages(collection)
            tallies, pages = evaluate(options.program, archive, truths, of_pages, found, parents, options.half)
            title = f"{collection}: {len(truths)} files, {cpu:.0f} s of processor time"
            show(title + (f", half `{options.half}`" if options.half else ""), tallies, pages, options.wrong)
            report[collection] = summary(tallies, pages)
    options.report.parent.mkdir(parents=True, exist_ok=True)
    options.report.write_text(json.dumps(report, indent=1) + "\n")
    failures = under_floor(report) if options.check else []
    for failure in failures:
        print(failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
