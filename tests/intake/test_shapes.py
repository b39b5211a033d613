"""The same two vendors, in each way that lists write them: a name, what it does, a place."""

from __future__ import annotations

import pytest

from vendor_review.intake.importing import Import, read_content
from vendor_review.register.layout import TABLES

_BULLETS = [
    "**Ferrous** (USA): Payments",
    "Ferrous, USA – Payments",
    "Ferrous (Payments, US)",
    "[Ferrous](https://ferrous.example/) - Payments - USA",
    "Ferrous — Payments (United States)",
    "**Ferrous** Payments, United States",
    "Ferrous, Payments, USA",
    "Ferrous - San Francisco, CA, USA. Payments",
    "Payments: Ferrous (US)",
    "**Name:** Ferrous **Purpose:** Payments **Location:** US",
    "Ferrous: Payments. Location: US",
    "Ferrous (Payments; US)",
    "Ferrous, USA: Payments",
    "**Ferrous**\\\n  Payments\\\n  United States",
]
_NESTED = (
    "<h1>Sub-processors</h1><ul><li><strong>Infrastructure</strong><ul>"
    "<li>Quillmoor Hosting &ndash; servers (Germany)</li>"
    "<li>Granitfoss &ndash; backups (Sweden)</li></ul></li><li><strong>Messaging</strong><ul>"
    "<li>NAME Mail &ndash; e-mail (US)</li></ul></li></ul>"
)
_SENTENCES = [
    "We use **Ferrous** to process payments, it is hosted in the United States",
    "Ferrous provides payments",
    "Ferrous for payments",
]
_PAGES = {
    "table.md": "| Vendor | Purpose | Country |\n|---|---|---|\n| Ferrous | Payments | US |\n| Basalt | Mail | DE |\n",
    "pipes.txt": "Vendor | Purpose | Country\nFerrous | Payments | US\nBasalt | Mail | DE\n",
    "simple.rst": "=======  ========  =======\nVendor   Purpose   Country\n=======  ========  =======\n"
    "Ferrous  Payments  US\nBasalt   Mail      DE\n=======  ========  =======\n",
    "flags.md": "| Who | Why | Where |\n|---|---|---|\n| Ferrous | Payments | 🇺🇸 |\n| Basalt | Mail | 🇩🇪 Germany |\n",
    "headers.html": "<table><thead><tr><th></th><th></th><th></th></tr></thead><tbody><tr><td>Sub-processor</td>"
    "<td>Services</td><td>Region</td></tr><tr><td>Ferrous</td><td>Payments</td><td>us-west-2 (Oregon)</td></tr>"
    "<tr><td>Basalt</td><td>Mail</td><td>europe-west3</td></tr></tbody></table>",
    "address.html": "<table><tr><th>Name and address</th><th>Purpose</th></tr><tr><td><b>Ferrous</b><br>1 Main St, "
    "Austin, TX 78701, USA</td><td>Payments</td></tr><tr><td><b>Basalt</b><br>Weg 1, 10115 Berlin, Germany</td>"
    "<td>Mail</td></tr></table>",
    "headings.md": "## United States\n\n- Ferrous: Payments\n\n## Germany\n\n- Basalt: Mail\n",
    "sentences.md": "- **Ferrous**: Payments. Its servers are in the United States.\n"
    "- **Basalt**: Mail, based in Germany.\n",
    "bare.json": '[{"name": "Ferrous", "purpose": "Payments", "location": "USA"},'
    ' {"name": "Basalt", "purpose": "Mail", "location": "Germany"}]',
    "keys.yaml": "subprocessors:\n  Ferrous:\n    purpose: Payments\n    country: US\n  Basalt:\n    purpose: Mail\n"
    "    country: DE\n",
    "tags.mdx": '<Vendor name="Ferrous" purpose="Payments" country="US" />\n'
    '<Vendor name="Basalt" purpose="Mail" country="DE" />\n',
    "labels.txt": "Name: Ferrous\nPurpose: Payments\nLocation: US\n\nName: Basalt\nPurpose: Mail\nLocation: Germany\n",
    "dots.md": "• Ferrous – Payments – US\n• Basalt – Mail – Germany\n",
    "arrays.jsx": "const rows = [\n  ['Ferrous', 'Payments', 'US'],\n  ['Basalt', 'Mail', 'DE'],\n];\n"
    "export default () => (<table><thead><tr><th>Vendor</th><th>Purpose</th><th>Country</th></tr></thead><tbody>"
    "{rows.map((row) => <Row {...row} />)}</tbody></table>);",
    "lines.html": "<h1>Subprocessors</h1><h3>Ferrous</h3><p>Payments</p><p>US</p>"
    "<h3>Basalt</h3><p>Mail</p><p>Germany</p>",
    "upright.html": "<h1>Subprocessors</h1><h2>Ferrous</h2><table><tr><td>Purpose</td><td>Payments</td></tr>"
    "<tr><td>Location</td><td>US</td></tr></table><h2>Basalt</h2><table><tr><td>Purpose</td><td>Mail</td></tr><tr><td>Location</td"
    ">"
    "<td>DE</td></tr></table>",
    "folded.html": "<h1>Subprocessors</h1><details><summary>Ferrous</summary><p>Purpose: Payments</p>"
    "<p>Location: US</p></details><details><summary>Basalt</summary><p>Purpose: Mail</p>"
    "<p>Location: Germany</p></details>",
    "numbered.md": "## 1. Ferrous\n\n- **Purpose**: Payments\n- **Location**: US\n\n"
    "## 2. Basalt\n\n- **Purpose**: Mail\n- **Location**: Germany\n",
    "spaces.txt": "Name        Purpose     Location\nFerrous     Payments    US\nBasalt      Mail        DE\n",
    "blank.md": "| | Purpose | Country |\n|---|---|---|\n| Ferrous | Payments | US |\n| Basalt | Mail | DE |\n",
    "spans.html": '<h1>Subprocessors</h1><div><div'
    ' class="card"><h3>Ferrous</h3><p>Payments</p><div><span>Location</span>'
    '<span>US</span></div></div><div'
    ' class="card"><h3>Basalt</h3><p>Mail</p><div><span>Location</span><span>Germany</span>'
    "</div></div></div>",
    "item-labels.html": "<h1>Subprocessors</h1><ul><li><strong>Ferrous</strong><dl><dt>Purpose</dt><dd>Payments</dd>"
    "<dt>Data location</dt><dd>US</dd></dl></li><li><strong>Basalt</strong><dl><dt>Purpose</dt><dd>Mail</dd>"
    "<dt>Data location</dt><dd>Germany</dd></dl></li></ul>",
    "terms.html": "<h1>Subprocessors</h1><dl><dt>Name</dt><dd>Ferrous</dd><dt>Purpose</dt><dd>Payments</dd><dt>"
    "Country</dt><dd>US</dd><dt>Name</dt><dd>Basalt</dd><dt>Purpose</dt><dd>Mail</dd><dt>Country</dt><dd>DE</dd></dl>",
    "bold.md": "**Ferrous**\n\nPayments\n\nUnited States\n\n**Basalt**\n\nMail\n\nGermany\n",
    "side.md": "| | Ferrous | Basalt |\n|---|---|---|\n| Purpose | Payments | Mail |\n| Location | US | Germany |\n",
    "free.md": "| Entity | Details |\n|---|---|\n| Ferrous | Purpose: Payments. Location: US |\n| Basalt |"
    " Purpose: Mail. "
    "Location: Germany |\n",
    "below.json": '[{"vendor": {"name": "Ferrous", "url": "https://ferrous.example"}, "service": "Payments",'
    ' "region": {"country":'
    ' "US"}}, {"vendor": {"name": "Basalt"}, "service": "Mail", "region": {"country": "Germany"}}]',
    "titles.mdx": '<Card title="Ferrous" icon="x">\n\nPayments\n\nUS\n\n</Card>\n<Card'
    ' title="Basalt">\n\nMail\n\nGermany\n\n</Card>\n',
    "titles.jsx": '() => (<Page><h1>Subprocessors</h1><Card title="Ferrous"><p>Payments</p><p>US</p></Card>\n'
    '<Card title="Basalt"><p>Mail</p><p>Germany</p></Card></Page>)\n',
    "dashes.html": "<h1>Subprocessors</h1><div><details><summary>Ferrous — Payments</summary><ul><li>Location: US</li>"
    "<li>Data: names</li></ul></details><details><summary>Basalt — Mail for"
    " mail</summary><ul><li>Location: Germany</li>"
    "<li>Data: names</li></ul></details></div>",
    "tabs.tsv": "Vendor\tPurpose\tCountry\nFerrous\tPayments\tUS\nBasalt\tMail\tDE\n",
}  # fmt: skip


