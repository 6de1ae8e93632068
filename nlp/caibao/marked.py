"""The marked form: an Article as a text that people write and review.

Front matter of flat ``key: value`` strings, the text with ``⟦id surface|LABEL⟧``
markers, ``== facts`` and ``== norms``. ``key:= JSON`` holds a meta value that is
not a plain string. A backslash escapes ⟦ ⟧ \\ and a leading ``==`` of the text.
"""
from __future__ import annotations

import json
import re
from typing import Any

from .article import ABSENT, LABELS, NORM_KEY, Article, Fact, Span
from .errors import InputError

LIST_KEYS = ("companies", "tickers")
_OPENING = re.compile(r"⟦(\d{1,9}) ")
_META_LINE = re.compile(r"([A-Za-z_][\w.-]*)(:=|:)(?: (.*))?")
_WORDS = {"yoy": "basis", "qoq": "basis", "other": "basis", "up": "direction", "down": "direction"}


def loads(source: str, path=None) -> Article:
    """Read one article in marked form; raises InputError with file, line and reason."""
    try:
        return _Reader(source, path).article()
    except InputError as err:
        raise err.at(path=path) from None


def load(path) -> Article:
    """Read a marked file (UTF-8; a BOM is dropped)."""
    from .files import read_text  # the one place that turns bytes into text

    return loads(read_text(path), path)


