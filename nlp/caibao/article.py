"""The Article record: text, spans, facts. Everything in caibao reads and writes it.

Offsets count Unicode code points of ``text``, end exclusive. The scheme is the
project's annotation scheme: flat spans, eleven labels, one fact a value.
"""
from __future__ import annotations

import enum
import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, Iterator

from .errors import InputError

SCHEMA = 1
LABELS = ("ORG", "PRODUCT", "PERSON", "TICKER", "SEGMENT", "METRIC",
          "MONEY", "PERCENT", "MULTIPLE", "QUANTITY", "DATE")
VALUE_LABELS = ("MONEY", "PERCENT", "MULTIPLE", "QUANTITY")
CORE_LABELS = ("ORG", "PRODUCT", "MONEY", "PERCENT", "MULTIPLE", "QUANTITY")
KINDS = ("level", "change")
BASES = ("yoy", "qoq", "other", None)
DIRECTIONS = ("up", "down", None)
BOUNDS = ("=", ">", "<", "~")
QUANTITY_BOUNDS = ("=", ">", "<", ">=", "<=", "~", None)
STATUSES = ("actual", "guidance", "consensus")
# `norm` has one key, chosen by the label.
NORM_KEY = {**{label: "quantity" for label in VALUE_LABELS}, "DATE": "period", "METRIC": "metric",
            **{label: "entity" for label in ("ORG", "PRODUCT", "PERSON", "TICKER", "SEGMENT")}}
NORM_FIELDS = {
    "quantity": ("number", "low", "high", "low_inclusive", "high_inclusive", "unit", "per", "bound"),
    "period": ("code", "start", "end", "duration"),
    "metric": ("id", "qualifiers"),
    "entity": ("name", "ticker"),
}
LINE_BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
OUTER_PUNCTUATION = "，。；：、！？“”‘’「」『』\"＂"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Absent(enum.Enum):
    """``norm`` of a span that nobody has normalised; ``None`` is one known to have no value."""

    ABSENT = "absent"

    def __bool__(self) -> bool:
        return False


ABSENT = Absent.ABSENT


@dataclass(slots=True)
class Span:
    """A labelled stretch ``text[start:end]`` (code points)."""

    id: int
    start: int
    end: int
    label: str
    norm: dict | None | Absent = ABSENT
    score: float | None = None


@dataclass(slots=True)
class Fact:
    """What one value states. ``value``, ``metric``, ``dimensions``, ``org`` and ``period`` are span ids."""

    value: int
    kind: str
    basis: str | None = None
    direction: str | None = None
    bound: str = "="
    status: str = "actual"
    metric: int | None = None
    dimensions: list[int] = field(default_factory=list)
    org: int | None = None
    period: int | None = None
    evidence: dict[str, list[int]] | None = None
    resolved: dict[str, Any] | None = None
    flags: list[str] | None = None


