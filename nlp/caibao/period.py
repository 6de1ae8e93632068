"""Periods as values: constructors, codes, shifts, fiscal years; the context that relative ones lean on."""
from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days, inclusive; ``code`` where one exists; ``duration`` alone for a length of time."""

    code: str | None = None
    start: dt.date | None = None
    end: dt.date | None = None
    duration: str | None = None

    def norm(self) -> dict:
        iso = lambda d: None if d is None else d.isoformat()
        return {"period": {"code": self.code, "start": iso(self.start), "end": iso(self.end),
                           "duration": self.duration}}


def month_end(year: int, month: int) -> dt.date:
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def year(y: int) -> Period:
    return Period(f"{y}FY", dt.date(y, 1, 1), dt.date(y, 12, 31))


def quarter(y: int, q: int) -> Period:
    return Period(f"{y}Q{q}", dt.date(y, 3 * q - 2, 1), month_end(y, 3 * q))


def half(y: int, h: int) -> Period:
    return Period(f"{y}H{h}", dt.date(y, 6 * h - 5, 1), month_end(y, 6 * h))


def first_quarters(y: int, q: int) -> Period:
    if q == 4:
        return year(y)
    if q < 3:
        return quarter(y, 1) if q == 1 else half(y, 1)
    return Period(f"{y}Q1-Q3", dt.date(y, 1, 1), dt.date(y, 9, 30))


def month(y: int, m: int) -> Period:
    return Period(f"{y}-{m:02d}", dt.date(y, m, 1), month_end(y, m))


def months(y: int, first: int, last: int) -> Period:
    if first == last:
        return month(y, first)
    return Period(f"{y}-{first:02d}..{y}-{last:02d}", dt.date(y, first, 1), month_end(y, last))


def months_between(y: int, first: int, y2: int, last: int) -> Period:
    if y == y2:
        return months(y, first, last)
    return Period(f"{y}-{first:02d}..{y2}-{last:02d}", dt.date(y, first, 1), month_end(y2, last))


def day(d: dt.date) -> Period:
    return Period(d.isoformat(), d, d)


def from_code(code: str | None) -> Period | None:
    """``2024Q3``, ``2024H1``, ``2024FY``, ``2024Q1-Q3``, ``2024-09``, ``2024-11-20``; fiscal codes have no dates."""
    if not code:
        return None
    if m := re.fullmatch(r"(\d{4})(?:Q([1-4])|H([12])|(FY)|(Q1-Q3))", code):
        y = int(m[1])
        return (quarter(y, int(m[2])) if m[2] else half(y, int(m[3])) if m[3] else year(y) if m[4]
                else first_quarters(y, 3))
    if m := re.fullmatch(r"(\d{4})-(\d\d)(?:\.\.(\d{4})-(\d\d))?", code):
        first, last = (int(m[1]), int(m[2])), (int(m[3] or m[1]), int(m[4] or m[2]))
        return months_between(*first, *last) if 1 <= first[1] <= 12 and 1 <= last[1] <= 12 and first <= last else None
    if re.fullmatch(r"\d{4}-\d\d-\d\d", code):
        try:
            return day(dt.date.fromisoformat(code))
        except ValueError:
            return None
    return Period(code) if code.startswith("FY") else None


def _move(d: dt.date, years: int) -> dt.date:
    last = calendar.monthrange(d.year + years, d.month)[1]
    at_end = d.day == calendar.monthrange(d.year, d.month)[1]
    return dt.date(d.year + years, d.month, last if at_end else min(d.day, last))


def shift(p: Period, years: int) -> Period | None:
    """The same period some years later; None for a duration or an open period."""
    if p.duration or (p.start is None) != (p.end is None) or (p.start is None and p.code is None):
        return None
    code = p.code and re.sub(r"(?<!\d)\d{4}", lambda m: str(int(m[0]) + years), p.code)
    if p.start is None:
        return Period(code)
    start, end = _move(p.start, years), _move(p.end, years)
    return day(start) if p.start == p.end and p.code else Period(code, start, end)


@dataclass(slots=True)
class Published:
    """The publication date, as exactly as it is known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, value: str | None) -> "Published":
        m = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", value or "")
        if not m:
            return cls()
        y, mo, d = (int(g) if g else None for g in m.groups())
        try:
            dt.date(y, mo or 1, d or 1)
        except ValueError:
            return cls()
        return cls(y, mo, d)

    @property
    def date(self) -> dt.date | None:
        return dt.date(self.year, self.month, self.day) if self.day else None

    @property
    def latest(self) -> dt.date | None:
        """The last day on which the article can have appeared."""
        if not self.year:
            return None
        return self.date or (month_end(self.year, self.month) if self.month else dt.date(self.year, 12, 31))


