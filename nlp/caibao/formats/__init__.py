"""Articles to and from the formats of annotation tools: one module a format, one table of what each carries.

Offsets are code points everywhere. What a tool changed wins: norms and the parts of facts that a tool cannot
show travel beside the span or relation they belong to and are read back with it.
"""
from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable, Iterator

from ..article import LABELS, Article
from ..errors import InputError

FACT_ATTRIBUTES = ("kind", "basis", "direction", "bound", "status")
FACT_EXTRAS = ("evidence", "resolved", "flags")
FACT_LINKS = ("metric", "dimension", "org", "period")


@dataclass
class Reader:
    """What an importer is told and what it noticed.

    ``labels`` renames a tool's labels into the scheme's; a label renamed to ``""`` is left out.
    ``skipped`` counts what the record cannot hold (other relations, events, rejected tasks), by name.
    """

    labels: dict[str, str] = field(default_factory=dict)
    skipped: dict[str, int] = field(default_factory=dict)

    def label(self, name: object) -> str | None:
        """The scheme's label, None where it is to be left out; InputError where it is unknown."""
        renamed = self.labels.get(str(name), name)
        if renamed == "":
            self.skip(f"label {name}")
            return None
        if renamed not in LABELS:
            raise InputError(f"label {name!r} is none of the scheme; say --label {name}=ORG, or --label {name}= to leave it out")
        return str(renamed)

    def skip(self, what: str) -> None:
        self.skipped[what] = self.skipped.get(what, 0) + 1


@dataclass(frozen=True)
class Format:
    """``write(articles, path, nlp)`` and ``read(path, reader, nlp)``, which yields an Article or an InputError a record."""

    name: str
    write: Callable
    read: Callable[..., Iterator[Article | InputError]]
    needs_tokens: bool = False


def links_of(article: Article) -> Iterator[tuple[int, str, int]]:
    """``(value id, role, id of the other span)`` for every reference of every fact; dimensions in text order."""
    for f in article.facts:
        for role in ("metric", "org", "period"):
            if getattr(f, role) is not None:
                yield f.value, role, getattr(f, role)
        for d in f.dimensions:
            yield f.value, "dimension", d


def facts_from(attributes: dict[int, dict], links: list[tuple[int, str, int]], spans: list[dict]) -> list[dict]:
    """Facts, as JSON types, from attributes by value id and links; a link whose value has no attributes is an error."""
    starts = {s["id"]: s["start"] for s in spans}
    facts = {value: {"value": value, "dimensions": [], **given} for value, given in attributes.items()}
    for value, role, other in links:
        if value not in facts:
            raise InputError(f"a {role} link leaves span {value}, which has no fact (no 'kind')")
        if role == "dimension":
            facts[value]["dimensions"].append(other)
        elif facts[value].get(role) is not None:
            raise InputError(f"the value {value} has two links {role}")
        else:
            facts[value][role] = other
    for fact in facts.values():
        fact["dimensions"].sort(key=lambda d: starts.get(d, -1))
    return sorted(facts.values(), key=lambda f: starts.get(f["value"], -1))


def build(ident: str, text: str, meta: dict, spans: list[dict], attributes: dict[int, dict] | None = None,
          links: list[tuple[int, str, int]] = ()) -> Article:
    """A validated Article of spans as JSON types, the attributes of facts by value id, and links between spans."""
    return Article.from_dict({"id": ident, "text": text, "meta": meta, "spans": spans, "facts": facts_from(attributes or {}, links, spans)})


def formats() -> dict[str, Format]:
    """Every format by name (imported when asked for)."""
    from . import brat, conll, docbin, doccano, jsonl, label_studio, prodigy

    return {f.name: f for f in (jsonl.FORMAT, docbin.FORMAT, brat.FORMAT, doccano.FORMAT, label_studio.FORMAT,
                                prodigy.FORMAT, conll.CHARACTERS, conll.TOKENS)}


NAMES = ("jsonl", "docbin", "brat", "doccano", "label-studio", "prodigy", "conll", "conll-tokens")


def get(name: str) -> Format:
    if name not in NAMES:
        raise InputError(f"format is one of {', '.join(NAMES)}, not {name!r}")
    return formats()[name]


def read(path, name: str, reader: Reader | None = None, nlp=None) -> Iterator[Article | InputError]:
    """Every record of ``path``: an Article, or the InputError that says what is wrong with it."""
    if not Path(path).exists():
        raise InputError("no such file or folder", path)
    return get(name).read(path, reader or Reader(), nlp)