@dataclass(slots=True)
class Article:
    """One article: ``id``, ``text``, ``meta``, ``spans`` in text order, ``facts``."""

    id: str
    text: str
    meta: dict[str, Any] = field(default_factory=dict)
    spans: list[Span] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)

    def span(self, span_id: int | None) -> Span | None:
        """The span with that id, or None."""
        return next((s for s in self.spans if s.id == span_id), None)

    def surface(self, span: Span) -> str:
        return self.text[span.start:span.end]

    # ---- JSON ---------------------------------------------------------
    def to_dict(self) -> dict:
        """The record as JSON types, span texts included."""
        spans = []
        for s in self.spans:
            d: dict[str, Any] = {"id": s.id, "start": s.start, "end": s.end, "label": s.label,
                                 "text": self.text[s.start:s.end]}
            if s.norm is not ABSENT:
                d["norm"] = s.norm
            if s.score is not None:
                d["score"] = s.score
            spans.append(d)
        facts = []
        for f in self.facts:
            d = {"value": f.value, "kind": f.kind, "basis": f.basis, "direction": f.direction,
                 "bound": f.bound, "status": f.status, "metric": f.metric, "dimensions": list(f.dimensions),
                 "org": f.org, "period": f.period}
            d.update({k: v for k in ("evidence", "resolved", "flags") if (v := getattr(f, k)) is not None})
            facts.append(d)
        return {"schema": SCHEMA, "id": self.id, "text": self.text, "meta": self.meta,
                "spans": spans, "facts": facts}

    @classmethod
    def from_dict(cls, data: Any) -> "Article":
        """Build and validate an Article; raises InputError naming what is wrong."""
        if not isinstance(data, dict):
            raise InputError(f"a record is a JSON object, not {type(data).__name__}")
        if data.get("schema", SCHEMA) != SCHEMA:
            raise InputError(f"schema {data['schema']!r} is not {SCHEMA}")
        text, ident, meta = data.get("text"), data.get("id"), data.get("meta") or {}
        if not isinstance(text, str):
            raise InputError("'text' is missing or not a string")
        if not isinstance(ident, str):
            raise InputError("'id' is missing or not a string")
        if not isinstance(meta, dict):
            raise InputError("'meta' is not an object")
        spans, facts = [], []
        for i, d in enumerate(_objects(data, "spans")):
            _known_keys(d, _SPAN_KEYS, f"span {d.get('id', i)}")
            span = Span(d.get("id"), d.get("start"), d.get("end"), d.get("label"),
                        d.get("norm", ABSENT), d.get("score"))
            if "text" in d and _are_offsets(span, len(text)) and d["text"] != text[span.start:span.end]:
                raise InputError(f"span {span.id}: its text {d['text']!r} is not the text at "
                                 f"{span.start}-{span.end}, {text[span.start:span.end]!r}")
            spans.append(span)
        for i, d in enumerate(_objects(data, "facts")):
            _known_keys(d, _FACT_KEYS, f"fact {i}")
            if "value" not in d or "kind" not in d:
                raise InputError(f"fact {i}: 'value' and 'kind' are needed")
            facts.append(Fact(**d))
        article = cls(ident, text, meta, spans, facts)
        article.validate()
        return article

    # ---- validation ---------------------------------------------------
    def validate(self) -> None:
        """Raise InputError with the first problem, if there is one."""
        for problem in self.problems():
            raise InputError(problem, record=self.id or None)

    def problems(self) -> Iterator[str]:
        """Every way in which the record breaks the scheme, in words."""
        if not self.id:
            yield "the id is empty"
        for i, char in enumerate(self.text):
            if "\ud800" <= char <= "\udfff":
                yield f"lone surrogate U+{ord(char):04X} at character {i}"
                return
        by_id: dict[int, Span] = {}
        for s in self.spans:
            if not isinstance(s.id, int) or isinstance(s.id, bool) or s.id < 1:
                yield f"span id {s.id!r} is not a positive integer"
            elif s.id in by_id:
                yield f"span id {s.id} occurs twice"
            else:
                by_id[s.id] = s
            yield from self._span_problems(s)
        good = sorted((s for s in self.spans if _are_offsets(s, len(self.text))), key=lambda s: (s.start, s.end))
        for a, b in zip(good, good[1:]):
            if b.start < a.end:
                yield f"spans {a.id} {self.surface(a)!r} and {b.id} {self.surface(b)!r} overlap"
        seen = set()
        for f in self.facts:
            yield from _fact_problems(f, by_id)
            if isinstance(f.value, int):
                if f.value in seen:
                    yield f"value {f.value} has two facts"
                seen.add(f.value)

    def _span_problems(self, s: Span) -> Iterator[str]:
        name = f"span {s.id}"
        if s.label not in LABELS:
            yield f"{name}: unknown label {s.label!r}"
        if not _are_offsets(s, len(self.text)):
            yield f"{name}: offsets {s.start!r}-{s.end!r} do not fit a text of {len(self.text)} characters"
            return
        surface = self.surface(s)
        if any(c in LINE_BREAKS for c in surface):
            yield f"{name}: {surface!r} crosses a line break"
        if surface != surface.strip():
            yield f"{name}: {surface!r} has white space at an end"
        elif surface[0] in OUTER_PUNCTUATION or surface[-1] in OUTER_PUNCTUATION:
            yield f"{name}: {surface!r} has punctuation at an end"
        if s.norm is not ABSENT and s.norm is not None and s.label in LABELS:
            yield from norm_problems(s.norm, s.label, name)


