"""Reads exported files with programs that others wrote, and says what they found there as JSON.

Usage: read.py bib|ris|atom FILE
"""

import json
import sys

kind, path = sys.argv[1:]
if kind == "bib":
    import bibtexparser

    library = bibtexparser.parse_file(path)
    found = [
        {"key": entry.key, "title": entry.fields_dict["title"].value, "year": entry.fields_dict["year"].value}
        for entry in library.entries
    ]
    faults = [str(block.error) for block in library.failed_blocks]
elif kind == "ris":
    import rispy

    with open(path, encoding="utf-8", newline="") as file:
        entries = rispy.load(file)
    found = [{"key": entry["id"], "title": entry["title"], "year": entry["year"]} for entry in entries]
    faults = []
else:
    import feedparser

    feed = feedparser.parse(path)
    found = [{"key": entry.id, "title": entry.title, "link": entry.link} for entry in feed.entries]
    faults = [str(feed.bozo_exception)] if feed.bozo else []
json.dump({"found": found, "faults": faults}, sys.stdout)
