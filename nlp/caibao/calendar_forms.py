"""Calendar forms of periods: quarters, halves, months, days, years, spans of them, and periods that end on a day."""
from __future__ import annotations

import datetime as dt
import re

from .period import (
    Period,
    code_of_months,
    day,
    first_quarters,
    fiscal_part,
    half,
    month,
    month_end,
    months,
    months_between,
    quarter,
    shift,
    year,
)
from .period_words import (
    END,
    HALVES,
    MONTHS,
    NUM,
    OF_THE_REPORT,
    QUARTER,
    RELATIVE_YEARS,
    YEAR,
    at_edge,
    bare_year,
    integer,
    pattern,
    resolve,
    year_of,
)
from .tables import alternatives


@pattern(rf"截[至止](?P<date>.+?)(?:日|底|末)?止[,，、]?(?:的)?(?:首)?(?:第)?(?P<n>{NUM})?(?P<unit>个月|季度?|财季|年度|财政?年度|全年|半年度?|上半年|中期)(?:期间)?")
def _ended(m, ctx):
    inner = m["date"] + ("日" if re.search(r"月\d+$|月[一二三十]+$", m["date"]) else "")
    end = resolve(inner, ctx)
    if end is None or end.end is None:
        return None
    last = end.end
    if last != month_end(last.year, last.month):
        return None
    unit, n = m["unit"], integer(m["n"])
    length = n if unit == "个月" else MONTHS.get(unit)
    if length is None or not 1 <= length <= 24:
        return None
    if ctx.fiscal and (length != 12 or unit != "个月") and (p := fiscal_part(last, length, ctx.fiscal[0])):
        return p
    first = last.month - length + 1
    if first < 1:
        start = dt.date(last.year - 1, first + 12, 1) if first > -12 else None
        if start is None:
            return None
        if length == 12 and unit != "个月":
            return Period(f"FY{last.year}", start, last)
        return months_between(start.year, start.month, last.year, last.month)
    return code_of_months(last.year, first, last.month)


@pattern(rf"(?:{YEAR}的?)?(?:{QUARTER}){END}?")
def _quarter(m, ctx):
    g = m.groupdict()
    q = 1 if g["qfirst"] else 4 if g["qlast"] else integer(g["qcn"] or g["qth"] or g["qq"] or g["qn"])
    if "财季" in m[0]:
        return None
    y, written = year_of(m, ctx)
    if not written:
        y = bare_year(3 * q - 2, ctx)
    return None if y is None else at_edge(quarter(y, q), g["edge"])


@pattern(r"(?:(?:第?(?P<qcn>[一二三四1-4])季度?)|(?P<q>[1-4])Q|Q(?P<qq>[1-4]))(?:FY)?'?(?P<y>(?:20)?\d\d)(?:年)?")
def _quarter_then_year(m, ctx):
    return quarter(2000 + int(m["y"]) % 100, integer(m["qcn"] or m["q"] or m["qq"]))


@pattern(rf"(?:{YEAR}的?)?(?P<half>{alternatives(HALVES)}){END}?")
def _half(m, ctx):
    y, written = year_of(m, ctx)
    h = HALVES[m["half"].upper()]
    if not written:
        if m["half"] == "中期" and ctx.main and (ctx.main.code or "").startswith("FY"):
            return None
        y = bare_year(6 * h - 5, ctx)
    return None if y is None else at_edge(half(y, h), m["edge"])


@pattern(r"(?P<h>[12])H(?P<y>(?:20)?\d\d)")
def _half_then_year(m, ctx):
    return half(2000 + int(m["y"]) % 100, int(m["h"]))


@pattern(rf"(?:{YEAR}的?)?(?:前|首|头|1-|一至|1至|Q1-Q|Q1至Q|Q1~Q|第?一至第?)(?P<n>[二三两四234])(?:个?季度?|)")
def _first_quarters(m, ctx):
    if not re.search("[季Q]", m[0]):
        return None
    q = integer(m["n"])
    y, written = year_of(m, ctx)
    if not written:
        y = bare_year(3 * q - 2, ctx)
    return None if y is None else first_quarters(y, q)


@pattern(rf"(?:{YEAR}的?)?(?:前|首|头)(?P<n>{NUM})个?月份?")
def _first_months(m, ctx):
    n = integer(m["n"])
    if not n or not 1 <= n <= 12:
        return None
    y, written = year_of(m, ctx)
    if not written:
        y = bare_year(n, ctx, False)
    return None if y is None else months(y, 1, n)


@pattern(rf"(?:{YEAR}的?)?(?P<list>{NUM}(?:月份?)?(?:、{NUM}(?:月份?)?)+)")
def _month_list(m, ctx):
    if "月" not in m[0]:
        return None
    numbers = [integer(n) for n in re.findall(NUM, m["list"])]
    if any(not n or not 1 <= n <= 12 for n in numbers) or numbers != list(range(numbers[0], numbers[-1] + 1)):
        return None
    return _months_in(m, ctx, numbers[0], numbers[-1])


