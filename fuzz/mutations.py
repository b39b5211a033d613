"""Changes a file at random, with or without regard to its format; the same chance gives the same change."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from random import Random
from typing import Any

from tokens import BYTES, JSON_VALUES, TEXTS, TOML_VALUES

Mutation = Callable[[Random, bytes], bytes]
LARGEST = 2 * 2**20
"""Bytes beyond which nothing grows: limits of size have tests of their own."""
_TAG = re.compile(rb"<[^<>]*>")
_ATTRIBUTE = re.compile(rb'="[^"<>]*"')
_TEXT = re.compile(rb">[^<>]+<")
_WORD = re.compile(rb"[\w.-]+")
_TOML_VALUE = re.compile(rb"(?<== )[^\n]+")


def mutated(chance: Random, content: bytes, suffix: str) -> bytes:
    """`content` of a file that ends so after one to four changes."""
    own = _OF_FORMAT.get(suffix)
    for _ in range(chance.choice((1, 1, 1, 2, 3, 4))):
        mutation = own if own is not None and chance.random() < 0.7 else of_bytes
        try:
            changed = mutation(chance, content)
        except Exception:  # noqa: BLE001 - what was changed before may have no format any more
            changed = of_bytes(chance, content)
        content = changed if len(changed) <= LARGEST else content
    return content


def of_bytes(chance: Random, content: bytes) -> bytes:
    """Flips, cuts, repeats, moves and inserts, wherever."""
    at = chance.randrange(len(content) + 1)
    length = int(chance.paretovariate(0.6)) % (len(content) + 1)
    before, part, after = content[:at], content[at : at + length], content[at + length :]
    kind = chance.randrange(9)
    if kind == 0 and after:
        return content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]
    if kind == 1:
        return before + after
    if kind == 2:
        return before + part * chance.choice((2, 3, 50)) + after
    if kind == 3:
        return before + chance.choice(BYTES) * chance.choice((1, 1, 1, 1000)) + part + after
    if kind == 4:
        return before + chance.choice(BYTES) + after
    if kind == 5:
        other = chance.randrange(len(content) + 1)
        return before + content[other : other + length] + part + after
    if kind == 6:
        return before if chance.random() < 0.3 else before + chance.randbytes(min(length, 20)) + after
    words = list(_WORD.finditer(content, at, at + 2_000)) or list(_WORD.finditer(content))
    if not words:
        return before + chance.choice(BYTES)
    word = chance.choice(words)
    return content[: word.start()] + chance.choice(BYTES) + content[word.end() :]


def of_csv(chance: Random, content: bytes) -> bytes:
    """Cells, rows and columns of a CSV file."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    if not rows:
        return content
    number = (
        chance.randrange(len(rows))
        if chance.random() < 0.3
        else chance.randrange(min(1, len(rows) - 1), len(rows))
    )
    row = rows[number]
    column = chance.randrange(len(row) + 1)
    kind = chance.randrange(9)
    if kind <= 3 and column < len(row):
        row[column] = chance.choice(TEXTS)
    elif kind == 4 and column < len(row):
        row[column] += chance.choice(TEXTS)
    elif kind == 5:
        other = chance.choice(rows)
        row[column:] = other[column:] if chance.random() < 0.5 else []
    elif kind == 6:
        rows.insert(number, list(chance.choice(rows)))
    elif kind == 7:
        del rows[number]
    else:
        for each in rows:
            each[column:column] = each[-1:] if chance.random() < 0.9 else ["", ""]
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=chance.choice(("\n", "\r\n"))).writerows(rows)
    return text.getvalue().encode()


def of_toml(chance: Random, content: bytes) -> bytes:
    """Values and lines of a TOML file."""
    lines = content.split(b"\n")
    at = chance.randrange(len(lines))
    kind = chance.randrange(6)
    if kind <= 3:
        stated = [number for number, line in enumerate(lines) if _TOML_VALUE.search(line)]
        if stated:
            at = chance.choice(stated)
            value = chance.choice(TOML_VALUES).encode()
            lines[at] = _TOML_VALUE.sub(lambda _: value, lines[at])
    elif kind == 4:
        del lines[at : at + chance.randrange(1, 4)]
    else:
        lines.insert(at, chance.choice(lines))
    return b"\n".join(lines)