@dataclass(slots=True)
class Context:
    """What a relative period leans on, updated as the article is read."""

    published: Published = field(default_factory=Published)
    main: Period | None = None  # the article's main reporting period
    last: Period | None = None  # the period spoken of last, bases of comparison aside
    last_day: dt.date | None = None
    sentence_day: dt.date | None = None  # the day named last in this sentence
    sentence_year: int | None = None  # the year named in this sentence
    fiscal: tuple[int, bool] | None = None  # the month in which the company's year ends, and whether on its last day
    before: str = ""  # the words of the clause before the span
    after: str = ""  # and the first ones after it

    @property
    def report_year(self) -> int | None:
        """The calendar year reported on; None where the company's year is another one."""
        if self.main is None:
            return self.published.year
        return None if (self.main.code or "FY").startswith("FY") or not self.main.end else self.main.end.year


def fiscal_part(last: dt.date, length: int, month_of_end: int) -> Period | None:
    """The fiscal quarter, half or year of that many months that ends on that day."""
    for y in (last.year, last.year + 1):
        for q, h in ((1, None), (2, None), (3, None), (4, None)) if length == 3 else \
                ((None, 1), (None, 2)) if length == 6 else ((None, None),) if length == 12 else ():
            start, end = fiscal_dates(y, q, h, month_of_end)
            if end == last:
                return Period(f"FY{y}" + (f"Q{q}" if q else f"H{h}" if h else ""), start, end)
    return None


def code_of_months(y: int, first: int, last: int) -> Period:
    """The usual code of a span of months in one year."""
    known = {(1, 3): quarter(y, 1), (4, 6): quarter(y, 2), (7, 9): quarter(y, 3), (10, 12): quarter(y, 4),
             (1, 6): half(y, 1), (7, 12): half(y, 2), (1, 9): first_quarters(y, 3), (1, 12): year(y)}
    return known.get((first, last)) or months(y, first, last)


def fiscal_period(y: int, q: int | None, h: int | None, ctx: Context) -> Period:
    """A fiscal period by its code; with dates where the year ends on the last day of a known month."""
    code = f"FY{y}" + (f"Q{q}" if q else f"H{h}" if h else "")
    if not ctx.fiscal or not ctx.fiscal[1]:
        return Period(code)
    return Period(code, *fiscal_dates(y, q, h, ctx.fiscal[0]))


def ending(last: dt.date, q: int, month_of_end: int) -> int | None:
    """The fiscal year whose quarter ``q`` ends on that day."""
    return next((y for y in (last.year, last.year + 1) if fiscal_dates(y, q, None, month_of_end)[1] == last), None)


def fiscal_dates(y: int, q: int | None, h: int | None, month_of_end: int) -> tuple[dt.date, dt.date]:
    """First and last day of a fiscal year named by the calendar year in which it ends, or of a part of it."""
    first = (y - 1) * 12 + month_of_end if month_of_end < 12 else y * 12
    length = 3 if q else 6 if h else 12
    first += 3 * (q - 1) if q else 6 * (h - 1) if h else 0
    last = first + length - 1
    return dt.date(first // 12, first % 12 + 1, 1), month_end(last // 12, last % 12 + 1)
