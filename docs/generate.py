"""Writes register.md, rules.md, commands.md and targets.md, which describe tables, columns, rules, commands and what a
sheet may become, from what the program itself reads: beside this file, or into a folder that is named.
"""

from __future__ import annotations

import csv
import io
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from vendor_review.intake.inventory.targets import described_targets
from vendor_review.policy import load_policy
from vendor_review.register.layout import PAGE_FILE, TABLES, Column, Table, page_language
from vendor_review.register.page_keys import PAGE_KEYS
from vendor_review.schema.findings.catalogue import RULES, Rule
from vendor_review.schema.findings.facts import remedy

DOCS = Path(__file__).resolve().parent
# The broken registers lie with the tests, which hold every message below against what a check says.
sys.path[:0] = [str(DOCS.parent / "tests"), str(DOCS)]
from command_pages import commands_page  # noqa: E402

from bad_registers.broken import CASES, broken_files  # noqa: E402

_MADE = (
    "<!-- Written by `make docs` from columns.toml, page_keys.toml, rules.toml and the broken registers. -->"
)
_ANY_DAY = "2026-11-30"
_KINDS = {
    "text": "text",
    "id": "letters, digits, `-`, `_` and `.`, no spaces; no other row has it",
    "list": "words, with `;` between",
    "date": "a day, `YYYY-MM-DD`",
    "url": "a web address with `https://`",
    "link": "a web address, or the place where it is filed",
    "place": "a country code such as `DE` (ISO 3166-1 alpha-2), or `EU`, `EEA`, `GLOBAL`, `VARIES`, `TBD`",
    "category": "a category of the policy (`data/policy/data_categories.csv`), `none` or `unclassified`",
    "control": "a control of the policy (`data/policy/controls.csv`), or one of {words} for several",
    "section": "the id of a section in `page.toml`",
    "lei": "20 letters and digits, with check digits (ISO 17442)",
    "days": "a whole number of days, 0 to 1095",
    "asked": "words, with `;` between: controls, groups of them, kinds of documents, ids of the policy's requests",
    "sha256": "64 hexadecimal digits",
    "texts": "paragraphs",
    "words": "words; in a workbook's cell with `;` between",
    "number": "a whole number",
    "truth": "`true` or `false`",
    "day": "a day, `YYYY-MM-DD`",
}
_WORDS = (
    ("role", "processor", "works on our instructions"),
    ("role", "independent_controller", "decides itself what it does with the data"),
    ("role", "affiliate", "a company of our own group"),
    ("access_path", "none", "no customer's data gets there"),
    ("access_path", "incidental", "its people may see some in passing, such as on a shared screen"),
    ("access_path", "receives", "data is sent to it and passed on or used at once"),
    ("access_path", "stores", "it keeps data"),
    ("access_path", "hosts", "our service runs on its systems"),
    ("transfer_mechanism", "eea", "the data stays in the European Economic Area"),
    ("transfer_mechanism", "adequacy", "the EU has found the country's law adequate"),
    ("transfer_mechanism", "dpf_certified", "the firm is on the list of the EU-US Data Privacy Framework"),
    (
        "transfer_mechanism",
        "scc",
        "the EU's standard contract, in a module that nobody knows: it passes no check",
    ),
    (
        "transfer_mechanism",
        "scc_m1 .. scc_m4",
        "the EU's standard contract; module 3 is from processor to processor, module 1 between controllers",
    ),
    ("transfer_mechanism", "bcr", "binding rules of its group, approved by an authority"),
    (
        "transfer_mechanism",
        "uk_idta, uk_addendum",
        "the United Kingdom's own contract, or its addition to the EU's: for customers of the UK alone",
    ),
    ("transfer_mechanism", "art49", "an exception under Article 49 of the GDPR, never enough by itself"),
    ("level", "E1", "a statement without a document, such as a web page"),
    ("level", "E2", "the vendor's own document, such as a filled questionnaire"),
    ("level", "E3", "a promise in a contract"),
    ("level", "E4", "somebody independent looked at one date, such as for a certificate"),
    ("level", "E5", "somebody independent tested over a period, such as for a SOC 2 Type II report"),
)
_SEVERITIES = {
    "error": "The row is left out of scores and of the public list, and the list is withheld until it is mended.",
    "warning": "The row counts; somebody should look: something is at odds, has run out, or is promised and missing.",
    "note": "Good to know; often nothing needs to be done.",
}


