"""doccano JSONL of a sequence labelling project with relations: ``entities`` and ``relations``; also the older ``label``.

doccano counts code points. It has no attributes: they, the norms and meta travel in ``caibao`` (doccano keeps unknown
keys as metadata), found again by the offsets of the span they belong to.
"""
from __future__ import annotations

from typing import Iterator

from ..article import ABSENT, Article
from ..errors import InputError
from ..files import dump_json, whole_file
from . import FACT_ATTRIBUTES, FACT_EXTRAS, FACT_LINKS, Format, Reader, build, links_of
from .jsonl import each


def beside(article: Article) -> dict:
    """What the tool cannot show: id, meta, and by ``start-end`` the norm, the score and the fact's attributes."""
    spans: dict[str, dict] = {}
    for s in article.spans:
        d = {}
        if s.norm is not ABSENT:
            d["norm"] = s.norm
        if s.score is not None:
            d["score"] = s.score
        if d:
            spans[f"{s.start}-{s.end}"] = d
    by_id = {s.id: s for s in article.spans}
    for f in article.facts:
        s = by_id[f.value]
        spans.setdefault(f"{s.start}-{s.end}", {})["fact"] = {
            k: v for k in (*FACT_ATTRIBUTES, *FACT_EXTRAS) if (v := getattr(f, k)) is not None}
    return {"id": article.id, "meta": article.meta, "spans": spans}


def to_record(article: Article, number: int) -> dict:
    return {"id": number, "text": article.text,
            "entities": [{"id": s.id, "label": s.label, "start_offset": s.start, "end_offset": s.end} for s in article.spans],
            "relations": [{"id": i, "from_id": value, "to_id": other, "type": role}
                          for i, (value, role, other) in enumerate(links_of(article), 1)],
            "caibao": beside(article)}


def from_record(data: dict, number: int, reader: Reader) -> Article:
    extra = data.get("caibao") or {}
    entities = data.get("entities")
    if entities is None:  # without relations doccano writes [start, end, label]
        listed = data.get("label", data.get("labels"))
        if not isinstance(listed, list):
            raise InputError("neither 'entities' nor 'label' is there")
        try:
            entities = [{"id": i, "start_offset": a, "end_offset": b, "label": c} for i, (a, b, c) in enumerate(listed, 1)]
        except (TypeError, ValueError):
            raise InputError("'label' is a list of [start, end, label]") from None
    known = extra.get("spans") or {}
    keep = all(isinstance(e.get("id"), int) and e["id"] > 0 for e in entities)  # doccano may number from 0
    spans, attributes, ids = [], {}, {}
    for e in sorted(entities, key=lambda e: e["start_offset"]):
        label = reader.label(e["label"])
        if label is None:
            continue
        ids[e["id"]] = e["id"] if keep else len(ids) + 1
        start, end = e["start_offset"], e["end_offset"]
        given = known.get(f"{start}-{end}", {})
        spans.append({"id": ids[e["id"]], "start": start, "end": end, "label": label,
                      **{k: given[k] for k in ("norm", "score") if k in given}})
        if "fact" in given:
            attributes[ids[e["id"]]] = given["fact"]
    links = []
    for r in data.get("relations") or []:
        if r["type"] not in FACT_LINKS:
            reader.skip(f"relation {r['type']}")
        elif r["from_id"] in ids and r["to_id"] in ids:
            links.append((ids[r["from_id"]], r["type"], ids[r["to_id"]]))
    ident = str(extra.get("id") or data.get("id") or number)
    return build(ident, data.get("text"), extra.get("meta") or {}, spans, attributes, links)


def write(articles, path, nlp=None) -> None:
    with whole_file(path) as f:
        for number, article in enumerate(articles, 1):
            f.write(dump_json(to_record(article, number)) + "\n")


def read(path, reader: Reader, nlp=None) -> Iterator[Article | InputError]:
    return each(path, lambda data, number: from_record(data, number, reader), "a doccano record")


FORMAT = Format("doccano", write, read)