class _Reader:
    def __init__(self, source: str, path):
        self.lines = source.split("\n")
        self.path = path
        self.n = 0  # index of the line being read

    def fail(self, reason: str, line: int | None = None) -> InputError:
        return InputError(reason, self.path, self.n + 1 if line is None else line)

    def article(self) -> Article:
        ident, meta = self.front_matter()
        text, spans, lines_of = self.body()
        by_id = {s.id: s for s in spans}
        facts: list[Fact] = []
        fact_lines: list[int] = []
        seen = set()
        while self.n < len(self.lines):
            section = self.lines[self.n].rstrip("\r")
            if section in seen or section not in ("== facts", "== norms"):
                raise self.fail(f"expected '== facts' or '== norms' once each, not {section!r}")
            seen.add(section)
            self.n += 1
            while self.n < len(self.lines) and not self.lines[self.n].startswith("=="):
                line = self.lines[self.n].strip()
                if line and section == "== facts":
                    facts.append(self.fact(line, by_id))
                    fact_lines.append(self.n + 1)
                elif line:
                    self.norm(line, by_id)
                self.n += 1
        article = Article(ident, text, meta, spans, facts)
        self.check(article, lines_of, fact_lines)
        return article

    def check(self, article: Article, lines_of: dict[int, int], fact_lines: list[int]) -> None:
        """Validate, and turn 'span 7' or 'fact of value 7' into the line where it stands."""
        for problem in article.problems():
            line = None
            if m := re.match(r"fact of value (\d+)|value (\d+) has", problem):
                value = int(m[1] or m[2])
                line = [n for n, f in zip(fact_lines, article.facts) if f.value == value][-1]
            elif m := re.match(r"span (?:id )?(\d+)|spans \d+ .* and (\d+) ", problem):
                line = lines_of.get(int(m[1] or m[2]))
            raise InputError(problem, self.path, line)

    def front_matter(self) -> tuple[str, dict[str, Any]]:
        if self.lines[0].rstrip("\r") != "---":
            raise self.fail("a marked article starts with a line '---'")
        meta: dict[str, Any] = {}
        self.n = 1
        while self.n < len(self.lines) and self.lines[self.n].rstrip("\r") != "---":
            line = self.lines[self.n].rstrip("\r")
            m = _META_LINE.fullmatch(line)
            if not m:
                raise self.fail(f"front matter is 'key: value', not {line!r}")
            key, sign, value = m[1], m[2], m[3] or ""
            if key in meta:
                raise self.fail(f"front matter has {key!r} twice")
            if sign == ":=":
                try:
                    meta[key] = json.loads(value)
                except ValueError:
                    raise self.fail(f"{key!r}: not JSON after ':='") from None
            else:
                meta[key] = [v for v in value.split(" | ") if v] if key in LIST_KEYS else value
            self.n += 1
        if self.n == len(self.lines):
            raise self.fail("the front matter does not end with '---'", 1)
        self.n += 1
        ident = meta.pop("id", None)
        if not isinstance(ident, str) or not ident:
            raise self.fail("front matter has no 'id'", 1)
        return ident, meta

    def body(self) -> tuple[str, list[Span], dict[int, int]]:
        first = self.n
        while self.n < len(self.lines) and not re.match(r"== (facts|norms)\r?$", self.lines[self.n]):
            if self.lines[self.n].startswith("=="):
                raise self.fail("a text line that starts with '==' is written '\\=='")
            self.n += 1
        source = "\n".join(self.lines[first:self.n])
        if self.n == len(self.lines) and source.endswith("\n"):
            source = source[:-1]  # without sections, the file's last line break is not the text's
        out: list[str] = []  # one character an item, so that its length is the offset
        spans: list[Span] = []
        lines_of: dict[int, int] = {}
        i = 0
        opened: tuple[int, int, int] | None = None  # id, start in text, line
        line = first + 1
        while i < len(source):
            c = source[i]
            if c == "\\" and i + 1 < len(source) and (
                    source[i + 1] in "\\⟦⟧" or (source[i + 1:i + 3] == "==" and (i == 0 or source[i - 1] == "\n"))):
                i += 1
                c = source[i]
            elif c == "⟦":
                m = _OPENING.match(source, i)
                if opened or not m:
                    raise self.fail("stray marker: ⟦ opens '⟦id surface|LABEL⟧' and is closed before the next", line)
                opened = (int(m[1]), len(out), line)
                i = m.end()
                continue
            elif c == "⟧":
                if not opened:
                    raise self.fail("stray marker: ⟧ without ⟦", line)
                content = "".join(out[opened[1]:])
                surface, bar, label = content.rpartition("|")
                if not bar:
                    raise self.fail(f"span {opened[0]}: no |LABEL before ⟧", line)
                if label not in LABELS:
                    raise self.fail(f"span {opened[0]}: unknown label {label!r}", line)
                if not surface:
                    raise self.fail(f"span {opened[0]} is empty", line)
                del out[len(out) - len(label) - 1:]
                if opened[0] in lines_of:
                    raise self.fail(f"span id {opened[0]} occurs twice", line)
                spans.append(Span(opened[0], opened[1], len(out), label))
                lines_of[opened[0]] = opened[2]
                opened = None
                i += 1
                continue
            if c == "\n":
                if opened:
                    raise self.fail(f"span {opened[0]} crosses a line break or is not closed", opened[2])
                line += 1
            out.append(c)
            i += 1
        if opened:
            raise self.fail(f"span {opened[0]} is not closed", opened[2])
        return "".join(out), spans, lines_of

    def fact(self, line: str, spans: dict[int, Span]) -> Fact:
        head, *rest = line.split()
        if not head.isdigit() or not rest or rest[0] not in ("level", "change"):
            raise self.fail(f"a fact is 'value-id level|change …', not {line!r}")
        values: dict[str, Any] = {}
        for word in rest[1:]:
            key, sign, value = word.partition("=")
            if word in _WORDS:
                key, value = _WORDS[word], word
            elif word == "none":
                continue
            elif key in ("metric", "org", "period") and value.isdigit():
                value = int(value)
            elif key == "dims" and re.fullmatch(r"\d+(,\d+)*", value):
                key, value = "dimensions", [int(v) for v in value.split(",")]
            elif not (key in ("bound", "status") and sign):
                raise self.fail(f"fact {head}: cannot read {word!r}")
            if key in values:
                raise self.fail(f"fact {head}: {key} is given twice")
            values[key] = value
        for role in ("metric", "org", "period"):
            if role in values and values[role] not in spans:
                raise self.fail(f"fact {head}: {role}={values[role]} names no span")
        if int(head) not in spans:
            raise self.fail(f"fact {head}: value {head} names no span")
        return Fact(int(head), rest[0], **values)

    def norm(self, line: str, spans: dict[int, Span]) -> None:
        head, *rest = line.split(" ")
        span = spans.get(int(head)) if head.isdigit() else None
        if span is None:
            raise self.fail(f"norm of {head!r}: no such span")
        if span.norm is not ABSENT:
            raise self.fail(f"span {head} has two norms")
        if rest == ["null"]:
            span.norm = None
            return
        try:
            span.norm = parse_norm(rest, span.label)
        except ValueError as err:
            raise self.fail(f"norm of span {head}: {err}") from None


def parse_norm(words: list[str], label: str) -> dict:
    """``['number=11.4', 'unit=percent']`` to the record's norm; ValueError says what is wrong."""
    values: dict[str, Any] = {}
    last = None
    for word in words:
        key, sign, value = word.partition("=")
        if not sign and key not in ("low_open", "high_open") and last in ("name", "unit"):
            values[last] += " " + word  # names and units may hold spaces
            continue
        if key in values:
            raise ValueError(f"{key!r} is given twice")
        values[key] = None if sign and value == "null" else value
        last = key
    key = NORM_KEY[label]
    allowed = {"quantity": {"number", "low", "high", "low_open", "high_open", "unit", "per", "bound"},
               "period": {"code", "start", "end", "duration"}, "metric": {"metric", "qualifiers"},
               "entity": {"ticker", "name"}}[key]
    if bad := set(values) - allowed:
        raise ValueError(f"{sorted(bad)[0]!r} does not belong to {label}")
    if not values:
        raise ValueError("nothing is given")
    if key == "quantity":
        low, high = values.get("low"), values.get("high")
        if values.get("number") is None and low is None and high is None:
            raise ValueError("number, or low and high, are needed (or 'null')")
        content = {"number": values.get("number"), "low": low, "high": high,
                   "low_inclusive": None if low is None else "low_open" not in values,
                   "high_inclusive": None if high is None else "high_open" not in values,
                   "unit": values.get("unit"), "per": values.get("per"), "bound": values.get("bound")}
    elif key == "period":
        content = {k: values.get(k) for k in ("code", "start", "end", "duration")}
    elif key == "metric":
        qualifiers = values.get("qualifiers")
        content = {"id": values.get("metric"), "qualifiers": qualifiers.split(",") if qualifiers else []}
    else:
        content = {"name": values.get("name"), "ticker": values.get("ticker")}
    return {key: content}