def register_page() -> str:
    """Text of register.md."""
    parts = [
        _MADE,
        "# The register: every table and column",
        "A register is a folder of CSV files, one per table, and one `page.toml`. Only `vendors.csv` and "
        "`engagements.csv` must exist; what a missing table would say is then not stated. "
        "The same tables may be sheets of one workbook.",
        "## How cells are read",
        _table(
            ["you write", "it means"],
            [
                ["nothing (a blank cell, or no such column)", "not stated; scores then allow for the worst"],
                ["`none`", "it is stated that there is none"],
                ["`NA` in a place", "Namibia"],
                ["`2026-05-13`", "13 May 2026; no other way of writing days is read"],
                ["`receives..stores`", "between these two, not known which"],
                ["`scc_m3; bcr`", "several words in one cell"],
            ],
        ),
        "White space around a cell is ignored. `N/A`, `-` and `unknown` are words, not blanks: leave the cell empty.",
        "## What can be put right for you",
        "`vendor-review check REGISTER --fix` shows each cell that can mean only one thing, with what would stand "
        "there, and asks whether to write it (`--yes` writes without asking; without a terminal and without `--yes` "
        "nothing is written, and the exit code is 2). Each file as it was lies beside it, `vendors.csv.bak` or "
        "`register.xlsx.bak`; of all else not a byte changes. It says how many problems there were before and are "
        "afterwards.",
        _table(
            ["put right", "left for you"],
            [
                [
                    "`Active`, ` ACTIVE`, `actve`: other case, blanks, one slip of the pen",
                    "`pst`, `yess`: a misspelt word that is safer than others of its column (past, yes); `not active`, "
                    "`active?`",
                ],
                [
                    "`13/05/2026`, `3 May 2026`, `13.05.2026`",
                    "`04/05/2026`; a number of days; a time of another zone",
                ],
                [
                    "`germany`, `USA`, `de` as a place",
                    "`Georgia`, which two places are called; the misspelt name of a country",
                ],
                [
                    "`EmailAdress`, `Email Address`, `vr a2`; an id of another table in other case",
                    "an id of another table with a slip of the pen; an id itself",
                ],
                [
                    "`scc m3, bcr` -> `scc_m3; bcr`; `receives - stores` -> `receives..stores`",
                    "commas in aliases, which may be part of a name",
                ],
                ["`www.vendor.example` -> `https://www.vendor.example`", "what is no address"],
                [
                    "characters without width between Latin letters",
                    "those that turn the direction, or join letters",
                ],
                ["`TBC`, `unknown` in a cell that may be blank -> blank", "`n/a`, `-`, `none`"],
                ["`Y`, `n` in a column of yes and no", "`x`, `done`"],
            ],
        ),
        "A row that was rejected counts again once it is right, so that its vendor's worst case becomes what the row "
        "says. Where a cell put right would make another row wrong, such as a second row for the same place, it is "
        "left, and said. Decisions and `page.toml` are left as they are; so is a database, of which a folder can be "
        "put right: `vendor-review convert URL FOLDER`.",
        "## Columns of your own",
        "A column whose name begins with `x_`, such as `x_cost_centre`, is yours. Any table takes it, and any cell "
        "may hold what you like. It is kept when the register is converted, added to or reviewed, and shown where "
        "an analyst looks at the tables (`read.tables`, `checked.tables`). No rule judges it, no score asks it, "
        "and nothing of it is ever published. Capitals and spaces make no difference: `X_Cost Centre` is "
        "`x_cost_centre`. A row that is blank but for such columns is a remark, no row of the table (REG-112). Any "
        "other column that is not described below is an error, which names the nearest one.",
    ]
    for table in TABLES.values():
        parts += _table_section(table)
    parts += [
        "## Words that need explaining",
        _table(["column", "word", "it means"], [[f"`{c}`", f"`{w}`", m] for c, w, m in _WORDS]),
        "## page.toml",
        "What the public page says. Every key may be left out; what is left out is not stated. `[1]` stands for the "
        "first of a list, and there may be more.",
        _table(
            ["key", "what it says", "what it may hold", "example"],
            [
                [
                    f"`{key}`",
                    described.meaning,
                    _KINDS.get(described.kind, described.kind),
                    _code(described.example),
                ]
                for key, described in PAGE_KEYS.items()
            ],
        ),
    ]
    return _joined(parts)


def _table_section(table: Table) -> list[str]:
    exists = "The table must exist." if table.required else "The table may be missing."
    key = ", ".join(f"`{name}`" for name in table.key)
    if table.shorthand:
        key += f"; of rows for several, nor in `{table.told_apart_by}` as well"
    rows = [[f"`{c.name}`", c.meaning, _allowed(c), _code(c.example)] for c in table.columns]
    return [
        f"## {table.name}",
        f"{table.meaning} {exists} Two rows may not agree in {key}.",
        _table(["column", "what it says", "what it may hold", "example"], rows),
    ]


def _allowed(column: Column) -> str:
    words = ", ".join(f"`{word}`" for word in column.values)
    match column.kind:
        case "enum":
            said = f"one of {words}"
        case "list" if words:
            said = f"any of {words}, with `;` between"
        case "path":
            said = f"one of {words}, or two with `..` between, the lower first"
        case "reference":
            said = f"an id in `{column.refers}`"
        case kind:
            said = _KINDS[kind].format(words=words)
    unit = f" ({column.unit})" if column.unit else ""
    return f"{said}{unit}. **Must be filled.**" if column.required else f"{said}{unit}"


