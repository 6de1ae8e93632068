"""The words of dates and periods: one pattern a form, tried in order on the folded surface of a DATE span."""
from __future__ import annotations

import datetime as dt
import re

from .numerals import fold, numeral_at
from .tables import alternatives, rows
from .period import (Context, Period, Published, code_of_months, day, ending, fiscal_dates, fiscal_part, fiscal_period, first_quarters, half,
                     month, month_end, months, months_between, quarter, shift, year)

_CN = "一二三四五六七八九十两〇零"
_NUM = rf"(?:\d{{1,4}}|[{_CN}]{{1,4}})"


def _words(*roles: str) -> dict[str, str]:
    return {r["word"]: r["value"] for r in rows("period_words") if r["role"] in roles}


# 今年 and 去年 are the writer's; 上年, 本年 and 年末 are the report's.
_OF_THE_REPORT = {w: int(v) for w, v in _words("report's year").items()}
_OF_THE_WRITER = {w: int(v) for w, v in _words("writer's year").items()}
_RELATIVE_YEARS = {**_OF_THE_WRITER, **_OF_THE_REPORT}
_DAYS = {w: int(v) for w, v in _words("day").items()}
_HALVES = {w: int(v) for w, v in _words("half").items()}
_MONTHS = {w: int(v) for w, v in _words("months").items()}
_LENGTHS = {w: (v[-1], int(v[:-1])) for w, v in _words("length").items()}
_POINTS = _words("point")
_YEAR = r"(?:(?P<y4>(?:19|20)\d\d)|(?P<y2>\d\d(?=年|[QH]|财年))|(?P<ycn>[一二][九〇零][〇零一二三四五六七八九]{2}|[〇零][一二三四五六七八九](?=年))|(?P<yrel>" + alternatives(_RELATIVE_YEARS) + r"))(?:年度?)?"
_QUARTER = (r"(?:第?(?P<qcn>[一二三四1-4])(?:季度?|财季)|第(?P<qth>[一二三四])个季度|Q(?P<qq>[1-4])(?:季度?)?|(?P<qn>[1-4])Q|(?P<qfirst>首季度?)|(?P<qlast>末季))")
_END = r"(?:[年季]?度?(?P<edge>末|底|初))"