def facts(found: Import) -> list[tuple[str, str, str]]:
    tables = {
        name: [dict(zip(TABLES[name].names, row, strict=True)) for row in rows]
        for name, rows in found.draft.content.tables.items()
    }
    names = {row["vendor_id"]: row["name"] for row in tables["vendors"]}
    return [
        (
            names[row["vendor_id"]],
            row["purpose"].rstrip("."),
            " ".join(
                place["code"] for place in tables["places"] if place["engagement_id"] == row["engagement_id"]
            ),
        )
        for row in tables["engagements"]
    ]


@pytest.mark.parametrize("bullet", _BULLETS)
def test_a_bullet_says_the_same_however_it_is_written(bullet: str) -> None:
    other = bullet.replace("Ferrous", "Basalt").replace("ferrous", "basalt")
    found = facts(read_content("list.md", f"# Subprocessors\n\n- {bullet}\n- {other}\n".encode()))
    assert found == [("Ferrous", "Payments", "US"), ("Basalt", "Payments", "US")]


@pytest.mark.parametrize("sentence", _SENTENCES)
def test_a_sentence_that_names_its_vendor_is_an_entry(sentence: str) -> None:
    text = f"# Subprocessors\n\n- {sentence}\n- {sentence.replace('Ferrous', 'Basalt')}\n"
    assert [name for name, _, _ in facts(read_content("list.md", text.encode()))] == ["Ferrous", "Basalt"]