_SPAN_KEYS = {"id", "start", "end", "label", "text", "norm", "score"}
_FACT_KEYS = {"value", "kind", "basis", "direction", "bound", "status", "metric", "dimensions", "org", "period",
              "evidence", "resolved", "flags"}


def _known_keys(d: dict, known: set[str], where: str) -> None:
    if unknown := set(d) - known:
        raise InputError(f"{where}: unknown key {sorted(map(str, unknown))[0]!r}")


def _objects(data: dict, key: str) -> list[dict]:
    value = data.get(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
        raise InputError(f"{key!r} is not a list of objects")
    return value


def _are_offsets(s: Span, length: int) -> bool:
    return (type(s.start) is int and type(s.end) is int) and 0 <= s.start < s.end <= length


def norm_problems(norm: Any, label: str, name: str = "norm") -> Iterator[str]:
    """Ways in which a ``norm`` does not have the form that its label asks for."""
    key = NORM_KEY[label]
    if not isinstance(norm, dict) or set(norm) != {key}:
        yield f"{name}: the norm of {label} has the one key {key!r}"
        return
    content = norm[key]
    if not isinstance(content, dict) or not set(content) <= set(NORM_FIELDS[key]):
        yield f"{name}: {key} holds {', '.join(NORM_FIELDS[key])}"
        return
    if key == "quantity":
        for part in ("number", "low", "high"):
            if content.get(part) is not None and not is_decimal(content[part]):
                yield f"{name}: {part} {content[part]!r} is not a decimal string"
        if content.get("bound") not in QUANTITY_BOUNDS:
            yield f"{name}: unknown bound {content['bound']!r}"
        if content.get("number") is not None and (content.get("low") is not None or content.get("high") is not None):
            yield f"{name}: a quantity is a number or a range, not both"
    elif key == "period":
        for part in ("start", "end"):
            if content.get(part) is not None and not (isinstance(content[part], str)
                                                      and _DATE.fullmatch(content[part])):
                yield f"{name}: {part} {content[part]!r} is not a date (YYYY-MM-DD)"


def is_decimal(value: Any) -> bool:
    """Is it a string that holds a finite, exact decimal?"""
    try:
        return isinstance(value, str) and Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _fact_problems(f: Fact, spans: dict[int, Span]) -> Iterator[str]:
    name = f"fact of value {f.value}"

    def refers(role: str, ident: Any, labels: tuple[str, ...]) -> Iterator[str]:
        target = spans.get(ident) if isinstance(ident, int) else None
        if target is None:
            yield f"{name}: {role}={ident!r} names no span"
        elif target.label not in labels:
            yield f"{name}: {role}={ident} is a {target.label}, not {' or '.join(labels)}"

    yield from refers("value", f.value, VALUE_LABELS)
    for role, labels in (("metric", ("METRIC",)), ("org", ("ORG",)), ("period", ("DATE",))):
        if getattr(f, role) is not None:
            yield from refers(role, getattr(f, role), labels)
    if not isinstance(f.dimensions, list):
        yield f"{name}: dimensions is not a list"
    else:
        for ident in f.dimensions:
            yield from refers("dims", ident, ("SEGMENT", "PRODUCT"))
        starts = [spans[i].start for i in f.dimensions if isinstance(i, int) and i in spans]
        if len(set(starts)) != len(starts) or starts != sorted(starts):
            yield f"{name}: dims are not in text order"
    for part, allowed in (("kind", KINDS), ("basis", BASES), ("direction", DIRECTIONS), ("bound", BOUNDS),
                          ("status", STATUSES)):
        if getattr(f, part) not in allowed:
            yield f"{name}: unknown {part} {getattr(f, part)!r}"
    if f.kind == "level" and f.basis is not None:
        yield f"{name}: a level has no basis"
    if f.kind == "level" and f.direction == "up":
        yield f"{name}: the direction of a level is down or none"
