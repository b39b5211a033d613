"""Chromium without a network, and the pages of fresh reviews for it to open."""

from __future__ import annotations

import email
import email.policy
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from indexes import daily, write_index
from multiply import multiply
from playwright.sync_api import Browser, Page

from crowd import crowded_register
from questionnaires.forms import checked_and_scored
from reviewing import Published, command, publish
from shared_work import SharedWork
from vendor_review.files.package_files import starting_register
from vendor_review.publication.archive.index import index_page
from vendor_review.publication.archive.overview import refresh_overview
from vendor_review.questionnaires.sent.dispatch import write_questionnaires

Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Opened:
    """A page that Chromium shows, and whatever happened while it did."""

    page: Page
    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def unfold(self) -> None:
        """Opens all that a reader can open."""
        self.page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")

    def show(self, width: int, scheme: Scheme) -> None:
        """Gives the window another width and the page another colour scheme."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme)


#: "This page names the companies that help us", "platform", "storage", "all data, encrypted".
ARABIC = """
introduction = ["تذكر هذه الصفحة الشركات التي تساعدنا."]
[[sections]]
id = "platform"
title = "المنصة"
[wording]
"Compute and storage" = "الحوسبة والتخزين"
"All data that customers keep in Skerrowby, encrypted" = "جميع البيانات، مشفرة"
"""
Open = Callable[[Path], AbstractContextManager[Opened]]


@pytest.fixture(scope="session")
def opened(browser: Browser) -> Open:
    """Opens a file in a window of its own that has no network."""

    @contextmanager
    def show(path: Path) -> Iterator[Opened]:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
        shown = Opened(context.new_page())
        shown.page.on("request", lambda request: shown.requests.append(request.url))
        shown.page.on("console", lambda message: shown.messages.append(message.text))
        shown.page.on("pageerror", lambda problem: shown.messages.append(str(problem)))

        def dismiss(dialog: object) -> None:
            shown.dialogs.append(dialog.message)  # type: ignore[attr-defined]
            dialog.dismiss()  # type: ignore[attr-defined]

        shown.page.on("dialog", dismiss)
        shown.page.goto(path.as_uri())
        yield shown
        context.close()

    return show


@pytest.fixture(scope="session")
def crowded(browser: Browser, shared: SharedWork) -> Published:
    """The review of the crowded register; its public list goes out. Made only where there is a browser."""
    return shared.once(
        "crowded",
        lambda folder: publish(folder / "reviews", register=crowded_register(folder / "crowded")),
    )


@pytest.fixture(scope="session")
def invented(browser: Browser, shared: SharedWork) -> Published:
    """The review of the invented company, in which everything has something to show, compared with an earlier one."""
    return shared.once("invented", _invented)


def _invented(folder: Path) -> Published:
    example, reviews = starting_register().parent / "example", folder / "reviews"
    earlier: list[str | Path] = ["run", example / "2026-07-31", "--as-of", "2026-07-31", "--reviews", reviews]
    assert command(*earlier).returncode == 0
    return publish(reviews, register=example / "2026-10-31")


@pytest.fixture(scope="session")
def withheld(browser: Browser, shared: SharedWork) -> Published:
    """The same with a rejected vendor, so that the public list is withheld."""
    return shared.once(
        "withheld",
        lambda folder: publish(
            folder / "reviews", register=crowded_register(folder / "withheld", rejected=True)
        ),
    )


@pytest.fixture(scope="session")
def many(browser: Browser, shared: SharedWork) -> Published:
    """The review of the invented company with each vendor thirteen times."""
    return shared.once(
        "many",
        lambda folder: publish(
            folder / "reviews",
            register=multiply(starting_register().parent / "example" / "2026-10-31", folder / "register"),
        ),
    )


@pytest.fixture(scope="session")
def asked(browser: Browser, shared: SharedWork) -> Published:
    """Questionnaires to an invented vendor, and to those with the worst names of the crowded register."""
    return shared.once("asked", _asked)


def _asked(folder: Path) -> Published:
    crowd = crowded_register(folder / "crowded")
    for register in (starting_register().parent / "example" / "2026-10-31", crowd):
        checked, scores = checked_and_scored(register)
        names = [name for name in ("cobblefenn", "vendor-03", "vendor-04") if name in scores.vendors.index]
        write_questionnaires(checked, scores, names, folder / "out")
    return Published(folder, folder / "out", "", "")


@pytest.fixture(scope="session")
def arabic(browser: Browser, shared: SharedWork) -> Published:
    """The list of the invented company with a page in Arabic, which runs from right to left."""
    return shared.once("arabic", _arabic)


def _arabic(folder: Path) -> Published:
    example = starting_register().parent / "example" / "2026-10-31"
    register = shutil.copytree(example, folder / "register")
    (register / "page.ar.toml").write_text(ARABIC, encoding="utf-8")
    made = command("public", register, "--as-of", "2026-10-31", "--out", folder / "out")
    assert made.returncode == 0, made.stderr
    return Published(folder, folder / "out", "", "")


@pytest.fixture(scope="session")
def kept(browser: Browser, shared: SharedWork) -> Published:
    """The indexes of two registers, one of which has been reviewed on 800 days; their reviews were taken away."""
    return shared.once("kept", _kept)


def _kept(folder: Path) -> Published:
    reviews = folder / "reviews"
    for name, days in (("numberz", 800), ("Zürich & sons", 12)):
        entries = daily(days, date(2026, 11, 1))
        index = write_index(reviews / name, entries)
        index.with_name("index.html").write_bytes(index_page(name, entries, {entries[-1].folder}))
        (reviews / name / entries[-1].folder).mkdir()
    refresh_overview(reviews)
    return Published(reviews, reviews / "numberz" / "none", "", "")


def _letter(folder: Path, beside: Path) -> Path:
    """The notice as a mail program shows it."""
    message = email.message_from_bytes((folder / "notice.eml").read_bytes(), policy=email.policy.default)
    part = message.get_body(("html",))
    assert part is not None
    path = beside / "notice.html"
    path.write_text(part.get_content(), encoding="utf-8")
    return path


def _annex(folder: Path, earlier: Path, beside: Path) -> Path:
    """The list as an annex to a contract, marked against another list."""
    path = beside / "annex.html"
    options: list[str | Path] = [
        "--format",
        "html",
        "--as-of",
        folder.name[: len("2026-11-01")],
        "--against",
        earlier,
        "--out",
        path,
    ]
    assert command("annex", folder / "register", *options).returncode == 0
    return path


@pytest.fixture
def path_of(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[str], Path]:
    """Path of a page: `crowded review.html`, its register's `index.html`, its archive's `overview.html`, its annex."""

    def find(name: str) -> Path:
        review, file = name.split()
        made: Published = request.getfixturevalue(review)
        if file == "notice.html":
            return _letter(made.folder, tmp_path)
        if file == "annex.html":
            earlier: Published = request.getfixturevalue("published")
            return _annex(made.folder, earlier.folder, tmp_path)
        beside = {"index.html": made.folder.parent / file, "overview.html": made.archive / "index.html"}
        return beside.get(file, made.folder / file)

    return find