def test_a_sentence_that_lists_vendors_is_read_where_nothing_else_names_any() -> None:
    text = (
        "# Subprocessors\n\nWe use the following subprocessors: Ferrous, Inc., Basalt GmbH and Korbel Ltd.\n"
    )
    found = facts(read_content("list.md", text.encode()))
    assert [name for name, _, _ in found] == ["Ferrous, Inc.", "Basalt GmbH", "Korbel Ltd"]


@pytest.mark.parametrize("file", _PAGES)
def test_a_page_says_the_same_in_whatever_shape(file: str) -> None:
    title = "" if file.endswith(("yaml", "json", "tsv", "html", "jsx")) else "# Subprocessors\n\n"
    if file.endswith(("txt", "rst")):
        title = "Subprocessors\n=============\n\n"
    (ferrous, payments, us), (basalt, mail, de) = facts(read_content(file, (title + _PAGES[file]).encode()))
    assert (ferrous, us) == ("Ferrous", "US")
    assert (basalt, de) == ("Basalt", "DE")
    assert payments.startswith("Payments")
    assert mail.startswith("Mail")


@pytest.mark.parametrize(
    "text",
    [
        "- Name and e-mail address\n- Payment data\n- Log data\n",
        "- [Home](/)\n- [Pricing](/pricing)\n- [Blog](/blog)\n",
        "- We never sell data.\n- We ask each vendor for a contract.\n",
        "| Date | Change |\n|---|---|\n| 2026-01-02 | Added Ferrous Inc. |\n",
        "| Category | Used for |\n|---|---|\n| Cloud hosting | Servers |\n",
        "| Cookie | Provider | Purpose | Expiry |\n|---|---|---|---|\n| _fe | Ferrous | Statistics | 1 year |\n",
        "## Tools that are not subprocessors\n\n- Ferrous Inc: our own notes\n- Basalt GmbH: our own files\n",
        "- March 2026: Added Ferrous Inc.\n- 2025-07-01: Removed Basalt GmbH\n",
        "- Added Ferrous Inc as a subprocessor\n- Removed Basalt GmbH\n",
        "- v1.2: new layout\n- v1.1: first version\n",
        "See our [trust page](https://trust.example).\n",
    ],
)  # fmt: skip
def test_what_is_no_list_of_vendors_gives_none(text: str) -> None:
    from vendor_review.errors import ListUnreadable

    with pytest.raises(ListUnreadable, match="names no vendors"):
        read_content("page.md", f"# Subprocessors\n\n{text}".encode())


def test_firms_on_a_page_of_something_else_are_no_vendors() -> None:
    from vendor_review.errors import ListUnreadable

    with pytest.raises(ListUnreadable, match="speaks of something else"):
        read_content(
            "page.md", b"# Integrations\n\n- Slack: alerts in a channel\n- Jira: tickets\n- GitHub: commits\n"
        )


@pytest.mark.parametrize("mark", [";;;", "*", "—", "(optional)", "🇺🇸", "†‡"])
@pytest.mark.parametrize("shape", ["ulnested.html", "table.md", "table.html"])
def test_a_mark_in_the_place_of_a_name_names_nobody(mark: str, shape: str) -> None:
    names = ["Ferrous", "Basalt", "Corvid", mark]
    rows = "".join(f"<tr><td>{name}</td><td>Payments</td><td>USA</td></tr>" for name in names)
    text = {
        "ulnested.html": _NESTED.replace("NAME", mark),
        "table.md": "| Vendor | Purpose |\n|---|---|\n"
        + "".join(f"| {name} | Payments |\n" for name in names),
        "table.html": f"<table><tr><th>Vendor</th><th>Purpose</th><th>Country</th></tr>{rows}</table>",
    }[shape]
    found = read_content(shape, text.encode())
    column = TABLES["vendors"].names.index("name")
    vendors = [row[column] for row in found.draft.content.tables["vendors"]]
    assert len(vendors) >= 2
    assert all(any(map(str.isalnum, name)) for name in vendors)


def test_a_row_whose_name_is_a_mark_is_said() -> None:
    parts = read_content("ulnested.html", _NESTED.replace("NAME", ";;;").encode()).parts
    assert (parts[-1].where, parts[-1].reason) == ("1 row", "the name has neither a letter nor a digit")