@pattern(rf"(?:{YEAR}的?)?(?P<a>{NUM})(?:月份?)?(?:-{{1,2}}|~|至|到)(?P<b>{NUM})月份?")
def _month_span(m, ctx):
    a, b = integer(m["a"]), integer(m["b"])
    if not a or not b or not 1 <= a < b <= 12:
        return None
    return _months_in(m, ctx, a, b)


def _months_in(m, ctx, first, last):
    y, written = year_of(m, ctx)
    if not written:
        y = bare_year(last, ctx, False)
    return None if y is None else months(y, first, last)


@pattern(rf"(?:{YEAR}的?)?(?P<m>{NUM})月(?:份)?(?P<part>上旬|中旬|下旬|末|底|初|中)?")
def _month(m, ctx):
    mo = integer(m["m"])
    if not mo or not 1 <= mo <= 12:
        return None
    y, written = year_of(m, ctx)
    if not written:
        y = bare_year(mo, ctx, False)
    if y is None:
        return None
    p = month(y, mo)
    part = m["part"]
    if part in ("上旬", "中旬", "下旬"):
        first = {"上": 1, "中": 11, "下": 21}[part[0]]
        return Period(None, dt.date(y, mo, first), p.end if first == 21 else dt.date(y, mo, first + 9))
    if part == "中":
        return None
    return at_edge(p, part)


@pattern(rf"(?:{YEAR}的?)?(?P<m>{NUM})月(?P<d>{NUM})[日号]?")
def _day(m, ctx):
    return one_day(m, ctx, integer(m["m"]), integer(m["d"]))


def one_day(m, ctx, mo, d):
    y, written = year_of(m, ctx)
    if not written:
        y = bare_year(mo, ctx, False)
    try:
        return None if y is None else day(dt.date(y, mo, d))
    except (ValueError, TypeError):
        return None


@pattern(r"(?P<y4>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})")
def _iso(m, ctx):
    return one_day(m, ctx, int(m["m"]), int(m["d"]))


@pattern(r"(?P<y4>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})")
def _iso_month(m, ctx):
    """2024-09, 2008.03"""
    return month(int(m["y4"]), int(m["m"])) if 1 <= int(m["m"]) <= 12 else None


@pattern(r"(?P<first>.{2,12}?)起?(?:-{1,2}|~|至|到)(?P<second>[^今来-].{0,11})")
def _days_or_years(m, ctx):
    """9月23日至10月8日, 9月11日至18日, 2023年至2025年, 7.24-7.28."""
    first, second = m["first"], m["second"]
    if short := re.fullmatch(r"(\d{1,2})\.(\d{1,2})", first):
        other = re.fullmatch(r"(\d{1,2})\.(\d{1,2})", second)
        if not other:
            return None
        first, second = f"{short[1]}月{short[2]}日", f"{other[1]}月{other[2]}日"
    if re.fullmatch(r"(?:19|20)\d\d年?", first) and re.fullmatch(r"(?:(?:19|20)?\d\d)年?度?", second):
        a, b = int(first[:4]), int(re.match(r"\d+", second)[0])
        b = b if b > 99 else a // 100 * 100 + b
        return Period(None, dt.date(a, 1, 1), dt.date(b, 12, 31)) if a < b < a + 30 else None
    if re.fullmatch(rf"{NUM}[日号]", second):
        head = re.match(r".*月", first)
        second = head[0] + second if head else second
    elif re.fullmatch(rf"{NUM}", second) and re.search(rf"月{NUM}[日号]?$", first):
        second = re.match(r".*月", first)[0] + second + "日"
    if re.search(rf"月{NUM}$", first):
        first += "日"
    if y := re.match(r"((?:19|20)\d\d年)", first):
        if not re.match(r"(?:19|20)\d\d年|[去明今上本下]", second):
            second = y[1] + second
    a, b = resolve(first, ctx), resolve(second, ctx)
    if not a or not b or not a.start or not b.end or a.duration or b.duration:
        return None
    if a.start > b.end:
        return None
    if re.fullmatch(r"(\d{4})Q1", a.code or "") and re.fullmatch(r"(\d{4})Q3", b.code or "") and a.start.year == b.end.year:
        return first_quarters(a.start.year, 3)
    if all(re.fullmatch(r"\d{4}-\d\d", p.code or "") for p in (a, b)):
        return months_between(a.start.year, a.start.month, b.end.year, b.end.month)
    return Period(None, a.start, b.end)


@pattern(rf"{YEAR}(?:全年)?{END}?")
def _whole_year(m, ctx):
    y, _ = year_of(m, ctx)
    if m["y2"] and m["y2"][0] != "0" and not m["edge"]:
        return None  # 13年, 24年: a length or a year
    if m["yrel"] in OF_THE_REPORT and y is None and ctx.main and re.fullmatch(r"FY\d{4}", ctx.main.code or ""):
        return at_edge(shift(ctx.main, RELATIVE_YEARS[m["yrel"]]), m["edge"])
    return None if y is None else at_edge(year(y), m["edge"])


@pattern(r"(?P<y4>(?:19|20)\d\d)(?:E|A|F)?")
def _year_alone(m, ctx):
    return year(int(m["y4"]))
