"""What `caibao extract` reads: plain text, marked articles and JSONL, one record at a time."""
from __future__ import annotations

from pathlib import Path
from typing import Iterator

from . import marked
from .errors import InputError
from .files import STDIN, iter_lines, parse_json_line, read_text

Record = dict  # {"id": str, "text": str, "meta": dict}


def records(path, encoding: str = "utf-8", defaults: dict | None = None) -> Iterator[Record | InputError]:
    """The records of one input, in order; an InputError in place of each that cannot be read.

    ``.jsonl`` files (and standard input that starts with ``{``) hold one JSON object a line with ``text`` and
    optionally ``id`` and ``meta``; a file in marked form gives its text and meta; anything else is one text.
    The record's own meta wins over ``defaults``.
    """
    name = "<stdin>" if str(path) == STDIN else path
    try:
        text = read_text(path, encoding)
    except InputError as err:
        yield err
        return
    if str(path).endswith((".jsonl", ".ndjson")) or (str(path) == STDIN and text.lstrip()[:1] == "{"):
        for number, line in iter_lines(text):
            try:
                yield json_record(line, name, number, defaults)
            except InputError as err:
                yield err
        return
    if text.startswith("---\n") and "\n== facts" in text:
        try:
            article = marked.loads(text, name)
            yield {"id": article.id, "text": article.text, "meta": {**(defaults or {}), **article.meta}}
        except InputError as err:
            yield err
        return
    yield {"id": "stdin" if str(path) == STDIN else Path(path).stem, "text": text, "meta": dict(defaults or {})}


def json_record(line: str, path, number: int, defaults: dict | None) -> Record:
    data = parse_json_line(line, path, number)
    text, ident, meta = data.get("text"), data.get("id"), data.get("meta")
    if not isinstance(text, str):
        raise InputError("'text' is missing or not a string", path, number)
    if ident is not None and not isinstance(ident, (str, int)):
        raise InputError("'id' is not a string", path, number)
    if meta is not None and not isinstance(meta, dict):
        raise InputError("'meta' is not an object", path, number)
    for i, c in enumerate(text):
        if "\ud800" <= c <= "\udfff":
            raise InputError(f"lone surrogate U+{ord(c):04X} at character {i} of 'text'", path, number, ident)
    try:
        line_meta = {**(defaults or {}), **(meta or {})}
        str(line_meta).encode("utf-8")
        str(ident).encode("utf-8")
    except UnicodeEncodeError:
        raise InputError("lone surrogate in 'meta' or 'id'", path, number) from None
    return {"id": str(ident) if ident not in (None, "") else f"{Path(str(path)).stem}:{number}", "text": text,
            "meta": line_meta}
