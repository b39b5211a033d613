"""What users are shown, as steps: commands of `vendor-review` over registers that both sides read."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

#: Register, below the inputs, and the day that it is reviewed for.
NUMBERZ = ("numberz", "2026-11-01")
EXAMPLES = (("example/2026-07-31", "2026-07-31"), ("example/2026-10-31", "2026-10-31"))
#: How many invented vendors there are, and how many days they are reviewed for.
INVENTED = (300, 1_000)
INVENTED_AS_OF = "2026-11-01"


@dataclass(frozen=True)
class Step:
    """One command; its exit code, stdout, stderr and what it writes are compared.

    Attributes
    ----------
    name
        Also the folder of its results.
    arguments
        Of `vendor-review`; paths are below the folder that it runs in: `inputs/` is the same for both sides, and
        `results/<name>/` is where it may write.
    kernel
        Whether it starts kernels, hence needs a process of its own.
    size
        How many invented vendors it is about; 0 for all others.
    """

    name: str
    arguments: tuple[str, ...]
    kernel: bool = False
    size: int = 0


#: Steps of a chain run one after another, chains beside each other.
Chain = Sequence[Step]


def all_chains(inputs: Path) -> list[Chain]:
    """Everything that is compared, the longest first."""
    reviews = [[_invented_review(size)] for size in reversed(INVENTED)]
    single = [
        *_checks(inputs),
        *_scores(),
        *_explanations(inputs),
        *_questions(),
        *_lists(),
        *_registers(),
        *_mistakes(),
    ]
    return [*reviews, _numberz(), _example(), *([step] for step in single)]


def _registers_and_days() -> Iterator[tuple[str, str, str, int]]:
    """Short name, path, day and size of whole registers."""
    for name, day in (NUMBERZ, *EXAMPLES):
        yield name.replace("/", "-"), f"inputs/{name}", day, 0
    for size in INVENTED:
        yield f"invented-{size}", f"inputs/invented-{size}", INVENTED_AS_OF, size


def _review(name: str, register: str, as_of: str, archive: str, size: int = 0) -> Step:
    arguments = ("run", f"inputs/{register}", "--as-of", as_of, "--reviews", f"results/{archive}/reviews")
    return Step(name, arguments, kernel=True, size=size)


def _invented_review(size: int) -> Step:
    name = f"run-invented-{size}"
    return _review(name, f"invented-{size}", INVENTED_AS_OF, name, size)


def _numberz() -> Chain:
    review = "results/run-numberz/reviews/numberz/latest"
    return [
        _review("run-numberz", *NUMBERZ, "run-numberz"),
        _review("run-numberz-again", *NUMBERZ, "run-numberz"),
        Step("verify-numberz", ("verify", "results/run-numberz/reviews")),
        Step("reconcile-numberz-review", ("reconcile", "inputs/numberz", review, "--as-of", NUMBERZ[1])),
    ]


def _example() -> Chain:
    (old, old_day), (new, new_day) = EXAMPLES
    archive = "results/run-example/reviews/example"
    days = ("--old-as-of", old_day, "--as-of", new_day)
    pairs = {
        "registers": (f"inputs/{old}", f"inputs/{new}", *days),
        "register-review": (f"inputs/{old}", f"{archive}/latest", "--old-as-of", old_day),
        "backwards": (f"{archive}/latest", f"inputs/{old}", "--as-of", old_day),
        "with-numberz": (f"inputs/{new}", "inputs/numberz", *days),
    }
    return [
        _review("run-example", old, old_day, "run-example"),
        _review("run-example-later", new, new_day, "run-example"),
        Step("verify-example", ("verify", "results/run-example/reviews")),
        *(
            Step(f"diff-{name}-{form}", ("diff", *pair, "--format", form))
            for name, pair in pairs.items()
            for form in ("table", "json")
        ),
        *(
            Step(
                f"explain-kept-{vendor}",
                ("explain", f"inputs/{new}", vendor, "--as-of", new_day, "--reviews", archive),
            )
            for vendor in ("kestrowgate", "basaltfell")
        ),
    ]


def _checks(inputs: Path) -> Iterator[Step]:
    broken = sorted((inputs / "broken").iterdir())
    registers = [(case.stem, f"inputs/broken/{case.name}", NUMBERZ[1], 0) for case in broken]
    for name, register, day, size in [*_registers_and_days(), *registers]:
        for form in ("table", "json", "csv"):
            yield Step(
                f"check-{name}-{form}", ("check", register, "--as-of", day, "--format", form), size=size
            )
    for worst in ("error", "warning"):
        yield Step(
            f"check-fail-on-{worst}",
            ("check", "inputs/example/2026-07-31", "--as-of", "2026-07-31", "--fail-on", worst),
        )


def _scores() -> Iterator[Step]:
    for name, register, day, size in _registers_and_days():
        for form in ("table", "csv", "json"):
            command = ("score", register, "--as-of", day, "--format", form)
            yield Step(f"score-{name}-{form}", command, size=size)
            yield Step(f"ledger-{name}-{form}", (*command, "--ledger"), size=size)


def _explanations(inputs: Path) -> Iterator[Step]:
    for name, register, day, size in _registers_and_days():
        if size:
            vendors = [f"vendor-{number:06d}" for number in range(0, size, size // 10)]
        else:
            with (inputs.parent / register / "vendors.csv").open(encoding="utf-8", newline="") as file:
                vendors = [row["vendor_id"] for row in csv.DictReader(file)]
        for vendor in vendors:
            command = ("explain", register, vendor, "--as-of", day, "--reviews", "none")
            yield Step(f"explain-{name}-{vendor}", command, size=size)


def _questions() -> Iterator[Step]:
    for name, register, day, size in _registers_and_days():
        for kind, options in (
            ("", ()),
            ("-shortest", ("--shortest",)),
            ("-controls", ("--controls",)),
        ):
            for form in ("table", "csv", "json"):
                yield Step(
                    f"questions{kind}-{name}-{form}",
                    ("questions", register, "--as-of", day, *options, "--format", form),
                    size=size,
                )
        if size <= INVENTED[0]:
            step = f"questionnaires-{name}"
            out = ("--out", f"results/{step}/files", "--answer-by", "2027-01-31")
            few = [f"--vendor=vendor-{number:06d}" for number in range(0, size, 30)]
            yield Step(step, ("questions", register, "--as-of", day, *out, *few), size=size)
    for sheet in ("sendgrid", "aws"):
        yield Step(
            f"answers-{sheet}",
            ("answers", f"inputs/answered/{sheet}.xlsx", "inputs/numberz", "--as-of", NUMBERZ[1]),
        )


def _lists() -> Iterator[Step]:
    for name, register, day, size in _registers_and_days():
        step = f"public-{name}"
        yield Step(step, ("public", register, "--as-of", day, "--out", f"results/{step}/files"), size=size)
    for form in ("html", "json", "csv"):
        published = [f"inputs/lists/{name}/public-list.{form}" for name in ("numberz", "example")]
        for shown in ("table", "json"):
            yield Step(f"diff-lists-{form}-{shown}", ("diff", *published, "--format", shown))
        for register, day in (NUMBERZ, *EXAMPLES):
            for listed, file in zip(("numberz", "example"), published, strict=True):
                for shown in ("table", "csv", "json"):
                    yield Step(
                        f"reconcile-{register.replace('/', '-')}-{listed}-{form}-{shown}",
                        ("reconcile", f"inputs/{register}", file, "--as-of", day, "--format", shown),
                    )


def _registers() -> Iterator[Step]:
    for kind, target in (("folder", "new"), ("workbook", "new.xlsx")):
        step = f"new-{kind}"
        yield Step(step, ("new", f"results/{step}/{target}", "--as-of", NUMBERZ[1]))
    for register, day in (NUMBERZ, *EXAMPLES):
        name = register.replace("/", "-")
        for kind, start, target in (
            ("workbook", "", "register.xlsx"),
            ("database", "sqlite:///", "register.db"),
            ("folder", "", "register"),
        ):
            step = f"convert-{name}-{kind}"
            out = f"{start}results/{step}/{target}"
            yield Step(step, ("convert", f"inputs/{register}", out, "--as-of", day))
    yield Step(
        "check-workbook", ("check", "inputs/workbook.xlsx", "--as-of", EXAMPLES[0][1], "--format", "csv")
    )
    yield Step("convert-back", ("convert", "inputs/workbook.xlsx", "results/convert-back/register"))


def _mistakes() -> Iterator[Step]:
    for name, arguments in {
        "no-command": (),
        "no-such-command": ("chek", "inputs/numberz"),
        "no-register": ("check", "inputs/nowhere"),
        "bad-day": ("score", "inputs/numberz", "--as-of", "2026-02-30"),
        "no-vendor": ("explain", "inputs/numberz", "sendgird", "--as-of", NUMBERZ[1]),
        "no-policy": ("score", "inputs/numberz", "--as-of", NUMBERZ[1], "--policy", "inputs/nowhere"),
        "old-day": ("score", "inputs/numberz", "--as-of", "1999-01-01"),
        "run-nothing": ("run", "inputs/nowhere", "--json"),
        "version": ("--version",),
    }.items():
        yield Step(f"mistake-{name}", arguments)
