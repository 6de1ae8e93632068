"""spaCy DocBin. Norms, facts and meta are user data: ``DocBin(store_user_data=True)`` keeps them, a plain one drops them.

Tokens are those of the pipeline, cut further where a span would not fall on them, so that no span is lost.
"""
from __future__ import annotations

from typing import Iterator

from spacy.tokens import Doc, DocBin

from ..article import ABSENT, Article
from ..convert import to_article
from ..errors import InputError
from ..files import read_bytes, whole_file
from . import Format, Reader

UNKNOWN = "caibao_unknown"  # user data: places of entities whose norm is given as null, and ids of spans


def split_doc(article: Article, nlp) -> Doc:
    """The tokens of ``nlp``, cut at every end of a span of the article."""
    doc = nlp.make_doc(article.text)
    cuts = {0, len(article.text), *(t.idx for t in doc), *(t.idx + len(t) for t in doc)}
    for s in article.spans:
        cuts |= {s.start, s.end}
    edges = sorted(cuts)
    words = [article.text[a:b] for a, b in zip(edges, edges[1:])]
    return Doc(nlp.vocab, words=words, spaces=[False] * len(words))


def to_doc(article: Article, nlp) -> Doc:
    doc = split_doc(article, nlp)
    spans = sorted(article.spans, key=lambda s: s.start)
    doc.ents = [doc.char_span(s.start, s.end, label=s.label) for s in spans]
    for ent, s in zip(doc.ents, spans):
        ent._.norm = s.norm if isinstance(s.norm, dict) else None
    place = {s.id: i for i, s in enumerate(spans, 1)}
    at = lambda i: None if i is None else place[i]
    doc._.meta = {"id": article.id, **article.meta}
    doc._.facts = [{"value": place[f.value], "kind": f.kind, "basis": f.basis, "direction": f.direction, "bound": f.bound,
                    "status": f.status, "metric": at(f.metric), "dimensions": [place[d] for d in f.dimensions], "org": at(f.org),
                    "period": at(f.period), "evidence": f.evidence, "resolved": f.resolved, "flags": f.flags} for f in article.facts]
    doc.user_data[UNKNOWN] = {"null": [i for i, s in enumerate(spans) if s.norm is None], "ids": [s.id for s in spans],
                              "scores": [s.score for s in spans]}
    return doc


def from_doc(doc: Doc, number: int) -> Article:
    """The Article of a stored Doc; without user data it has spans alone and the number as id."""
    kept = doc.user_data.get(UNKNOWN)
    article = to_article(doc, None if (doc._.meta or {}).get("id") else str(number))
    article.meta = {k: list(v) if isinstance(v, tuple) else v for k, v in article.meta.items()}
    ids = {i: ident for i, ident in enumerate(kept["ids"], 1)} if kept else {}
    for i, s in enumerate(article.spans):
        if not isinstance(s.norm, dict):
            s.norm = None if kept and i in kept["null"] else ABSENT
        if kept:
            s.score = kept["scores"][i]
            s.id = ids[s.id]
    for f in article.facts if kept else ():
        f.value, f.dimensions = ids[f.value], [ids[d] for d in f.dimensions]
        f.metric, f.org, f.period = (None if i is None else ids[i] for i in (f.metric, f.org, f.period))
    return article


def write(articles, path, nlp) -> None:
    with whole_file(path, "wb") as f:
        f.write(DocBin(store_user_data=True, docs=[to_doc(a, nlp) for a in articles]).to_bytes())


def read(path, reader: Reader, nlp) -> Iterator[Article | InputError]:
    try:
        docs = list(DocBin(store_user_data=True).from_bytes(read_bytes(path)).get_docs(nlp.vocab))
    except InputError:
        raise
    except Exception as err:  # msgpack, zlib and spaCy each raise their own
        yield InputError(f"not a DocBin: {type(err).__name__} {err}", path)
        return
    for number, doc in enumerate(docs, 1):
        try:
            article = from_doc(doc, number)
            article.validate()
            yield article
        except (InputError, KeyError, TypeError) as err:
            yield InputError(str(err), path, record=number)


FORMAT = Format("docbin", write, read, needs_tokens=True)
