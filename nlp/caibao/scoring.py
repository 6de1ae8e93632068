"""Exact-span scores by character offsets, and spaCy's ``scorer=`` that uses them.

A gold span that no tokens fit is a miss here, as it is for a user; spaCy's own
scorer aligns tokens and never sees it. Gold comes from ``doc._.meta["gold"]``
where the reader put it there, else from the reference entities.
"""
from __future__ import annotations

from collections import Counter
from typing import Iterable

from spacy.training import Example
from spacy.util import registry

Key = tuple[int, int, str]


def prf(tp: int, n_gold: int, n_predicted: int) -> dict[str, float | int | None]:
    """Precision, recall and F1 with their counts; None where there is nothing to divide by."""
    p = tp / n_predicted if n_predicted else None
    r = tp / n_gold if n_gold else None
    f = 2 * tp / (n_gold + n_predicted) if n_gold + n_predicted else None
    return {"p": p, "r": r, "f": f, "tp": tp, "gold": n_gold, "predicted": n_predicted}


def count_spans(gold: Iterable[Key], predicted: Iterable[Key]) -> tuple[Counter, Counter, Counter]:
    """(true positives, gold, predicted) by label."""
    gold, predicted = set(gold), set(predicted)
    return (Counter(k[2] for k in gold & predicted), Counter(k[2] for k in gold), Counter(k[2] for k in predicted))


def score_examples(examples: Iterable[Example], **kwargs) -> dict:
    """``ents_p``, ``ents_r``, ``ents_f`` and ``ents_per_type`` by exact character offsets."""
    tp, n_gold, n_predicted = Counter(), Counter(), Counter()
    for example in examples:
        meta = example.reference._.meta if example.reference.has_extension("meta") else None
        gold = [tuple(k) for k in (meta or {}).get("gold", [])] or [
            (e.start_char, e.end_char, e.label_) for e in example.reference.ents]
        counts = count_spans(gold, [(e.start_char, e.end_char, e.label_) for e in example.predicted.ents])
        for total, part in zip((tp, n_gold, n_predicted), counts):
            total.update(part)
    every = prf(sum(tp.values()), sum(n_gold.values()), sum(n_predicted.values()))
    return {"ents_p": every["p"], "ents_r": every["r"], "ents_f": every["f"],
            "ents_per_type": {label: {k: v or 0.0 for k, v in prf(tp[label], n_gold[label], n_predicted[label]).items()
                                      if k in "prf"} for label in sorted(n_gold | n_predicted)}}



@registry.scorers("caibao.span_scorer.v1")
def make_span_scorer():
    """For ``scorer = {"@scorers": "caibao.span_scorer.v1"}`` in a config."""
    return score_examples
