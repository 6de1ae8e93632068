"""Prodigy JSONL (https://prodi.gy/docs/api-interfaces): tasks with ``tokens``, ``spans`` and ``relations``.

Prodigy counts code points. Keys that it does not know stay on a span, so norms and a fact's attributes stand there.
"""
from __future__ import annotations

from typing import Iterator

from ..article import ABSENT, Article
from ..errors import InputError
from ..files import dump_json, whole_file
from . import FACT_ATTRIBUTES, FACT_EXTRAS, FACT_LINKS, Format, Reader, build, links_of
from .docbin import split_doc
from .jsonl import each


def to_task(article: Article, nlp) -> dict:
    doc = split_doc(article, nlp)
    tokens = [{"text": t.text, "start": t.idx, "end": t.idx + len(t), "id": t.i, "ws": bool(t.whitespace_)} for t in doc]
    spans = {}
    for s in article.spans:
        found = doc.char_span(s.start, s.end)
        spans[s.id] = {"start": s.start, "end": s.end, "label": s.label, "text": article.surface(s),
                       "token_start": found.start, "token_end": found.end - 1, "id": s.id}
        if s.norm is not ABSENT:
            spans[s.id]["norm"] = s.norm
        if s.score is not None:
            spans[s.id]["score"] = s.score
    for f in article.facts:
        spans[f.value]["fact"] = {k: v for k in (*FACT_ATTRIBUTES, *FACT_EXTRAS) if (v := getattr(f, k)) is not None}
    # a relation joins the last tokens of two spans, as Prodigy's own recipe writes it
    short = lambda s: {k: s[k] for k in ("start", "end", "token_start", "token_end", "label")}
    relations = [{"head": spans[value]["token_end"], "child": spans[other]["token_end"], "label": role,
                  "head_span": short(spans[value]), "child_span": short(spans[other])} for value, role, other in links_of(article)]
    return {"text": article.text, "meta": {"id": article.id, **article.meta}, "tokens": tokens,
            "spans": list(spans.values()), "relations": relations, "answer": "accept"}


def from_task(data: dict, number: int, reader: Reader) -> Article | None:
    if data.get("answer", "accept") != "accept":
        reader.skip(f"answer {data['answer']}")
        return None
    meta = dict(data.get("meta") or {})
    ident = str(meta.pop("id", None) or data.get("_task_hash") or number)
    spans, attributes, ids = [], {}, {}
    for i, s in enumerate(sorted(data.get("spans") or [], key=lambda s: s["start"]), 1):
        label = reader.label(s["label"])
        if label is None:
            continue
        span = {"id": s.get("id", i), "start": s["start"], "end": s["end"], "label": label,
                **{k: s[k] for k in ("norm", "score") if k in s}}
        spans.append(span)
        ids[s["start"], s["end"]] = span["id"]
        if isinstance(s.get("fact"), dict):
            attributes[span["id"]] = s["fact"]
    links = []
    for r in data.get("relations") or []:
        ends = [(r[side]["start"], r[side]["end"]) for side in ("head_span", "child_span") if isinstance(r.get(side), dict)]
        if r["label"] not in FACT_LINKS or len(ends) != 2:
            reader.skip(f"relation {r['label']}")
        elif ends[0] in ids and ends[1] in ids:
            links.append((ids[ends[0]], r["label"], ids[ends[1]]))
    return build(ident, data.get("text"), meta, spans, attributes, links)


def write(articles, path, nlp) -> None:
    with whole_file(path) as f:
        for article in articles:
            f.write(dump_json(to_task(article, nlp)) + "\n")


def read(path, reader: Reader, nlp=None) -> Iterator[Article | InputError]:
    return each(path, lambda data, number: from_task(data, number, reader), "a Prodigy task")


FORMAT = Format("prodigy", write, read, needs_tokens=True)
