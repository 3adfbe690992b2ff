"""Runs the programs that are compared, each file in a process of its own, and weighs them.

CPU seconds and memory are those the kernel counts for the process and its children (wait4). For
PDFium the seconds are counted inside the process, from opening the file to the last page, so that
the start of Python is not held against it; for the other two the whole process counts.
"""

import json
import pathlib
import subprocess
import sys
import tempfile
from typing import NamedTuple

SECONDS = 120
HERE = pathlib.Path(__file__).resolve().parent


class Run(NamedTuple):
    """What a program made of a file."""

    # The text of each page; empty where it failed.
    pages: list
    # What happened: ours by the names of the program, else `read` or `failed`.
    outcome: str
    cpu_seconds: float
    # The most memory that the process or one of its children held.
    peak_bytes: int
    # All that was printed, where it is JSON.
    body: dict

    @property
    def text(self):
        return "\n".join(self.pages)


def weighed(command):
    """Runs a command: its standard output, exit code, CPU seconds and peak memory.

    A process that runs longer than SECONDS is killed; its exit code is then negative.
    """
    with tempfile.NamedTemporaryFile() as out:
        weigh = [sys.executable, "-I", "-S", HERE / "weigh.py", str(SECONDS), out.name]
        done = subprocess.run([*weigh, *command], capture_output=True, check=True)
        code, cpu_seconds, peak_kilobytes = json.loads(done.stdout)
        return out.read(), code, cpu_seconds, peak_kilobytes * 1024


def ours(program, path):
    """What Regesta reads from a file."""
    out, _, cpu, peak = weighed([program, "extract", path, "--json"])
    try:
        body = json.loads(out)
    except ValueError:
        return Run([], "no answer", cpu, peak, {})
    return Run([page["text"] for page in body["pages"]], body["outcome"], cpu, peak, body)


def pdftotext(path):
    """What poppler's pdftotext reads, in its default order."""
    out, code, cpu, peak = weighed(["pdftotext", "-enc", "UTF-8", path, "-"])
    pages = out.decode("utf-8", "replace").split("\f")
    return Run(pages[:-1], "read" if code == 0 else "failed", cpu, peak, {})


def pdfium(path):
    """What PDFium reads, in the order of its text pages."""
    out, _, _, peak = weighed([sys.executable, HERE / "pdfium_text.py", path])
    try:
        body = json.loads(out)
    except ValueError:
        return Run([], "failed", 0.0, peak, {})
    return Run(body["pages"], "read", body["cpu_seconds"], peak, {})


TOOLS = ("regesta", "pdftotext", "PDFium")


def all_three(program, path):
    """The three readers of PDF over one file, by name."""
    return dict(zip(TOOLS, (ours(program, path), pdftotext(path), pdfium(path))))
