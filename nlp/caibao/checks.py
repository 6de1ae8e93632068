"""What a careful reader would hold against an annotated article: each check yields ``(what, why)``.

Pure functions over Articles; `validate` runs them over the corpus and subtracts what has been settled.
"""
from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from decimal import Decimal
from typing import Iterable, Iterator

from . import periods, quantities
from .article import ABSENT, VALUE_LABELS, Article, Fact, Span
from .marked import format_norm
from .tables import rows

SHINGLE = 24  # characters: a longer run with a digit in two articles means that one was copied
NEEDED_META = ("title", "published", "sector", "style", "script", "figures", "license", "provenance")
_NUMERAL = re.compile(r"[\d０-９][\d０-９,，]*(?:[.．]\s*[\d０-９]+)?")
_YEAR = re.compile(r"(?:19|20)\d{2}\s*(?:年|Q|H|-|/)")


def allowed(column: str) -> set[str]:
    """The values that a meta key may have (``data/meta_values.csv``)."""
    return {row["value"] for row in rows("meta_values") if row["key"] == column}


def form(article: Article) -> Iterator[str]:
    """Level 1: Unicode NFC (or ``unicode`` in meta says why not), meta present, dates and known values."""
    if unicodedata.normalize("NFC", article.text) != article.text and not article.meta.get("unicode"):
        at = next(i for i, (a, b) in enumerate(zip(article.text, unicodedata.normalize("NFC", article.text))) if a != b)
        yield f"not in Unicode NFC at character {at} ({article.text[at]!r}); if it has to stay, say so as 'unicode' in the front matter"
    for key in NEEDED_META:
        if not article.meta.get(key):
            yield f"no {key!r} in the front matter"
    if article.meta.get("license") not in (None, "CC BY 4.0"):
        yield f"license is {article.meta['license']!r}, not CC BY 4.0"
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", str(article.meta.get("published", ""))):
        yield f"published is {article.meta.get('published')!r}, not a date (YYYY-MM-DD)"
    for key in ("sector", "style", "script", "figures"):
        value = article.meta.get(key)
        if value and value not in allowed(key):
            yield f"{key} {value!r} is none of {', '.join(sorted(allowed(key)))}"
    code = article.meta.get("reporting_period")
    if code and periods.from_code(code) is None:
        yield f"reporting_period {code!r} is no period code"


def conflicts(article: Article) -> Iterator[tuple[str, str]]:
    """The same words with two labels."""
    labels: dict[str, dict[str, int]] = defaultdict(dict)
    for s in article.spans:
        labels[article.surface(s)].setdefault(s.label, s.id)
    for words, found in labels.items():
        if len(found) > 1:
            yield words, "is " + " and ".join(f"{label} (span {i})" for label, i in found.items())


def unmarked(article: Article) -> Iterator[tuple[str, str]]:
    """A name or indicator that is labelled in one place and plain in another."""
    rest = list(article.text)
    for s in article.spans:
        rest[s.start:s.end] = "\0" * (s.end - s.start)
    rest = "".join(rest)
    for words, label in {(article.surface(s), s.label) for s in article.spans}:
        if (label in ("ORG", "PRODUCT", "PERSON") and len(words) > 1) or (label == "METRIC" and len(words) > 2):
            at = rest.find(words)
            if at >= 0:
                yield words, f"{label} elsewhere, plain in …{article.text[max(0, at - 8):at + len(words) + 8]!r}…"


def _contradicts(gold: dict | None, found: dict | None) -> bool:
    """Do the words read as something else? Where the reader leaves the unit or all of it open, they do not say."""
    if gold is None or found is None:
        return False
    g, f = gold["quantity"], found["quantity"]
    if f["unit"] is None and f["number"] and g["number"] and Decimal(g["number"]):  # a unit from a heading: 186.40 under 亿元
        ratio = Decimal(g["number"]) / Decimal(f["number"]) if Decimal(f["number"]) else Decimal(0)
        return ratio not in (1, 10 ** 3, 10 ** 4, 10 ** 6, 10 ** 8)
    return format_norm(gold) != format_norm(found) and not (f["unit"] is None and {**f, "unit": g["unit"], "per": g["per"]} == g)


def norms(article: Article) -> Iterator[tuple[str, str]]:
    """Gold norms that differ from what the exact readers find, where the words alone decide it."""
    values = [s for s in article.spans if s.label in VALUE_LABELS]
    yuan = quantities.meaning_of_yuan(article.text, article.meta.get("tickers", []))
    for s, found in zip(values, quantities.norms(article.text, [(s.start, s.end, s.label) for s in values], yuan)):
        if s.norm is ABSENT:
            continue
        found = {"quantity": {**found["quantity"], "bound": None}} if found else None
        gold = {"quantity": {**s.norm["quantity"], "bound": None}} if s.norm else None
        if _contradicts(gold, found):
            yield article.surface(s), f"span {s.id}: gold {format_norm(gold)}, the words read {format_norm(found)}"
    for s in article.spans:
        if s.label != "DATE" or not isinstance(s.norm, dict):
            continue
        period = s.norm["period"]
        known = period.get("code") and not period["code"].startswith("FY") and periods.from_code(period["code"])
        if known and period.get("start") and known.norm()["period"] != period:
            yield article.surface(s), f"span {s.id}: code {period['code']} does not run from {period['start']} to {period['end']}"
        elif period.get("start") and period.get("end") and period["start"] > period["end"]:
            yield article.surface(s), f"span {s.id}: starts after it ends"
        elif _YEAR.search(article.surface(s)):
            found = periods.norms(article.text, [(s.start, s.end)], article.meta.get("published"), None, [])[0]
            if found and found["period"].get("code") and found != s.norm:
                yield article.surface(s), f"span {s.id}: gold {format_norm(s.norm)}, the words read {format_norm(found)}"


