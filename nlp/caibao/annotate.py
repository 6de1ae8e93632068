"""Pre-annotation: plain texts in marked form, ready to edit, the least certain first."""
from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Iterator

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc
from thinc.api import set_dropout_rate

from .article import VALUE_LABELS, Article, Span
from .convert import to_article
from .pipeline import MAX_DOC, process
from .segment import pieces

PASSES, DROP = 12, 0.25


@dataclass
class Proposal:
    """An article as the model reads it; ``score`` of each span is the share of passes that found it, and ``doubt`` the
    expected number of wrong spans in a hundred characters (spans that only some passes found count too)."""

    article: Article
    doubt: float


def confidences(nlp: Language, doc: Doc, passes: int = PASSES, drop: float = DROP) -> dict[tuple[int, int, str], float]:
    """How often ``ner`` finds each span, by ``(start, end, label)``, when its word vectors are disturbed by dropout.

    The transition scores of a greedily trained parser are near 1 for right and wrong spans alike; agreement under dropout
    tells them apart (Gal and Ghahramani 2016). Deterministic: the state of NumPy's generator is set, and put back.
    """
    tok2vec, ner = nlp.get_pipe("tok2vec"), nlp.get_pipe("ner")
    found: Counter = Counter()
    state = np.random.get_state()
    np.random.seed(0)
    set_dropout_rate(tok2vec.model, drop)
    try:
        for first, last in pieces(doc.text, MAX_DOC // 5) if len(doc.text) > MAX_DOC else [(0, len(doc.text))]:
            tokens = nlp.make_doc(doc.text[first:last])
            for _ in range(passes):
                plain = tokens.copy()
                tok2vec.set_annotations([plain], tok2vec.model([plain], is_train=True)[0])
                ner.set_annotations([plain], ner.predict([plain]))
                found.update((first + e.start_char, first + e.end_char, e.label_) for e in plain.ents)
    finally:
        set_dropout_rate(tok2vec.model, 0.0)
        np.random.set_state(state)
    return {key: n / passes for key, n in found.items()}


def propose(records: list[dict], nlp: Language) -> Iterator[Proposal]:
    """A proposal for each record (``id``, ``text``, ``meta``)."""
    for record in records:
        doc = process(nlp, record["text"], record.get("meta"))
        article = to_article(doc, record["id"])
        mass = confidences(nlp, doc)
        kept = 0.0
        for s in article.spans:  # a figure that the exact readers found is certain by rule
            found = mass.get((s.start, s.end, s.label))
            s.score = 1.0 if found is None and s.label in VALUE_LABELS else round(found or 0.0, 4)
            kept += found or 0.0
        wrong = sum(1 - s.score for s in article.spans) + max(0.0, sum(mass.values()) - kept)
        yield Proposal(article, 100 * wrong / max(len(article.text), 1))


def least_certain(article: Article, n: int = 5) -> list[Span]:
    """The ``n`` spans with the lowest scores, lowest first, without those that are certain."""
    return sorted((s for s in article.spans if s.score < 0.999), key=lambda s: (s.score, s.start))[:n]
