"""The child process of core.pdf: reads a document as JSON on stdin, writes a PDF on stdout. Imports nothing of ours.

Exit codes: 3 the library is missing, 4 the document asked for something that is not bundled, 5 a glyph is missing in the fonts.
"""

import ctypes.util
import gc
import json
import logging
import mimetypes
import sys


def main() -> int:
    request = json.load(sys.stdin.buffer)
    sys.stdout, out = sys.stderr, sys.stdout  # a banner of the library must not land in the PDF
    # The library asks for its own libraries by several names; for each that is none, Python would start compiler and linker to look
    # for it: a third of a second. The names that Linux knows are found without.
    vars(ctypes.util)["find_library"] = lambda _name: None
    gc.set_threshold(
        100_000
    )  # a document's many objects live to its end: to look through them less often spares a twentieth
    try:
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse
    except OSError as error:
        print(error, file=sys.stderr)
        return 3

    class BundledOnly(URLFetcher):
        """Serves `asset:NAME` from the list it was given; anything else stops the document."""

        def __init__(self):
            super().__init__(allowed_protocols=("asset",), allow_redirects=False, fail_on_errors=True)

        def fetch(self, url, headers=None):
            path = request["assets"].get(url.removeprefix("asset:")) if url.startswith("asset:") else None
            if path is None:
                raise FatalURLFetchingError(f"not bundled: {url[:80]}")
            with open(path, "rb") as file:
                kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
                return URLFetcherResponse(url, file.read(), {"Content-Type": kind})

    missing_glyphs = []

    class Watch(logging.Handler):
        def emit(self, record):
            if ".notdef" in record.getMessage():
                missing_glyphs.append(record.getMessage())

    logging.getLogger("weasyprint").addHandler(Watch())
    try:
        pdf = HTML(string=request["html"], base_url="asset:", url_fetcher=BundledOnly()).write_pdf(
            font_config=FontConfiguration(),
            pdf_identifier=request["identifier"].encode() or None,
            pdf_tags=request.get("tagged", True),
        )
    except FatalURLFetchingError as error:
        print(error, file=sys.stderr)
        return 4
    if missing_glyphs:
        print("\n".join(missing_glyphs[:5]), file=sys.stderr)
    out.buffer.write(pdf)
    return 0


if __name__ == "__main__":
    sys.exit(main())
