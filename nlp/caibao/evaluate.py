"""Compare predicted Articles with gold ones, by character offsets: spans, norms, facts.

A span is right when its offsets and label are. A norm is scored on spans that
both have, where gold states one. Facts are matched by the offsets of their
value; a reference (metric, org, period, a dimension) is right when it points
at the gold mention or at another mention with the same words.
"""
from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from typing import Callable, Sequence

from .article import ABSENT, CORE_LABELS, LABELS, VALUE_LABELS, Article, Fact, Span
from .errors import InputError
from .scoring import count_spans, prf

FACT_FIELDS = ("kind", "basis", "direction", "bound", "status", "metric", "dimensions", "org", "period")
CORE_FACT = ("kind", "basis", "direction", "metric")
RESAMPLES = 1000


def pair(gold: list[Article], predicted: list[Article]) -> list[tuple[Article, Article]]:
    """Gold and predicted articles by id; InputError where one is missing, doubled or has another text."""
    by_id: dict[str, Article] = {}
    for a in predicted:
        if a.id in by_id:
            raise InputError("the predictions hold this id twice", record=a.id)
        by_id[a.id] = a
    pairs, seen = [], set()
    for g in gold:
        if g.id in seen:
            raise InputError("gold holds this id twice", record=g.id)
        seen.add(g.id)
        if g.id not in by_id:
            raise InputError("not among the predictions", record=g.id)
        if by_id[g.id].text != g.text:
            raise InputError("the predicted article has another text", record=g.id)
        pairs.append((g, by_id[g.id]))
    if extra := set(by_id) - seen:
        raise InputError("predicted, but not in gold", record=sorted(extra)[0])
    return pairs


def keys(article: Article) -> dict[tuple[int, int, str], Span]:
    return {(s.start, s.end, s.label): s for s in article.spans}


def same_norm(gold: dict | None, predicted: dict | None | object) -> bool:
    """Is the predicted norm that of gold? Numbers as decimals; a bound that gold leaves open is not compared."""
    if gold is None or predicted is None or predicted is ABSENT:
        return gold is None and predicted is None
    if set(gold) != set(predicted):
        return False
    (key, g), p = next(iter(gold.items())), next(iter(predicted.values()))
    for field, value in g.items():
        if key == "quantity" and field == "bound":
            continue
        other = p.get(field)
        if key == "quantity" and field in ("number", "low", "high") and value is not None and other is not None:
            if Decimal(value) != Decimal(other):
                return False
        elif value != other:
            return False
    return True


def fact_fields(g: Article, p: Article, gold: Fact, predicted: Fact) -> dict[str, bool]:
    """Which of the nine fields agree."""
    gs, ps = {s.id: s for s in g.spans}, {s.id: s for s in p.spans}
    words = lambda a, spans, i: None if i is None else a.surface(spans[i])
    out = {k: getattr(gold, k) == getattr(predicted, k) for k in ("kind", "basis", "direction", "bound", "status")}
    for k in ("metric", "org", "period"):
        out[k] = words(g, gs, getattr(gold, k)) == words(p, ps, getattr(predicted, k))
    out["dimensions"] = [words(g, gs, d) for d in gold.dimensions] == [words(p, ps, d) for d in predicted.dimensions]
    return out


def tally(g: Article, p: Article) -> dict[str, Counter]:
    """Everything that one article adds to the scores, as counts."""
    gold, predicted = keys(g), keys(p)
    tp, n_gold, n_predicted = count_spans(gold, predicted)
    norms = Counter()
    for key in gold.keys() & predicted.keys():
        if gold[key].norm is not ABSENT:
            kind = "period" if key[2] == "DATE" else "quantity" if key[2] in VALUE_LABELS else None
            if kind:
                norms[kind, "right" if same_norm(gold[key].norm, predicted[key].norm) else "wrong"] += 1
                norms[kind, "null"] += gold[key].norm is not None and predicted[key].norm in (None, ABSENT)
    at = lambda a: {(s.start, s.end): f for f in a.facts for s in [a.span(f.value)]}
    gold_facts, predicted_facts = at(g), at(p)
    facts = Counter(gold=len(gold_facts), predicted=len(predicted_facts))
    for key in gold_facts.keys() & predicted_facts.keys():
        fields = fact_fields(g, p, gold_facts[key], predicted_facts[key])
        facts["matched"] += 1
        facts["whole"] += all(fields.values())
        facts["core"] += all(fields[k] for k in CORE_FACT)
        facts.update({k for k, ok in fields.items() if ok})
    return {"tp": tp, "gold": n_gold, "predicted": n_predicted, "norms": norms, "facts": facts}


def add(parts: Sequence[dict[str, Counter]]) -> dict[str, Counter]:
    total: dict[str, Counter] = {k: Counter() for k in ("tp", "gold", "predicted", "norms", "facts")}
    for part in parts:
        for k, counter in part.items():
            total[k].update(counter)
    return total


def span_f(total: dict[str, Counter], labels: Sequence[str]) -> dict:
    return prf(*(sum(total[k][label] for label in labels) for k in ("tp", "gold", "predicted")))