def of_markup(chance: Random, content: bytes) -> bytes:
    """Tags, attributes and texts of XML and HTML."""
    kind = chance.randrange(8)
    pattern = (_TAG, _TAG, _TAG, _ATTRIBUTE, _ATTRIBUTE, _TEXT, _TEXT, _TAG)[kind]
    found = list(pattern.finditer(content))
    if not found:
        return of_bytes(chance, content)
    one = chance.choice(found)
    before, part, after = content[: one.start()], one[0], content[one.end() :]
    token = chance.choice(TEXTS).encode()
    if kind == 0:
        return before + after
    if kind == 1:
        return before + part * chance.choice((2, 3, 500)) + after
    if kind == 2:
        return before + chance.choice(found)[0] + after
    if pattern is _ATTRIBUTE:
        return before + b'="' + token.replace(b'"', b"&quot;") + b'"' + after
    if pattern is _TEXT:
        return before + b">" + (token if kind == 5 else token.replace(b"<", b"&lt;")) + b"<" + after
    return before + part[:-1] + b" " + token + b">" + after


def of_json(chance: Random, content: bytes) -> bytes:
    """Values, keys and items of JSON, at any depth."""
    document = json.loads(content)
    nodes: list[Any] = []
    ahead: list[Any] = [document]
    while ahead:
        node = ahead.pop()
        if isinstance(node, dict | list) and node:
            nodes.append(node)
            ahead += list(node.values()) if isinstance(node, dict) else node
    if not nodes:
        return content
    node = chance.choice(nodes)
    key = chance.choice(list(node)) if isinstance(node, dict) else chance.randrange(len(node))
    kind = chance.randrange(6)
    if kind <= 2:
        node[key] = json.loads(json.dumps(chance.choice(JSON_VALUES)))  # a list of its own
    elif kind == 3:
        del node[key]
    elif kind == 4 and isinstance(node, dict):
        node[chance.choice(TEXTS)[:300]] = node[key]
    elif kind == 4:
        node.insert(key, node[key])
    else:
        node[key] = chance.choice(
            (json.loads(json.dumps(chance.choice(nodes))), [node[key]], {"a": node[key]})
        )
    return json.dumps(document, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def of_zip(chance: Random, content: bytes) -> bytes:
    """A part of a zip archive, its name, or the archive itself."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
    if not parts:
        return content
    name = chance.choice(list(parts))
    kind = chance.randrange(12)
    renamed = name
    if kind == 0:
        del parts[name]
    elif kind == 1:
        renamed = chance.choice((name.upper(), f"/{name}", name.replace("/", "\\"), f"../{name}", "x"))
    elif kind == 2:
        parts[name] = parts[chance.choice(list(parts))]
    else:
        parts[name] = (of_markup if chance.random() < 0.85 else of_bytes)(chance, parts[name])
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(zipfile.ZipInfo(renamed if part == name else part), text)
    return made.getvalue()


def of_database(chance: Random, content: bytes) -> bytes:
    """Cells, rows, columns and tables of a SQLite database."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as database:
        database.deserialize(content)
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        table = chance.choice(tables)
        columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]
        column = chance.choice(columns)
        value: object = chance.choice((*TEXTS, None, 1, -1.5, 1e308, 2**62, b"\xff\0", b"text"))
        where = "" if chance.random() < 0.3 else f"WHERE rowid = {chance.randrange(1, 9)}"
        kind = chance.randrange(8)
        if kind <= 4:
            database.execute(f'UPDATE OR IGNORE "{table}" SET "{column}" = ? {where}', (value,))
        elif kind == 5:
            database.execute(
                f'ALTER TABLE "{table}" RENAME COLUMN "{column}" TO "{chance.choice(("x", "Name", "key"))}"'
            )
        elif kind == 6:
            database.execute(f'ALTER TABLE "{table}" RENAME TO "{chance.choice(("x", "Vendors", "page"))}"')
        else:
            database.execute(f'DELETE FROM "{table}" {where}')
        return database.serialize()


_OF_FORMAT: dict[str, Mutation] = {
    ".csv": of_csv,
    ".toml": of_toml,
    ".html": of_markup,
    ".xml": of_markup,
    ".json": of_json,
    ".xlsx": of_zip,
    ".docx": of_zip,
    ".ods": of_zip,
    ".db": of_database,
}