def format_norm(norm: dict | None) -> str:
    """The inverse of :func:`parse_norm`."""
    if norm is None:
        return "null"
    (key, c), = norm.items()
    text = lambda v: "null" if v is None else str(v)
    if key == "quantity":
        words = [f"{k}={c[k]}" for k in ("number", "low", "high") if c.get(k) is not None]
        words += [f"{k}_open" for k in ("low", "high") if c.get(k) is not None and c.get(f"{k}_inclusive") is False]
        words.append(f"unit={text(c.get('unit'))}")
        words += [f"{k}={c[k]}" for k in ("per", "bound") if c.get(k) is not None]
    elif key == "period":
        if c.get("duration") and not (c.get("code") or c.get("start") or c.get("end")):
            words = []
        else:
            words = [f"{k}={text(c.get(k))}" for k in ("code", "start", "end")]
        words += [f"duration={c['duration']}"] if c.get("duration") else []
    elif key == "metric":
        words = [f"metric={text(c.get('id'))}"]
        words += [f"qualifiers={','.join(c['qualifiers'])}"] if c.get("qualifiers") else []
    else:
        words = [f"ticker={text(c.get('ticker'))}"]
        words += [f"name={c['name']}"] if c.get("name") is not None else []
    return " ".join(words)


def _format_meta(key: str, value: Any) -> str:
    if not re.fullmatch(r"[A-Za-z_][\w.-]*", key):
        raise InputError(f"meta key {key!r} cannot stand in front matter")
    if key in LIST_KEYS:
        flat = (isinstance(value, list) and all(isinstance(v, str) and v and _plain(v) and "|" not in v for v in value))
        line = " | ".join(value) if flat else None
    else:
        line = value if isinstance(value, str) and _plain(value) else None
    if line is None:
        return f"{key}:= {json.dumps(value, ensure_ascii=False).translate(_JSON_BREAKS)}"
    return f"{key}: {line}".rstrip(" ") if not line else f"{key}: {line}"


_JSON_BREAKS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def _plain(value: str) -> bool:
    return value == value.strip() and not any(ord(c) < 32 or c in "\x7f\x85\u2028\u2029" for c in value)


def dumps(article: Article) -> str:
    """Write an article in marked form; ``loads`` gives back id, meta, text, spans, facts and norms."""
    head = ["---", _format_meta("id", article.id)]
    head += [_format_meta(k, v) for k, v in article.meta.items()]
    body, at = [], 0
    text = article.text
    for s in sorted(article.spans, key=lambda s: s.start):
        body.append(_escape_plain(text, at, s.start))
        body.append(f"⟦{s.id} {_escape(text[s.start:s.end])}|{s.label}⟧")
        at = s.end
    body.append(_escape_plain(text, at, len(text)))
    lines = ["== facts"]
    for f in article.facts:
        words = [str(f.value), f.kind, f.basis, f.direction]
        words += [f"metric={f.metric}" if f.metric is not None else None,
                  f"dims={','.join(map(str, f.dimensions))}" if f.dimensions else None,
                  f"org={f.org}" if f.org is not None else None,
                  f"period={f.period}" if f.period is not None else None,
                  f"bound={f.bound}" if f.bound != "=" else None,
                  f"status={f.status}" if f.status != "actual" else None]
        lines.append(" ".join(w for w in words if w))
    norms = [f"{s.id} {format_norm(s.norm)}" for s in article.spans if s.norm is not ABSENT]
    if norms:
        lines += ["== norms", *norms]
    return "\n".join([*head, "---", "".join(body), *lines]) + "\n"


def _escape(part: str) -> str:
    return re.sub(r"[\\⟦⟧]", lambda m: "\\" + m[0], part)


def _escape_plain(text: str, start: int, end: int) -> str:
    """Escape ``text[start:end]`` for the body; only the text's own line starts count for '=='."""
    part = _escape(text[start:end]).replace("\n==", "\n\\==")
    if part.startswith("==") and (start == 0 or text[start - 1] == "\n"):
        part = "\\" + part
    return part