def _int(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdigit():
        return int(text)
    read = numeral_at(text, 0)
    return int(read[1].low) if read and read[0] == len(text) and read[1].exact else None


def _rx(pattern: str) -> re.Pattern:
    return re.compile(pattern, re.I)


def _year_of(m: re.Match, ctx: Context) -> tuple[int | None, bool]:
    """(year, was it written) of a match of _YEAR."""
    g = m.groupdict()
    if g.get("y4"):
        return int(g["y4"]), True
    if g.get("y2"):
        y = 2000 + int(g["y2"])
        # 98年4月 in 2021 is the last century's
        return y - 100 if y > (ctx.published.year or 2069) + 30 else y, True
    if g.get("ycn"):
        if len(g["ycn"]) == 2:
            return 2000 + "零一二三四五六七八九".find(g["ycn"][1]), True
        return int("".join(str("零一二三四五六七八九".find(c) if c != "〇" else 0) for c in g["ycn"])), True
    if g.get("yrel"):
        base = ctx.report_year if g["yrel"] in _OF_THE_REPORT else ctx.published.year
        return (None if base is None else base + _RELATIVE_YEARS[g["yrel"]]), True
    return None, False


_AHEAD = re.compile(r"预[计期测]|指引|展望|将|有望|目标|计划|料|排到|直至|預[計期測]|預料")


_AHEAD_AFTER = re.compile(r"目标|目標|计划|計劃|[拟擬将將]|预[计期测]|預[計期測]|指引|展望|有望|力争|力爭|争取|爭取|希望")


def _ahead(ctx: Context) -> bool:
    """Do the words around say that the period lies ahead?"""
    return bool(_AHEAD.search(ctx.before) or _AHEAD_AFTER.search(ctx.after))


def _bare_year(start_month: int, ctx: Context, reported: bool = True) -> int | None:
    """The year of a quarter, half or month named without one.

    The year of this sentence; else this year's where it had begun when the article
    appeared or lies ahead in the year reported on; else that of the year reported on.
    """
    p, main = ctx.published, ctx.main
    if ctx.sentence_year and (not p.year or ctx.sentence_year <= p.year or _ahead(ctx)):  # 2027年预测 does not date 8月21日
        return ctx.sentence_year
    if reported and main and (main.code or "").startswith("FY"):
        return None  # a company with another year: calendar or fiscal quarter?
    if not p.year:
        return main.start.year if main and main.start else None
    if not p.month or start_month <= p.month - 2:
        return p.year
    ahead = start_month > p.month
    if main and main.end and main.end.year < p.year:  # last year's report: its fourth quarter, or the next to come?
        if _ahead(ctx):
            return p.year
        return main.end.year if ahead and start_month > p.month + 2 else None if ahead else p.year
    if not ahead:
        return p.year
    if main or _ahead(ctx) or start_month <= p.month + 2:
        return p.year
    return p.year - 1 if start_month >= 9 and p.month <= 4 else None


def _edge(p: Period | None, edge: str | None) -> Period | None:
    """末 and 底 are the last day of a period, 初 the first."""
    if p is None or not edge:
        return p
    if p.duration:
        return None
    d = p.start if edge == "初" else p.end
    return None if d is None else day(d)


_PATTERNS: list[tuple[re.Pattern, object]] = []


def _pattern(regex: str):
    def register(function):
        _PATTERNS.append((_rx(regex + r"\Z"), function))
        return function
    return register


@_pattern(rf"截[至止](?P<date>.+?)(?:日|底|末)?止[,，、]?(?:的)?(?:首)?(?:第)?(?P<n>{_NUM})?(?P<unit>个月|季度?|财季|年度|财政?年度|全年|半年度?|上半年|中期)(?:期间)?")
def _ended(m, ctx):
    inner = m["date"] + ("日" if re.search(r"月\d+$|月[一二三十]+$", m["date"]) else "")
    end = resolve(inner, ctx)
    if end is None or end.end is None:
        return None
    last = end.end
    if last != month_end(last.year, last.month):
        return None
    unit, n = m["unit"], _int(m["n"])
    length = n if unit == "个月" else _MONTHS.get(unit)
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


@_pattern(rf"(?:{_YEAR}的?)?(?:{_QUARTER}){_END}?")
def _quarter(m, ctx):
    g = m.groupdict()
    q = 1 if g["qfirst"] else 4 if g["qlast"] else _int(g["qcn"] or g["qth"] or g["qq"] or g["qn"])
    if "财季" in m[0]:
        return None
    y, written = _year_of(m, ctx)
    if not written:
        y = _bare_year(3 * q - 2, ctx)
    return None if y is None else _edge(quarter(y, q), g["edge"])


@_pattern(r"(?:(?:第?(?P<qcn>[一二三四1-4])季度?)|(?P<q>[1-4])Q|Q(?P<qq>[1-4]))(?:FY)?'?(?P<y>(?:20)?\d\d)(?:年)?")
def _quarter_then_year(m, ctx):
    return quarter(2000 + int(m["y"]) % 100, _int(m["qcn"] or m["q"] or m["qq"]))


@_pattern(rf"(?:{_YEAR}的?)?(?P<half>{alternatives(_HALVES)}){_END}?")
def _half(m, ctx):
    y, written = _year_of(m, ctx)
    h = _HALVES[m["half"].upper()]
    if not written:
        if m["half"] == "中期" and ctx.main and (ctx.main.code or "").startswith("FY"):
            return None
        y = _bare_year(6 * h - 5, ctx)
    return None if y is None else _edge(half(y, h), m["edge"])


@_pattern(r"(?P<h>[12])H(?P<y>(?:20)?\d\d)")
def _half_then_year(m, ctx):
    return half(2000 + int(m["y"]) % 100, int(m["h"]))


@_pattern(rf"(?:{_YEAR}的?)?(?:前|首|头|1-|一至|1至|Q1-Q|Q1至Q|Q1~Q|第?一至第?)(?P<n>[二三两四234])(?:个?季度?|)")
def _first_quarters(m, ctx):
    if not re.search("[季Q]", m[0]):
        return None
    q = _int(m["n"])
    y, written = _year_of(m, ctx)
    if not written:
        y = _bare_year(3 * q - 2, ctx)
    return None if y is None else first_quarters(y, q)


@_pattern(rf"(?:{_YEAR}的?)?(?:前|首|头)(?P<n>{_NUM})个?月份?")
def _first_months(m, ctx):
    n = _int(m["n"])
    if not n or not 1 <= n <= 12:
        return None
    y, written = _year_of(m, ctx)
    if not written:
        y = _bare_year(n, ctx, False)
    return None if y is None else months(y, 1, n)


@_pattern(rf"(?:{_YEAR}的?)?(?P<list>{_NUM}(?:月份?)?(?:、{_NUM}(?:月份?)?)+)")
def _month_list(m, ctx):
    if "月" not in m[0]:
        return None
    numbers = [_int(n) for n in re.findall(_NUM, m["list"])]
    if any(not n or not 1 <= n <= 12 for n in numbers) or numbers != list(range(numbers[0], numbers[-1] + 1)):
        return None
    return _months_in(m, ctx, numbers[0], numbers[-1])


@_pattern(rf"(?:{_YEAR}的?)?(?P<a>{_NUM})(?:月份?)?(?:-{{1,2}}|~|至|到)(?P<b>{_NUM})月份?")
def _month_span(m, ctx):
    a, b = _int(m["a"]), _int(m["b"])
    if not a or not b or not 1 <= a < b <= 12:
        return None
    return _months_in(m, ctx, a, b)


def _months_in(m, ctx, first, last):
    y, written = _year_of(m, ctx)
    if not written:
        y = _bare_year(last, ctx, False)
    return None if y is None else months(y, first, last)


@_pattern(rf"(?:{_YEAR}的?)?(?P<m>{_NUM})月(?:份)?(?P<part>上旬|中旬|下旬|末|底|初|中)?")
def _month(m, ctx):
    mo = _int(m["m"])
    if not mo or not 1 <= mo <= 12:
        return None
    y, written = _year_of(m, ctx)
    if not written:
        y = _bare_year(mo, ctx, False)
    if y is None:
        return None
    p = month(y, mo)
    part = m["part"]
    if part in ("上旬", "中旬", "下旬"):
        first = {"上": 1, "中": 11, "下": 21}[part[0]]
        return Period(None, dt.date(y, mo, first), p.end if first == 21 else dt.date(y, mo, first + 9))
    if part == "中":
        return None
    return _edge(p, part)


@_pattern(rf"(?:{_YEAR}的?)?(?P<m>{_NUM})月(?P<d>{_NUM})[日号]?")
def _day(m, ctx):
    return _one_day(m, ctx, _int(m["m"]), _int(m["d"]))


def _one_day(m, ctx, mo, d):
    y, written = _year_of(m, ctx)
    if not written:
        y = _bare_year(mo, ctx, False)
    try:
        return None if y is None else day(dt.date(y, mo, d))
    except (ValueError, TypeError):
        return None


@_pattern(r"(?P<y4>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})")
def _iso(m, ctx):
    return _one_day(m, ctx, int(m["m"]), int(m["d"]))


@_pattern(r"(?P<y4>(?:19|20)\d\d)[-/.](?P<m>\d{1,2})")
def _iso_month(m, ctx):
    """2024-09, 2008.03"""
    return month(int(m["y4"]), int(m["m"])) if 1 <= int(m["m"]) <= 12 else None


@_pattern(r"(?P<first>.{2,12}?)起?(?:-{1,2}|~|至|到)(?P<second>[^今来-].{0,11})")
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
    if re.fullmatch(rf"{_NUM}[日号]", second):
        head = re.match(r".*月", first)
        second = head[0] + second if head else second
    elif re.fullmatch(rf"{_NUM}", second) and re.search(rf"月{_NUM}[日号]?$", first):
        second = re.match(r".*月", first)[0] + second + "日"
    if re.search(rf"月{_NUM}$", first):
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


@_pattern(rf"{_YEAR}(?:全年)?{_END}?")
def _whole_year(m, ctx):
    y, _ = _year_of(m, ctx)
    if m["y2"] and m["y2"][0] != "0" and not m["edge"]:
        return None  # 13年, 24年: a length or a year
    if m["yrel"] in _OF_THE_REPORT and y is None and ctx.main and re.fullmatch(r"FY\d{4}", ctx.main.code or ""):
        return _edge(shift(ctx.main, _RELATIVE_YEARS[m["yrel"]]), m["edge"])
    return None if y is None else _edge(year(y), m["edge"])


@_pattern(r"(?P<y4>(?:19|20)\d\d)(?:E|A|F)?")
def _year_alone(m, ctx):
    return year(int(m["y4"]))


@_pattern(r"(?:全年|年度|整个年度)")
def _the_year(m, ctx):
    if ctx.sentence_year:
        return year(ctx.sentence_year)
    if ctx.main and re.fullmatch(r"FY\d{4}", ctx.main.code or ""):
        return ctx.main
    if _ahead(ctx) and ctx.published.year and ctx.report_year == ctx.published.year - 1:
        return year(ctx.published.year)
    return None if ctx.report_year is None else year(ctx.report_year)


@_pattern(rf"(?:(?P<rel>今年|本年|去年|上年|明年)?(?P<point>{alternatives(_POINTS)}))")
def _point_of_year(m, ctx):
    base = ctx.published.year if m["rel"] in _OF_THE_WRITER else ctx.report_year
    y = None if base is None else base + _RELATIVE_YEARS[m["rel"] or "今年"]
    if not m["rel"] and ctx.sentence_year:
        y = ctx.sentence_year
    if not m["rel"] and _ahead(ctx) and y is not None:
        y = ctx.published.year
    if y is None or not _POINTS[m["point"]]:
        return None
    return day(dt.date.fromisoformat(f"{y}-{_POINTS[m['point']]}"))


@_pattern(r"(?:(?P<y4>(?:19|20)\d\d)年(?P<of>.{0,6})|(?P<yrel>今年|本年|去年)(?P<of2>.{0,6})|(?P<ytd>年初|开年|入年))(?:以来|至今|迄今)")
def _since(m, ctx):
    if m["ytd"]:
        y = ctx.published.year
    else:
        y, _ = _year_of(m, ctx)
    if y is None:
        return None
    of = m["of"] or m["of2"] or ""
    if of and of not in ("年初", "初"):
        p = resolve(f"{y}年{of}", ctx)
        return None if p is None or p.start is None else Period(None, p.start, None)
    if m["yrel"] == "本年" and ctx.main and ctx.main.end and "迄今" in m[0]:
        return code_of_months(ctx.main.end.year, 1, ctx.main.end.month)
    return Period(None, dt.date(y, 1, 1), None)


@_pattern(r"年内")
def _within_year(m, ctx):
    y = ctx.report_year
    if _ahead(ctx) and ctx.published.year and y in (ctx.published.year, ctx.published.year - 1):
        return year(ctx.published.year)
    if y is None or y != ctx.published.year:
        return None if y is None else year(y)
    return Period(None, dt.date(y, 1, 1), None)


@_pattern(rf"(?:{alternatives(_DAYS)})")
def _relative_day(m, ctx):
    d = ctx.published.date
    return None if d is None else day(d + dt.timedelta(_DAYS[m[0]]))


@_pattern(r"(?P<which>上|本|这|下)?(?:周|星期|礼拜)(?P<d>[一二三四五六日天])")
def _weekday(m, ctx):
    d = ctx.published.date
    if d is None:
        return None
    offset = "一二三四五六日".find(m["d"].replace("天", "日")) - d.weekday()
    if m["which"] in ("上", "下"):
        offset += -7 if m["which"] == "上" else 7
    elif not m["which"] and offset > 0:
        return None  # 周三 in a Monday's article: the last or the next?
    return day(d + dt.timedelta(offset))


@_pattern(r"(?P<which>上上|上|本|这|下下|下)(?:周|星期)")
def _week(m, ctx):
    d = ctx.published.date
    if d is None:
        return None
    weeks = m["which"].count("上") - m["which"].count("下")
    monday = d - dt.timedelta(d.weekday() + 7 * weeks)
    return Period(None, monday, monday + dt.timedelta(6))


@_pattern(r"(?P<y4>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>\d\d)")
def _vendor_day(m, ctx):
    """20240930, as data vendors write the end of a period."""
    return _one_day(m, ctx, int(m["m"]), int(m["d"]))


@_pattern(r"今明两年")
def _this_and_next(m, ctx):
    y = ctx.published.year
    return Period(None, dt.date(y, 1, 1), dt.date(y + 1, 12, 31)) if y else None


@_pattern(rf"(?:{_YEAR}的?)后(?P<n>{_NUM})个?月")
def _last_months(m, ctx):
    n, (y, _) = _int(m["n"]), _year_of(m, ctx)
    return months(y, 13 - n, 12) if y and n and 1 <= n <= 11 else None


@_pattern(rf"(?P<which>本|上一?个?|下一?个?)月(?P<d>{_NUM})[日号]")
def _day_of_relative_month(m, ctx):
    p = ctx.published
    d = _int(m["d"])
    if not p.month or not d:
        return None
    n = p.year * 12 + p.month - 1 + {"本": 0, "上": -1, "下": 1}[m["which"][0]]
    try:
        return day(dt.date(n // 12, n % 12 + 1, d))
    except ValueError:
        return None


@_pattern(r"(?P<which>本|上上个?|下下个?|上一?个?|下一?个?|当)月(?P<edge>末|底|初)?")
def _relative_month(m, ctx):
    p = ctx.published
    if ctx.main and re.fullmatch(r"\d{4}-\d\d", ctx.main.code or ""):
        p = Published(ctx.main.start.year, ctx.main.start.month)  # an article about one month
    if not p.month or m["which"] == "当":
        return None
    n = p.year * 12 + p.month - 1 + m["which"].count("下") - m["which"].count("上")
    return _edge(month(n // 12, n % 12 + 1), m["edge"])


@_pattern(r"(?P<which>本|这个?|当|该|上个?|上一个?|前一个?|下个?|下一个?)财?季度?(?P<edge>末|初)?")
def _relative_quarter(m, ctx):
    base = ctx.main
    if base and (f := re.fullmatch(r"FY(\d{4})Q([1-4])", base.code or "")):
        n = int(f[1]) * 4 + int(f[2]) - 1 + {"上": -1, "前": -1, "下": 1}.get(m["which"][0], 0)
        return None if m["edge"] else fiscal_period(n // 4, n % 4 + 1, None, ctx)
    if base is None or base.end is None or (base.code or "FY").startswith("FY"):
        return None
    if not re.search(r"Q[1-4]$|H[12]$|FY$", base.code or ""):
        return None
    q = (base.end.month - 1) // 3
    n = base.end.year * 4 + q + {"上": -1, "前": -1, "下": 1}.get(m["which"][0], 0)
    return _edge(quarter(n // 4, n % 4 + 1), m["edge"])


@_pattern(r"(?:本?报告期|本期|期内|本财报期|报告期内|期間|期间)(?P<edge>末|初)?")
def _reporting_period(m, ctx):
    return _edge(ctx.main, m["edge"])


@_pattern(r"期末|期初")
def _period_edge(m, ctx):
    if ctx.main is None:
        return None
    return _edge(ctx.main, m[0][1])


@_pattern(rf"(?:{_YEAR})?同期|(?P<ago>上年|去年)同(?P<u>月|日|季度?)|(?P<week>上周)同期")
def _same_period(m, ctx):
    if m["week"]:
        return day(ctx.last_day - dt.timedelta(7)) if ctx.last_day else None
    base = ctx.last or ctx.main
    if base is None:
        return None
    relative = m["ago"] or m["yrel"]
    if relative:
        return shift(base, _RELATIVE_YEARS[relative])
    y, written = _year_of(m, ctx)
    return shift(base, y - base.end.year) if written and y and base.end else None


@_pattern(r"(?:上期|上年期末|上年度末|上年末)")
def _before(m, ctx):
    if m[0] == "上期":
        return shift(ctx.main, -1) if ctx.main else None
    return day(dt.date(ctx.report_year - 1, 12, 31)) if ctx.report_year else None


@_pattern(rf"(?P<n>{_NUM})(?:个)?(?P<unit>季度|财季|月|年|年度|财年|周|星期|天|日|小时|交易日|工作日)")
def _duration(m, ctx):
    n = _int(m["n"])
    if n is None or m["unit"] in ("交易日", "工作日"):
        return None
    if (m["unit"] in ("月", "财年", "季度", "财季") and "个" not in m[0]) or (n > 99 and m["unit"] not in ("天", "日", "小时")):
        return None
    if m["unit"] == "日" and n <= 31 and not _LENGTH.search(ctx.before):  # 截至14日, 连续11日
        return _this_month(n, ctx)
    if m["unit"] == "年" and re.match(r"\d\d年", m[0]) and n >= 15 and not _LENGTH.search(ctx.before):
        return None
    unit = _LENGTHS[m["unit"]]
    return Period(duration=("PT" if unit[0] == "H" else "P") + f"{n * unit[1]}{unit[0]}")


_LENGTH = re.compile(r"(?:连续|连|近|过去|未来|历时|为期|共|长达|前|后|再|满|约|超|逾|連續|過去|未來|第)$")


def _this_month(n: int, ctx: Context) -> Period | None:
    """25日: the day of the month named in this sentence, else of that of publication, or of the one before."""
    d, p = ctx.sentence_day, ctx.published.date
    if d is None and p is None:
        return None
    y, mo = (d.year, d.month) if d else (p.year, p.month) if n <= p.day + 10 else \
        (p.year - (p.month == 1), (p.month - 2) % 12 + 1)
    try:
        return day(dt.date(y, mo, n))
    except ValueError:
        return None


@_pattern(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})")
def _slashed_day(m, ctx):
    return _one_day(m, ctx, int(m["m"]), int(m["d"]))


@_pattern(rf"近(?P<rest>{_NUM}个?(?:季度|月|年|周|天|日))")
def _recent(m, ctx):
    return _duration(re.compile(rf"(?P<n>{_NUM})(?:个)?(?P<unit>季度|月|年|周|天|日)").match(m["rest"]), ctx)


@_pattern(rf"(?P<years>{_NUM})年(?:零?(?P<months>{_NUM})个月|半)")
def _years_and_months(m, ctx):
    years, more = _int(m["years"]), _int(m["months"]) if m["months"] else 6
    return Period(duration=f"P{12 * years + more}M") if years and more and years < 100 else None


@_pattern(r"(?:(?P<of>上|20|二十|本|21|二十一)世纪)?(?P<d>\d0|[二三四五六七八九]十)年代")
def _decade(m, ctx):
    tens = _int(m["d"])
    this = m["of"] in ("本", "21", "二十一")
    if not m["of"] and tens < 40:
        return None  # 20年代: of which century?
    first = (2000 if this else 1900) + tens
    return Period(None, dt.date(first, 1, 1), dt.date(first + 9, 12, 31))


@_pattern(rf"(?:{_YEAR}的?)?(?P<list>第?[一二三](?:季度?)?(?:、第?[二三四](?:季度?)?){{0,2}}(?:、|和|及|与)第?[二三四])季度?")
def _quarter_list(m, ctx):
    numbers = ["一二三四".index(c) + 1 for c in m["list"] if c in "一二三四"]
    if numbers != list(range(numbers[0], numbers[-1] + 1)):
        return None
    y, written = _year_of(m, ctx)
    if not written:
        y = _bare_year(3 * numbers[-1] - 2, ctx)
    return None if y is None else code_of_months(y, 3 * numbers[0] - 2, 3 * numbers[-1])


@_pattern(r"(?P<a>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})起?(?:-{2}|~|至|到)(?P<b>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})")
def _iso_span(m, ctx):
    a, b = resolve(m["a"], ctx), resolve(m["b"], ctx)
    return Period(None, a.start, b.end) if a and b and a.start <= b.end else None


_RESULT = re.compile(r"(?:归母|扣非|[净淨]|[营營]|[减減增]?[亏虧盈]|少?[赚賺]|多[赚賺]|[业業][绩績]|收入|[扭转轉])")


@_pattern(r"半年")
def _half_a_year(m, ctx):
    if _RESULT.match(ctx.after) and ctx.main and re.fullmatch(r"\d{4}H1", ctx.main.code or ""):  # 半年净利 in a headline
        return ctx.main
    return Period(duration="P6M")


@_pattern(rf"(?:FY ?(?P<fy>(?:20)?\d\d)|(?P<y>(?:20)?\d\d)财政?年度?|(?P<rel>本|上|下|今|去)(?:一|个)?财政?年度?)?"
          rf"(?:第?(?P<qcn>[一二三四1-4])财?季度?|Q(?P<q>[1-4])|(?P<h1>上半财年|上半年)|(?P<h2>下半财年|下半年)|(?P<qf>首财季))?{_END}?")
def _fiscal(m, ctx):
    if not re.search("财|FY", m[0], re.I):
        return None
    q = 1 if m["qf"] else _int(m["qcn"] or m["q"])
    h = 1 if m["h1"] else 2 if m["h2"] else None
    y = m["fy"] or m["y"]
    main = re.match(r"FY(\d{4})", (ctx.main.code if ctx.main else None) or "")
    if y:
        y = 2000 + int(y) % 100
    elif q and ctx.fiscal and ctx.last_day and (exact := ending(ctx.last_day, q, ctx.fiscal[0])):
        y = exact
    elif main:
        y = int(main[1]) + {"上": -1, "去": -1, "下": 1}.get((m["rel"] or "本")[0], 0)
    elif ctx.fiscal and q and ctx.published.month:
        y = ctx.published.year + 1  # the last such quarter that had ended when the article appeared
        while fiscal_dates(y, q, None, ctx.fiscal[0])[1] > ctx.published.latest:
            y -= 1
    else:
        return None
    return _edge(fiscal_period(y, q, h, ctx), m["edge"])


@_pattern(r"(?:整个|全)?财年(?P<edge>末)?")
def _the_fiscal_year(m, ctx):
    main = re.match(r"FY(\d{4})", (ctx.main.code if ctx.main else None) or "")
    return _edge(fiscal_period(int(main[1]), None, None, ctx), m["edge"]) if main else None


_FOLD_WORDS = str.maketrans("財後內報告號週個間過時來", "财后内报告号周个间过时来")


def resolve(surface: str, ctx: Context) -> Period | None:
    """The period that a DATE span names, or None where the context does not fix it."""
    t = re.sub(r"\s+", "", fold(surface)).translate(_FOLD_WORDS)
    if len(t) > 40:
        return None
    for regex, function in _PATTERNS:
        if (m := regex.match(t)) and (p := function(m, ctx)) is not None:
            return p
    return None
