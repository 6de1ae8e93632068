"""Dates and reporting periods of a whole text: main period, sentence by sentence, the period spoken of last.

Knows nothing of spaCy. A period is resolved against the publication date, the
article's main reporting period and the period spoken of last; what these do not
fix is None.
"""
from __future__ import annotations

import bisect
import calendar
import datetime as dt
import re

from . import calendar_forms, relative_forms  # noqa: F401  (they register their patterns, in this order)
from .period import Context, Period, Published, fiscal_period, from_code
from .period_words import resolve
from .tables import rows

__all__ = ["Context", "Period", "Published", "from_code", "main_period", "norms", "resolve"]
_FISCAL_YEARS = {r["company"]: (int(r["month"]), r["last_day"] == "yes") for r in rows("fiscal_year_ends")}
_SENTENCE_END = re.compile(r"[。！？!?\n\r；;]")
_BASE = re.compile(r"同期|同月|同季|[上去前]年|上一?年度?|[上前]一?个?季|上期|明年|今年$|本年$")
_COMPARED = re.compile(r"(?:较|比|与|和|对比|相比|較|與)(?:于|於)?[^，。；,;]{0,3}$")
_WRITTEN_YEAR = re.compile(r"(?:(?:19|20)\d\d|\d\d(?=年|[QH])|[一二][九〇零][〇零一二三四五六七八九]{2}(?=年)|去年|上年|明年|前年)")
_REPORTED = re.compile(r"\d{4}(?:Q[1-4]|H[12]|Q1-Q3|FY)$")


def main_period(periods: list[Period | None], latest: dt.date | None) -> Period | None:
    """The reporting period that an article is about: of those that had ended, the last to end, and of these the longest."""
    over = [p for p in periods if p and p.start and p.end and _REPORTED.match(p.code or "")
            and (latest is None or p.end < latest)]
    return max(over, key=lambda p: (p.end, p.end - p.start), default=None)


_YEAR_ENDED = re.compile(r"截[至止](?:\d{4}年)?(\d{1,2})月(?:\d{1,2}日|底|末)?止?的?(?:\d{4})?(?:财政?|財政?)?(?:年度|财年|財年|全年)")
_QUARTER_ENDED = re.compile(r"(?:第?([一二三四])[财財]季|Q([1-4])|[财財]年第([一二三四])季度?)[^。]{0,4}?截[至止](?:\d{4}年)?(\d{1,2})月(\d{1,2})日")
_MONTHS_ENDED = re.compile(r"截[至止](?:\d{4}年)?(\d{1,2})月(?:\d{1,2}日|底|末)?止(?:的)?([三六])[个個]月")


def _stated_fiscal(text: str, main: Period | None) -> tuple[int, bool] | None:
    """The end of the fiscal year as the text itself fixes it (第二财季（截至9月30日）)."""
    if m := _YEAR_ENDED.search(text):
        month_of_end = int(m[1])
    elif m := _QUARTER_ENDED.search(text):
        q = "一二三四".find(m[1] or m[3] or "") + 1 if m[1] or m[3] else int(m[2])
        month_of_end = (int(m[4]) + 3 * (4 - q) - 1) % 12 + 1
        if not 1 <= int(m[4]) <= 12 or int(m[5]) < 28 or int(m[5]) != calendar.monthrange(2023, int(m[4]))[1]:
            return (month_of_end, False)
    elif (f := re.fullmatch(r"FY\d{4}(?:Q([1-4])|H([12]))", (main.code if main else None) or "")) and (
            m := _MONTHS_ENDED.search(text)) and (m[2] == "三") == bool(f[1]):
        ended = 3 * int(f[1]) if f[1] else 6 * int(f[2])
        month_of_end = (int(m[1]) + 12 - ended - 1) % 12 + 1
    else:
        return None
    return (month_of_end, True) if 1 <= month_of_end <= 11 else None


def norms(text: str, spans: list[tuple[int, int]], published: str | None = None, reporting_period: str | None = None,
          orgs: list[tuple[int, str]] = ()) -> list[dict | None]:
    """Norms of the DATE spans of one text.

    Parameters
    ----------
    text : the text that the offsets count in.
    spans : ``(start, end)`` of the DATE spans, in text order.
    published : ``2024-11-20``, ``2024-11`` or ``2024``, where known.
    reporting_period : code of the main reporting period (``2024Q3``), where known.
    orgs : ``(start, name)`` of the organisations named, for their fiscal years.
    """
    when = Published.parse(published)
    main = from_code(reporting_period)
    stated = _stated_fiscal(text, main)
    if main is None:
        first = _walk(text, spans, Context(when), orgs, stated)
        main = main_period([p for p, (a, b) in zip(first, spans) if not _BASE.search(text[a:b])], when.latest)
    elif (f := re.fullmatch(r"FY(\d{4})(?:Q([1-4])|H([12]))?", main.code or "")) and main.start is None:
        fiscal = stated or _known_fiscal(0, orgs)
        main = fiscal_period(int(f[1]), int(f[2]) if f[2] else None, int(f[3]) if f[3] else None, Context(fiscal=fiscal))
    return [None if p is None else p.norm() for p in _walk(text, spans, Context(when, main), orgs, stated)]


def _walk(text: str, spans: list[tuple[int, int]], ctx: Context, orgs, stated) -> list[Period | None]:
    out: list[Period | None] = []
    at = 0
    for start, end in spans:
        if _SENTENCE_END.search(text, at, start):
            ctx.sentence_year = ctx.sentence_day = None
        at = end
        surface = text[start:end]
        ctx.fiscal = stated or _known_fiscal(start, orgs)
        ctx.before = re.split(r"[。；，,;\n]", text[max(0, start - 12):start])[-1]
        ctx.after = re.split(r"[。；，,;\n]", text[end:end + 10])[0]
        p = resolve(surface, ctx)
        out.append(p)
        if p is None or p.duration or (p.code is None and (p.start is None or p.end is None)):
            continue
        if p.start is not None and p.start == p.end:
            ctx.last_day = ctx.sentence_day = p.start
            continue
        compared = _COMPARED.search(text, max(0, start - 6), start) or "同期" in surface
        if not compared and p.start and _WRITTEN_YEAR.match(surface.strip()) and p.code \
                and not p.code.startswith("FY") and p.start.year == p.end.year:
            ctx.sentence_year = p.start.year
        if not compared and not _BASE.search(surface):
            ctx.last = p
    return out


def _known_fiscal(at: int, orgs) -> tuple[int, bool] | None:
    """The fiscal year of the organisation named last before ``at``, else of the first in the text."""
    i = bisect.bisect_right(orgs, at, key=lambda o: o[0])
    for _, name in [*orgs[max(0, i - 1):i], *orgs[:1]]:
        found = max((c for c in _FISCAL_YEARS if name.startswith(c)), key=len, default=None)
        if found:
            return _FISCAL_YEARS[found]
    return None
