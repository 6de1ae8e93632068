"""Hypothesis strategies for Articles."""
from __future__ import annotations

from hypothesis import strategies as st

from caibao.article import (BASES, BOUNDS, DIRECTIONS, LABELS, LINE_BREAKS, OUTER_PUNCTUATION, STATUSES, VALUE_LABELS,
                            Article, Fact, Span)

PIECES = st.text(st.sampled_from("快手营收311亿元%增长\\⟦⟧|= \n\r=#，。\u2028𝄞é\t\"'"), max_size=8)
SURFACE = st.text(st.sampled_from("快手营收311亿元%增长\\⟦⟧|=#𝄞é(-)"), min_size=1, max_size=6).filter(
    lambda s: s == s.strip() and s[0] not in OUTER_PUNCTUATION and s[-1] not in OUTER_PUNCTUATION
    and not set(s) & set(LINE_BREAKS))
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-10 ** 14, max_value=10 ** 14).map(
    lambda d: format(d, "f"))
WORDS = st.text(st.sampled_from("元股吨GWh/个万"), min_size=1, max_size=4)


@st.composite
def norms(draw, label):
    if draw(st.booleans()):
        return None
    if label in VALUE_LABELS:
        unit = draw(st.none() | WORDS)
        per = draw(st.none() | st.sampled_from(["share", "t", "桶"]))
        bound = draw(st.sampled_from([None, "=", ">", "<=", "~"]))
        if draw(st.booleans()):
            q = {"number": draw(NUMBERS), "low": None, "high": None, "low_inclusive": None, "high_inclusive": None}
        else:
            low, high = draw(NUMBERS), draw(st.none() | NUMBERS)
            q = {"number": None, "low": low, "high": high, "low_inclusive": draw(st.booleans()),
                 "high_inclusive": None if high is None else draw(st.booleans())}
        return {"quantity": {**q, "unit": unit, "per": per, "bound": bound}}
    if label == "DATE":
        return {"period": draw(st.sampled_from([
            {"code": "2024Q3", "start": "2024-07-01", "end": "2024-09-30", "duration": None},
            {"code": None, "start": "2024-01-01", "end": None, "duration": None},
            {"code": "FY2024Q2", "start": None, "end": None, "duration": None},
            {"code": None, "start": None, "end": None, "duration": "P18M"}]))}
    if label == "METRIC":
        return {"metric": {"id": draw(st.none() | st.just("revenue")),
                           "qualifiers": draw(st.sampled_from([[], ["adjusted"], ["adjusted", "parent"]]))}}
    return {"entity": {"name": draw(st.none() | st.sampled_from(["快手", "A B"])),
                       "ticker": draw(st.none() | st.just("01024.HK"))}}


@st.composite
def articles(draw):
    parts, spans, length = [], [], 0
    ids = draw(st.lists(st.integers(1, 999), unique=True, max_size=6))
    for ident in ids:
        plain, surface = draw(PIECES), draw(SURFACE)
        label = draw(st.sampled_from(LABELS))
        start = length + len(plain)
        parts += [plain, surface]
        length = start + len(surface)
        span = Span(ident, start, length, label)
        if draw(st.booleans()):
            span.norm = draw(norms(label))
        spans.append(span)
    parts.append(draw(PIECES))
    by = lambda *labels: [s.id for s in spans if s.label in labels]
    pick = lambda *labels: draw(st.none() | st.sampled_from(by(*labels))) if by(*labels) else None
    facts = []
    for value in by(*VALUE_LABELS):
        if draw(st.booleans()):
            kind = draw(st.sampled_from(["level", "change"]))
            dims = [i for i in by("SEGMENT", "PRODUCT") if draw(st.booleans())]
            facts.append(Fact(value, kind, draw(st.sampled_from(BASES)) if kind == "change" else None,
                              draw(st.sampled_from(DIRECTIONS if kind == "change" else ("down", None))),
                              draw(st.sampled_from(BOUNDS)), draw(st.sampled_from(STATUSES)), pick("METRIC"), dims,
                              pick("ORG"), pick("DATE")))
    meta_value = st.text(max_size=8).filter(lambda s: not any("\ud800" <= c <= "\udfff" for c in s)) | st.integers() | \
        st.lists(st.text("ab |", max_size=4), max_size=2) | st.none()
    meta = draw(st.dictionaries(st.sampled_from(["title", "published", "companies", "tickers", "x-y", "note"]), meta_value,
                                max_size=4))
    ident = draw(st.text(st.sampled_from("ab-1:快"), min_size=1, max_size=6))
    return Article(ident, "".join(parts), meta, spans, facts)
