"""Prints the text of a PDF file's pages as PDFium gives it, as JSON, with the CPU seconds it took."""

import json
import sys
import time

import pypdfium2

started = time.process_time()
document = pypdfium2.PdfDocument(sys.argv[1])
pages = []
for page in document:
    text = page.get_textpage()
    pages.append(text.get_text_range())
    text.close()
    page.close()
seconds = time.process_time() - started
# Lone surrogates are possible in what it gives.
pages = [page.encode("utf-8", "replace").decode() for page in pages]
print(json.dumps({"pages": pages, "cpu_seconds": seconds}))