def _value(article: Article, span: Span) -> tuple[Decimal, Decimal] | None:
    """The number of a value and half a unit of its last written place."""
    q = span.norm["quantity"] if isinstance(span.norm, dict) else None
    m = _NUMERAL.search(article.surface(span))
    if not q or q["number"] is None or not m:
        return None
    written = unicodedata.normalize("NFKC", m[0]).replace(",", "").replace(" ", "")
    number, shown = Decimal(q["number"]), Decimal(written)
    if not shown:
        return number, Decimal("0.5")
    scale = abs(number / shown)
    return number, Decimal(5).scaleb(-1 - len(written.partition(".")[2])) * scale


def _year_before(code: str) -> str | None:
    m = re.match(r"(\d{4})(.*)", code or "")
    return f"{int(m[1]) - 1}{m[2]}" if m and ".." not in code else None


def _quarter_before(code: str) -> str | None:
    m = re.fullmatch(r"(\d{4})Q([1-4])", code or "")
    if not m:
        return None
    return f"{m[1]}Q{int(m[2]) - 1}" if m[2] != "1" else f"{int(m[1]) - 1}Q4"


def arithmetic(article: Article) -> Iterator[tuple[str, str]]:
    """Level, base and change that do not agree within rounding (exact figures, losses left out)."""
    spans = {s.id: s for s in article.spans}
    words = lambda i: article.surface(spans[i]) if i else ""

    def code(i: int | None) -> str | None:
        norm = spans[i].norm if i else None
        return norm["period"].get("code") if isinstance(norm, dict) else None

    groups: dict[tuple, dict[str, list[Fact]]] = defaultdict(lambda: {"level": [], "change": []})
    for f in article.facts:
        if f.bound == "=" and f.metric and code(f.period) and _value(article, spans[f.value]):
            key = (words(f.metric), tuple(words(d) for d in f.dimensions), words(f.org), f.status == "consensus")
            groups[key][f.kind].append(f)
    for facts in groups.values():
        unit = lambda f: spans[f.value].norm["quantity"]["unit"]
        level = lambda of, kinds: next((f for f in facts["level"] if code(f.period) == of and unit(f) in kinds and f.direction != "down"), None)
        for change in facts["change"]:
            now = code(change.period)
            before = {"yoy": _year_before, "qoq": _quarter_before}.get(change.basis, lambda c: None)(now)
            if before is None or change.direction is None:
                continue
            sign = -1 if change.direction == "down" else 1
            delta, slack = _value(article, spans[change.value])
            if unit(change) == "percent":
                units = {unit(f) for f in facts["level"]} - {"percent"}
                for kind in units:
                    a, b = level(now, {kind}), level(before, {kind})
                    if a and b:
                        (x, dx), (y, dy) = _value(article, spans[a.value]), _value(article, spans[b.value])
                        if y > dy and x > dx:
                            low, high = ((x - dx) / (y + dy) - 1) * 100, ((x + dx) / (y - dy) - 1) * 100
                            if not low - slack <= sign * delta <= high + slack:
                                yield (words(change.value), f"span {change.value}: {words(a.value)} against {words(b.value)} is "
                                       f"{float((x / y - 1) * 100):.2f}%, the text says {sign * delta}%")
            else:
                kinds = {"percent"} if unit(change) == "percentage_point" else {unit(change)}
                a, b = level(now, kinds), level(before, kinds)
                if a and b:
                    (x, dx), (y, dy) = _value(article, spans[a.value]), _value(article, spans[b.value])
                    if abs(x - y - sign * delta) > dx + dy + slack:
                        yield (words(change.value), f"span {change.value}: {words(a.value)} less {words(b.value)} is {x - y}, "
                               f"the text says {sign * delta}")


def shingles(text: str, size: int = SHINGLE) -> set[str]:
    """Its runs of ``size`` characters that hold a digit, white space left out."""
    text = "".join(text.split())
    return {text[i:i + size] for i in range(len(text) - size + 1) if any(c.isdigit() for c in text[i:i + size])}


def near_duplicates(articles: Iterable[Article]) -> Iterator[tuple[str, str, str]]:
    """Pairs of articles that share a long run with a digit in it: ``(id, id, the run)``."""
    first: dict[str, str] = {}
    told = set()
    for a in articles:
        for run in sorted(shingles(a.text)):
            other = first.setdefault(run, a.id)
            if other != a.id and (other, a.id) not in told:
                told.add((other, a.id))
                yield other, a.id, run
