"""Reconcile the spans that the network found with what can be read for certain. Knows nothing of spaCy."""
from __future__ import annotations

import re
from collections import Counter

from .article import VALUE_LABELS, Span
from .numerals import fold
from .quantities import span_amount
from .reading import amount_spans
from .tables import alternatives, rows

_LABEL = {"money": "MONEY", "percent": "PERCENT", "multiple": "MULTIPLE", "quantity": "QUANTITY"}
_BRACKET = re.compile(r"[”」』]?\s?[（(]\s?$")
_NAME_END = re.compile(r"[\u4e00-\u9fffA-Za-z0-9-]{2,10}$")
_BARE = re.compile(r"(?=.*[十百千万亿萬億])[\d.,．，\s几数上一二三四五六七八九两十百千万亿萬億]+[多余餘]?级?")
_CLAUSE = re.compile(r"[。；，,;\n]")
_NOUN_AFTER = re.compile(r"的([\u4e00-\u9fffA-Z]{2,6})")
_NOUNS = {r["word"]: r["label"] for r in rows("value_nouns")}
_NOUN = re.compile(alternatives(_NOUNS))
NAMES = ("ORG", "PERSON", "PRODUCT")


def figures(text: str, spans: list[Span]) -> list[Span]:
    """The spans with their values held against the reader.

    A value span that holds one readable amount gets that amount's bounds, and its label where the unit decides it
    (4成 is PERCENT, 千万人民币 MONEY, 5.7万个 QUANTITY); one that holds none is dropped; a percentage, an amount of money with
    a currency or a factor that no span touches is added.
    """
    others = [s for s in spans if s.label not in VALUE_LABELS]
    values = sorted((s for s in spans if s.label in VALUE_LABELS), key=lambda s: s.start)
    taken = bytearray(len(text))
    for s in others:
        taken[s.start:s.end] = b"\1" * (s.end - s.start)
    amounts = list(amount_spans(fold(text), taken))
    out, used = list(others), set()
    at = 0
    for s in values:
        while at < len(amounts) and amounts[at][1] <= s.start:
            at += 1
        inside = []
        for i in range(at, len(amounts)):
            if amounts[i][0] >= s.end:
                break
            inside.append(i)
        used.update(inside)
        if len(inside) == 1:
            start, end, amount = amounts[inside[0]]
            label = _LABEL.get(amount.kind, s.label if s.label in ("MONEY", "QUANTITY", "MULTIPLE") else None)
            whole = span_amount(text[s.start:s.end], s.label)
            grown = start < s.start or (end > s.end and amount.kind not in ("money", "percent", "multiple"))
            if label is None or grown or (whole is not None and amount.kind == "number" and _known_unit(whole.unit)):
                out.append(s)
            else:
                out.append(Span(s.id, start, end, label))
        elif inside or span_amount(text[s.start:s.end], s.label) is not None:
            out.append(s)
    for i, (start, end, amount) in enumerate(amounts):
        if i not in used and (amount.kind in ("percent", "multiple") or (
                amount.kind == "money" and amount.unit and text[end - 1] not in "块塊角分")):  # 两块 may be two pieces
            out.append(Span(0, start, end, _LABEL[amount.kind]))
    return without_overlaps(bare_amounts(text, out))


def bare_amounts(text: str, spans: list[Span]) -> list[Span]:
    """MONEY or QUANTITY of a number without a unit (消耗突破2300万, 月活超150万): what is counted decides it.

    That is the indicator before it in its clause, or the noun after 的 (百万级的现金激励); where neither says it, the label stays.
    """
    spans = sorted(spans, key=lambda s: s.start)
    metric: Span | None = None
    for s in spans:
        if s.label == "METRIC":
            metric = s
        if s.label not in ("MONEY", "QUANTITY") or not _BARE.fullmatch(text, s.start, s.end):
            continue
        noun = ""
        if metric is not None and not _CLAUSE.search(text, metric.end, s.start):
            noun = text[metric.start:metric.end]
        elif m := _NOUN_AFTER.match(text, s.end):
            noun = m[1]
        labels = {_NOUNS[w] for w in _NOUN.findall(noun)}
        if len(labels) == 1:
            s.label = labels.pop()
    return spans


def _known_unit(unit: str | None) -> bool:
    """Is it a unit in Latin letters or of one character, which the table may well lack (㎡, 座)?"""
    return unit is not None and (len(unit) == 1 and unit not in "及和与或等的至到" or unit.isascii())


def names(text: str, spans: list[Span], token_starts: set[int], token_ends: set[int]) -> list[Span]:
    """The spans with names carried through the article.

    The word before a bracketed security code is an ORG; a name found twice under one label, or once beside its code, is
    marked wherever its words stand on token boundaries and no span touches them.
    """
    spans = sorted(spans, key=lambda s: s.start)
    known: dict[str, str] = {}
    added: list[Span] = []
    previous_end = 0
    for i, s in enumerate(spans):
        if s.label == "TICKER" and (m := _BRACKET.search(text, max(0, s.start - 4), s.start)):
            before = spans[i - 1] if i else None
            if before is not None and before.label in (*NAMES, "SEGMENT") and before.end == m.start():
                before.label = known[text[before.start:before.end]] = "ORG"  # whoever has a code is a company
            elif before is None or before.end <= m.start():
                word = _NAME_END.search(text[max(previous_end, m.start() - 11):m.start()])
                if word and m.start() - len(word[0]) in token_starts and len(word[0]) <= 6:
                    known[word[0]] = "ORG"
                    added.append(Span(0, m.start() - len(word[0]), m.start(), "ORG"))
        previous_end = s.end
    for s in spans:
        if s.label in ("PERSON", "PRODUCT", "SEGMENT") and text[s.start:s.end] in known:
            s.label = "ORG"
    counts = Counter((text[s.start:s.end], s.label) for s in spans if s.label in NAMES)
    for (surface, label), n in counts.items():
        if n >= 2 and len(surface) >= 2 and label == max(NAMES, key=lambda lab: counts[surface, lab]):
            known.setdefault(surface, label)
    free = bytearray(b"\1" * len(text))
    for s in [*spans, *added]:
        free[s.start:s.end] = bytes(s.end - s.start)
    for surface in sorted(known, key=len, reverse=True):
        at = text.find(surface)
        while at >= 0:
            end = at + len(surface)
            if all(free[at:end]) and at in token_starts and end in token_ends:
                added.append(Span(0, at, end, known[surface]))
                free[at:end] = bytes(end - at)
            at = text.find(surface, end)
    return without_overlaps([*spans, *added])


def without_overlaps(spans: list[Span]) -> list[Span]:
    """In text order; of two that overlap the one that starts first, or is longer, stays."""
    out: list[Span] = []
    for s in sorted(spans, key=lambda s: (s.start, -s.end)):
        if not out or s.start >= out[-1].end:
            out.append(s)
    return out