class Undescribed(Exception):
    """What is missing for a page to be whole."""


def rules_page() -> str:
    """Text of rules.md.

    Raises
    ------
    Undescribed
        There is no broken register that shows a rule.
    """
    case_of = {case["rule"]: case for case in CASES}
    if lacking := [rule for rule in RULES if rule not in case_of]:
        raise Undescribed(
            f"{', '.join(lacking)}: no broken register shows it; add a case to tests/bad_registers/cases.toml"
        )
    counts = Counter(rule.severity for rule in RULES.values())
    parts = [
        _MADE,
        "# The rules: what a check of a register finds",
        "Every finding names the file, line and column, what is written there, and what to do. All are reported at "
        f"once. There are {len(RULES)} rules; their ids stay the same for good. The examples were made by changing "
        "single cells of the Numberz register, or of its workbook, as of 1 November 2026.",
        _table(
            ["severity", "rules", "what it does"],
            [[name, str(counts[name]), words] for name, words in _SEVERITIES.items()],
        ),
        "## All rules",
        _table(
            ["rule", "severity", "in short"],
            [[f"[{rule.id}](#{rule.id.lower()})", rule.severity, rule.title] for rule in RULES.values()],
        ),
    ]
    for rule in RULES.values():
        parts += _rule_section(rule, case_of[rule.id])
    return _joined(parts)


def _rule_section(rule: Rule, case: dict[str, Any]) -> list[str]:
    rows = [
        ["severity", rule.severity],
        ["a broken cell", _broken_cell(case)],
        ["its message", case["message"]],
        ["remedy", remedy(rule.id, Path(case["place"][0]).stem, case["place"][2])],
    ]
    if rule.certain:
        rows.append(["`check --fix`", "puts it right where the cell can mean only one thing"])
    return [f"## {rule.id}", f"**{rule.title}.**", _table(["", ""], rows)]


def _broken_cell(case: dict[str, Any]) -> str:
    """What stands at the case's place in its broken register."""
    file, line, column = case["place"]
    if "sheets" in case:
        return _sheet_edits(case["sheets"])
    if file == PAGE_FILE or page_language(file):
        edits = [edit.get("put", edit.get("append", "")) for edit in case.get("edit", [])]
        return f"`{file}` with {_code(' '.join(edits[0].split()))}" if any(edits) else f"`{file}`, `{column}`"
    if not line:
        return f"`{file}` is not there"
    text = broken_files(case.get("edit", ()))[file]
    reader = csv.reader(io.StringIO(text, newline=""))
    header = next(reader)
    row = next(row for row in reader if reader.line_num == line)
    if not column:
        return f"`{file}` line {line}: {_code(','.join(row))}"
    cell = row[header.index(column)]
    return f"`{file}`, `{column}`: {_code(cell) if cell else '(blank)'}"


def _sheet_edits(edits: Sequence[dict[str, str]]) -> str:
    done = [f"with `{edit['merge']}` merged" if "merge" in edit else "hidden" for edit in edits]
    return ", ".join(f"`{edit['sheet']}`, a sheet, {how}" for edit, how in zip(edits, done, strict=True))


def _code(text: str) -> str:
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return f"`{shown}`" if shown else ""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [list(head), ["---"] * len(head), *map(list, rows)]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _joined(parts: Sequence[str]) -> str:
    return "\n\n".join(parts) + "\n"


def targets_page() -> str:
    """Text of targets.md."""
    policy = load_policy(None, _ANY_DAY)
    controls = {str(one): str(name) for one, name in policy.controls["name"].items()}
    categories = [[f"`{one}`", str(label)] for one, label in policy.categories["label"].items()]
    rows = [[f"`{name}`", meaning, read] for name, meaning, read in described_targets(controls)]
    return _joined(
        [
            "<!-- Written by `make docs` from the tables and columns of the register. -->",
            "# What a column of a sheet may become",
            "Write one of these behind `becomes` of a column in `mapping.toml` ([intake](intake.md)). "
            "`vendor-review import --targets` shows the same. Case, blanks and plurals do not matter, and a name that "
            "only one of them has is enough: `owner` is `engagements.owner`, `MFA` is `access_controls.answer "
            "(VR-I1)`. What a text of a column may become is said in the question about it.",
            _table(["target", "what it means", "how cells are read"], rows),
            "## Categories of data",
            "Write these behind `becomes` of a text in a column of data, several separated by `;`. `none` says that no "
            "data reaches the vendor. `data/policy/data_categories.csv` says what each means and how grave it is.",
            _table(["category", "in words"], categories),
        ]
    )


#: Pages that `make docs` writes.
PAGES = {
    "register.md": register_page,
    "rules.md": rules_page,
    "commands.md": commands_page,
    "targets.md": targets_page,
}


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else DOCS
    try:
        pages = {name: page() for name, page in PAGES.items()}
    except Undescribed as problem:
        sys.exit(f"docs: {problem}")
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
