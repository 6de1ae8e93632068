"""CoNLL columns with IOB2 tags: one character (``conll``) or one token of the pipeline (``conll-tokens``) a line.

Spans alone survive. White space has no line of its own; ``# id`` and ``# text`` (JSON) before each article keep its text,
and a blank line stands at each line break. Files of others, without them, are read by joining the first column.
"""
from __future__ import annotations

import json
import re
from typing import Iterable, Iterator

from ..article import Article, Span
from ..errors import InputError
from ..files import dump_json, read_text, whole_file
from . import Format, Reader, build
from .docbin import split_doc

_TAG = re.compile(r"([BI])-(\S+)|O")


def rows(article: Article, pieces: Iterable[tuple[int, int]]) -> Iterator[str]:
    spans = sorted(article.spans, key=lambda s: s.start)
    yield f"# id = {dump_json(article.id)}"
    yield f"# text = {dump_json(article.text)}"
    n, last = 0, 0
    for start, end in pieces:
        if "\n" in article.text[last:start]:
            yield ""
        last = end
        while n < len(spans) and spans[n].end <= start:
            n += 1
        inside = n < len(spans) and spans[n].start <= start
        first = inside and not article.text[spans[n].start:start].strip()
        yield f"{article.text[start:end]}\t" + (f"{'B' if first else 'I'}-{spans[n].label}" if inside else "O")
    yield ""


def characters(article: Article, nlp=None) -> Iterator[tuple[int, int]]:
    return ((i, i + 1) for i, c in enumerate(article.text) if not c.isspace())


def tokens(article: Article, nlp) -> Iterator[tuple[int, int]]:
    return ((t.idx, t.idx + len(t)) for t in split_doc(article, nlp) if not t.is_space)


def writer(pieces):
    def write(articles, path, nlp=None) -> None:
        with whole_file(path) as f:
            for article in articles:
                f.writelines(row + "\n" for row in rows(article, pieces(article, nlp)))
    return write


def blocks(path) -> Iterator[tuple[int, dict, list[tuple[int, str, str]]]]:
    """``(first line, comments, [(line, piece, tag)])`` for each article: from ``# id`` to the next, else between -DOCSTART- lines."""
    first, comments, found = 1, {}, []
    for number, line in enumerate(read_text(path).split("\n"), 1):
        m = re.fullmatch(r"# (id|text) = (.*)", line)
        opens = (m and m[1] == "id") or line.startswith("-DOCSTART-")
        if opens and (found or comments):
            yield first, comments, found
            first, comments, found = number, {}, []
        if m:
            comments[m[1]] = m[2]
        elif line.strip() and not line.startswith(("# ", "-DOCSTART-")):
            cells = line.split()
            found.append((number, cells[0], cells[-1] if len(cells) > 1 else ""))
        elif not line.strip() and found and "text" not in comments:
            found.append((number, "\n", "O"))
    if found or comments:
        yield first, comments, found


def join(pieces: list[str]) -> str:
    """The text of a file without ``# text``: Latin words apart, Chinese ones together."""
    out = ""
    for piece in pieces:
        apart = out and piece != "\n" and out[-1].isascii() and out[-1].isalnum() and piece[0].isascii() and piece[0].isalnum() and len(piece) > 1
        out += (" " if apart else "") + piece
    return out.strip("\n")


def article_of(comments: dict, lines: list, number: int, reader: Reader, path) -> Article:
    try:
        text = json.loads(comments["text"]) if "text" in comments else join([piece for _, piece, _ in lines])
        ident = json.loads(comments["id"]) if "id" in comments else str(number)
    except ValueError as err:
        raise InputError(f"a # id or # text line is not JSON: {err}") from None
    spans: list[Span] = []
    at, open_label = 0, None
    for line, piece, tag in lines:
        if piece == "\n":
            open_label = None
            continue
        start = text.find(piece, at)
        if start < 0 or text[at:start].strip():
            raise InputError(f"{piece!r} is not what comes next in the text", path, line)
        at = start + len(piece)
        m = _TAG.fullmatch(tag)
        if not m:
            raise InputError(f"the last column holds B-LABEL, I-LABEL or O, not {tag!r}", path, line)
        if not m[1]:
            open_label = None
        elif m[1] == "I" and open_label == m[2] and spans:
            spans[-1].end = at
        else:  # IOB1 opens a span with I-
            open_label = m[2]
            spans.append(Span(len(spans) + 1, start, at, m[2]))
    records = []
    for s in spans:
        if (label := reader.label(s.label)) is not None:
            records.append({"id": len(records) + 1, "start": s.start, "end": s.end, "label": label})
    return build(ident, text, {}, records)


def read(path, reader: Reader, nlp=None) -> Iterator[Article | InputError]:
    for number, (first, comments, lines) in enumerate(blocks(path), 1):
        try:
            yield article_of(comments, lines, number, reader, path)
        except InputError as err:
            yield err.at(path, first)


CHARACTERS = Format("conll", writer(characters), read)
TOKENS = Format("conll-tokens", writer(tokens), read, needs_tokens=True)
