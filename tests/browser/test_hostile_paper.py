"""A page that somebody has tampered with, printed: it runs nothing, and shows and asks for nothing but itself."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pypdf
import pytest

from reviewing import command

pytestmark = pytest.mark.browser

#: A page of ours as far as its text tells, with its policy in a comment.
PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">
<!--<meta http-equiv="Content-Security-Policy" content="default-src 'none'">--><title>Review</title></head>
<body><h1>Review</h1>{body}<p>End</p></body></html>"""
#: WEB is a server on this machine, FILE a file beside the page, STYLE a style sheet there.
TRICKS = {
    "script": (
        "<script>document.body.append('RAN'); fetch('WEB/fetched')</script><svg onload=\"document.body.append('RAN')\">"
        "<img src=x onerror=\"document.body.append('RAN')\">"
    ),
    "files": '<iframe src="FILE"></iframe><object data="FILE"></object><embed src="FILE">'
    '<link rel=stylesheet href="STYLE">',
    "web": (
        '<img src="WEB/img"><iframe src="WEB/frame"></iframe><link rel=stylesheet href="WEB/css">'
        '<style>@import "WEB/import"; body { background: url(WEB/background) }</style>'
        '<link rel=preload as=image href="WEB/preload"><link rel=icon href="WEB/icon"><base href="WEB/">'
    ),
    "going to a file": '<meta hTTp-eQuiv="refresh" content="0;url=FILE">',
    "going to the web": '<meta http-equiv="refresh" content="0;url=WEB/refresh">',
}


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and the paths that it was asked for."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"RAN")

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - its name there
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()


def test_a_page_that_was_tampered_with_runs_shows_and_fetches_nothing_else(
    asked: tuple[str, list[str]], tmp_path: Path
) -> None:
    address, paths = asked
    (tmp_path / "secret.html").write_text("<p>RAN</p>")
    (tmp_path / "secret.css").write_text("body::after { content: 'RAN' }")
    there = {
        "WEB": address,
        "FILE": (tmp_path / "secret.html").as_uri(),
        "STYLE": (tmp_path / "secret.css").as_uri(),
    }
    body = "".join(TRICKS.values())
    for word, place in there.items():
        body = body.replace(word, place)
    (tmp_path / "review.html").write_text(PAGE.format(body=body), encoding="utf-8")
    done = command("pdf", tmp_path, "--out", tmp_path / "review.pdf")
    assert done.returncode == 0, done.stderr
    assert "nothing says that this is what was published" in done.stderr
    read = pypdf.PdfReader(tmp_path / "review.pdf")
    assert "".join(page.extract_text() for page in read.pages).split() == ["Review", "End"]
    assert paths == []
