"""Docs to Articles and Articles to Docs."""
from __future__ import annotations

from typing import Iterable

from spacy.language import Language
from spacy.tokens import Doc

from .article import Article, Fact
from .components import register_extensions, spans_of

register_extensions()


def to_article(doc: Doc, id: str | None = None) -> Article:
    """The Article that a processed Doc holds: its entities, norms and facts.

    The id is the argument, else ``doc._.meta["id"]``, else ``"doc"``. Offsets are code points of ``doc.text``.
    """
    meta = dict(doc._.meta or {})
    ident = id or meta.pop("id", None) or "doc"
    meta.pop("id", None)
    return Article(ident, doc.text, meta, spans_of(doc), [_fact(f) for f in doc._.facts or []])


def _fact(data: dict) -> Fact:
    """A fact of a Doc; DocBin gives lists back as tuples."""
    evidence = data["evidence"]
    return Fact(**{**data, "dimensions": list(data["dimensions"]),
                   "evidence": evidence and {k: list(v) for k, v in evidence.items()},
                   "flags": None if data["flags"] is None else list(data["flags"])})


def lost_spans(article: Article, doc: Doc) -> list[tuple]:
    """Spans of the article that do not fall on token boundaries, as (span, the tokens around it)."""
    lost = []
    for s in article.spans:
        if doc.char_span(s.start, s.end) is None:
            around = [t.text for t in doc if t.idx < s.end + 6 and t.idx + len(t) > s.start - 6]
            lost.append((s, around))
    return lost


def to_doc(article: Article, nlp: Language, norms: bool = True) -> Doc:
    """A Doc with the article's spans as entities; a span that no tokens fit is left out (see `lost_spans`)."""
    doc = nlp.make_doc(article.text)
    doc._.meta = {"id": article.id, **article.meta}
    ents, ids = [], {}
    for s in sorted(article.spans, key=lambda s: s.start):
        span = doc.char_span(s.start, s.end, label=s.label)
        if span is not None:
            ents.append(span)
            ids[s.id] = len(ents)
            if norms and isinstance(s.norm, dict):
                span._.norm = s.norm
    doc.ents = ents
    if norms:
        mapped = lambda i: None if i is None else ids.get(i)
        facts = []
        for f in article.facts:
            if f.value in ids:
                facts.append({"value": ids[f.value], "kind": f.kind, "basis": f.basis, "direction": f.direction,
                              "bound": f.bound, "status": f.status, "metric": mapped(f.metric),
                              "dimensions": [ids[d] for d in f.dimensions if d in ids], "org": mapped(f.org),
                              "period": mapped(f.period), "evidence": f.evidence, "resolved": f.resolved,
                              "flags": f.flags})
        doc._.facts = facts
    return doc


def to_docs(articles: Iterable[Article], nlp: Language) -> Iterable[Doc]:
    for article in articles:
        yield to_doc(article, nlp)