def fact_f(total: dict[str, Counter], what: str) -> dict:
    return prf(total["facts"][what], total["facts"]["gold"], total["facts"]["predicted"])


def interval(parts: list[dict[str, Counter]], score: Callable, resamples: int = RESAMPLES, seed: int = 7) -> list | None:
    """95% bootstrap interval of ``score(total)["f"]`` over articles; None with fewer than two articles."""
    if len(parts) < 2:
        return None
    rng = random.Random(seed)
    values = sorted(v for _ in range(resamples)
                    if (v := score(add(rng.choices(parts, k=len(parts))))["f"]) is not None)
    return [values[int(0.025 * len(values))], values[int(0.975 * len(values)) - 1]] if values else None


def evaluate(gold: list[Article], predicted: list[Article], resamples: int = RESAMPLES) -> dict:
    """Scores as JSON types: ``spans`` by label with intervals, ``norms``, ``facts``, ``confusion``, ``errors``."""
    pairs = pair(gold, predicted)
    parts = [tally(g, p) for g, p in pairs]
    total = add(parts)
    groups = {"all": LABELS, "core six": CORE_LABELS, "values": VALUE_LABELS, **{label: (label,) for label in LABELS}}
    spans = {}
    for name, labels in groups.items():
        score = span_f(total, labels)
        score["ci"] = interval(parts, lambda t, labels=labels: span_f(t, labels), resamples) if score["gold"] else None
        spans[name] = score
    norms = {}
    for kind in ("quantity", "period"):
        right, wrong = total["norms"][kind, "right"], total["norms"][kind, "wrong"]
        norms[kind] = {"right": right, "of": right + wrong, "null": total["norms"][kind, "null"],
                       "accuracy": right / (right + wrong) if right + wrong else None}
    matched = total["facts"]["matched"]
    facts = {"gold": total["facts"]["gold"], "predicted": total["facts"]["predicted"], "matched": matched,
             "value": fact_f(total, "matched"), "core": fact_f(total, "core"), "whole": fact_f(total, "whole"),
             "core_right": total["facts"]["core"], "whole_right": total["facts"]["whole"],
             "fields": {k: total["facts"][k] / matched if matched else None for k in FACT_FIELDS}}
    facts["whole"]["ci"] = interval(parts, lambda t: fact_f(t, "whole"), resamples)
    return {"articles": len(pairs), "characters": sum(len(g.text) for g, _ in pairs), "spans": spans, "norms": norms,
            "facts": facts, "confusion": confusion(pairs), "errors": errors(pairs)}


def confusion(pairs: list[tuple[Article, Article]]) -> dict:
    """Labels of spans with equal offsets (scikit-learn's confusion matrix); ``none`` stands for no such span."""
    from sklearn.metrics import confusion_matrix

    truth, guess = [], []
    for g, p in pairs:
        gold = {(s.start, s.end): s.label for s in g.spans}
        predicted = {(s.start, s.end): s.label for s in p.spans}
        for key in gold.keys() | predicted.keys():
            truth.append(gold.get(key, "none"))
            guess.append(predicted.get(key, "none"))
    labels = [*LABELS, "none"]
    matrix = confusion_matrix(truth, guess, labels=labels) if truth else [[0] * len(labels)] * len(labels)
    return {"labels": labels, "matrix": [[int(n) for n in row] for row in matrix]}


def errors(pairs: list[tuple[Article, Article]]) -> dict[str, dict[str, int]]:
    """Span errors grouped by cause, by gold label (predicted label for the spurious).

    ``label``: right offsets, wrong label. ``cut short``, ``too long``, ``shifted``: the right label, other ends.
    ``split``: found as two or more spans. ``missed``: no predicted span with its label touches it.
    ``spurious``: predicted where no gold span stands.
    """
    causes: dict[str, Counter] = {c: Counter() for c in ("label", "cut short", "too long", "split", "shifted", "missed",
                                                         "spurious")}
    for g, p in pairs:
        predicted = sorted(p.spans, key=lambda s: s.start)
        gold_keys = keys(g)
        for s in g.spans:
            touching = [q for q in predicted if q.start < s.end and s.start < q.end]
            if any((q.start, q.end, q.label) == (s.start, s.end, s.label) for q in touching):
                continue
            same = [q for q in touching if q.label == s.label]
            if any((q.start, q.end) == (s.start, s.end) for q in touching):
                causes["label"][s.label] += 1
            elif len(same) > 1:
                causes["split"][s.label] += 1
            elif same and same[0].start >= s.start and same[0].end <= s.end:
                causes["cut short"][s.label] += 1
            elif same and same[0].start <= s.start and same[0].end >= s.end:
                causes["too long"][s.label] += 1
            elif same:
                causes["shifted"][s.label] += 1
            else:
                causes["missed"][s.label] += 1
        for q in predicted:
            if (q.start, q.end, q.label) not in gold_keys and not any(
                    s.start < q.end and q.start < s.end for s in g.spans):
                causes["spurious"][q.label] += 1
    return {c: dict(sorted(n.items())) for c, n in causes.items()}
