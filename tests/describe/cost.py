"""Measures what describing costs: its share of the processor time of an ingest.

    tests/describe/cost.py REGESTA CORPUS

Takes in the 10,952 speeches with their manifest, then has all of them described anew from the kept
text (`regesta describe --again`) and compares the processor time of both. Describing anew also reads
every page out of the catalogue, so the share is an upper bound. Processor time, not time on the
clock: the machine may be busy. Standard library only.
"""

import pathlib
import resource
import sqlite3
import subprocess
import sys
import tempfile


def cpu(*command):
    """Seconds of processor time that a command and its children use."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command}: exit code {done.returncode}\n{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main():
    program, corpus = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2])
    with tempfile.TemporaryDirectory() as work:
        archive = pathlib.Path(work) / "archive"
        ingest = cpu(program, "ingest", corpus / "un-general-debate.zip", "--archive", archive)
        nothing = cpu(program, "describe", "--again", "--archive", archive)
        with sqlite3.connect(archive / "catalogue.sqlite") as database:
            count = database.execute("UPDATE documents SET rules = 0").rowcount
        again = cpu(program, "describe", "--again", "--archive", archive) - nothing
        print(f"{count} documents: ingest {ingest:.1f} s, describing at most {again:.1f} s of processor time, {again / ingest:.1%}")


if __name__ == "__main__":
    main()
