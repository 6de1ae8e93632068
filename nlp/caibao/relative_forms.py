"""Forms that lean on the context: the year reported on, relative days to quarters, same periods, lengths, fiscal periods."""
from __future__ import annotations

import datetime as dt
import re

from .calendar_forms import one_day
from .period import (
    Context,
    Period,
    Published,
    code_of_months,
    day,
    ending,
    fiscal_dates,
    fiscal_period,
    month,
    months,
    quarter,
    shift,
    year,
)
from .period_words import (
    DAYS,
    END,
    LENGTHS,
    NUM,
    OF_THE_WRITER,
    POINTS,
    RELATIVE_YEARS,
    YEAR,
    ahead,
    at_edge,
    bare_year,
    integer,
    pattern,
    resolve,
    year_of,
)
from .tables import alternatives


@pattern(r"(?:全年|年度|整个年度)")
def _the_year(m, ctx):
    if ctx.sentence_year:
        return year(ctx.sentence_year)
    if ctx.main and re.fullmatch(r"FY\d{4}", ctx.main.code or ""):
        return ctx.main
    if ahead(ctx) and ctx.published.year and ctx.report_year == ctx.published.year - 1:
        return year(ctx.published.year)
    return None if ctx.report_year is None else year(ctx.report_year)


@pattern(rf"(?:(?P<rel>今年|本年|去年|上年|明年)?(?P<point>{alternatives(POINTS)}))")
def _point_of_year(m, ctx):
    base = ctx.published.year if m["rel"] in OF_THE_WRITER else ctx.report_year
    y = None if base is None else base + RELATIVE_YEARS[m["rel"] or "今年"]
    if not m["rel"] and ctx.sentence_year:
        y = ctx.sentence_year
    if not m["rel"] and ahead(ctx) and y is not None:
        y = ctx.published.year
    if y is None or not POINTS[m["point"]]:
        return None
    return day(dt.date.fromisoformat(f"{y}-{POINTS[m['point']]}"))


@pattern(r"(?:(?P<y4>(?:19|20)\d\d)年(?P<of>.{0,6})|(?P<yrel>今年|本年|去年)(?P<of2>.{0,6})|(?P<ytd>年初|开年|入年))(?:以来|至今|迄今)")
def _since(m, ctx):
    if m["ytd"]:
        y = ctx.published.year
    else:
        y, _ = year_of(m, ctx)
    if y is None:
        return None
    of = m["of"] or m["of2"] or ""
    if of and of not in ("年初", "初"):
        p = resolve(f"{y}年{of}", ctx)
        return None if p is None or p.start is None else Period(None, p.start, None)
    if m["yrel"] == "本年" and ctx.main and ctx.main.end and "迄今" in m[0]:
        return code_of_months(ctx.main.end.year, 1, ctx.main.end.month)
    return Period(None, dt.date(y, 1, 1), None)


@pattern(r"年内")
def _within_year(m, ctx):
    y = ctx.report_year
    if ahead(ctx) and ctx.published.year and y in (ctx.published.year, ctx.published.year - 1):
        return year(ctx.published.year)
    if y is None or y != ctx.published.year:
        return None if y is None else year(y)
    return Period(None, dt.date(y, 1, 1), None)


@pattern(alternatives(DAYS))
def _relative_day(m, ctx):
    d = ctx.published.date
    return None if d is None else day(d + dt.timedelta(DAYS[m[0]]))


@pattern(r"(?P<which>上|本|这|下)?(?:周|星期|礼拜)(?P<d>[一二三四五六日天])")
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


@pattern(r"(?P<which>上上|上|本|这|下下|下)(?:周|星期)")
def _week(m, ctx):
    d = ctx.published.date
    if d is None:
        return None
    weeks = m["which"].count("上") - m["which"].count("下")
    monday = d - dt.timedelta(d.weekday() + 7 * weeks)
    return Period(None, monday, monday + dt.timedelta(6))


@pattern(r"(?P<y4>(?:19|20)\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>\d\d)")
def _vendor_day(m, ctx):
    """20240930, as data vendors write the end of a period."""
    return one_day(m, ctx, int(m["m"]), int(m["d"]))


@pattern(r"今明两年")
def _this_and_next(m, ctx):
    y = ctx.published.year
    return Period(None, dt.date(y, 1, 1), dt.date(y + 1, 12, 31)) if y else None


@pattern(rf"(?:{YEAR}的?)后(?P<n>{NUM})个?月")
def _last_months(m, ctx):
    n, (y, _) = integer(m["n"]), year_of(m, ctx)
    return months(y, 13 - n, 12) if y and n and 1 <= n <= 11 else None


@pattern(rf"(?P<which>本|上一?个?|下一?个?)月(?P<d>{NUM})[日号]")
def _day_of_relative_month(m, ctx):
    p = ctx.published
    d = integer(m["d"])
    if not p.month or not d:
        return None
    n = p.year * 12 + p.month - 1 + {"本": 0, "上": -1, "下": 1}[m["which"][0]]
    try:
        return day(dt.date(n // 12, n % 12 + 1, d))
    except ValueError:
        return None


@pattern(r"(?P<which>本|上上个?|下下个?|上一?个?|下一?个?|当)月(?P<edge>末|底|初)?")
def _relative_month(m, ctx):
    p = ctx.published
    if ctx.main and re.fullmatch(r"\d{4}-\d\d", ctx.main.code or ""):
        p = Published(ctx.main.start.year, ctx.main.start.month)  # an article about one month
    if not p.month or m["which"] == "当":
        return None
    n = p.year * 12 + p.month - 1 + m["which"].count("下") - m["which"].count("上")
    return at_edge(month(n // 12, n % 12 + 1), m["edge"])


@pattern(r"(?P<which>本|这个?|当|该|上个?|上一个?|前一个?|下个?|下一个?)财?季度?(?P<edge>末|初)?")
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
    return at_edge(quarter(n // 4, n % 4 + 1), m["edge"])


@pattern(r"(?:本?报告期|本期|期内|本财报期|报告期内|期間|期间)(?P<edge>末|初)?")
def _reporting_period(m, ctx):
    return at_edge(ctx.main, m["edge"])


@pattern(r"期末|期初")
def _period_edge(m, ctx):
    if ctx.main is None:
        return None
    return at_edge(ctx.main, m[0][1])


@pattern(rf"(?:{YEAR})?同期|(?P<ago>上年|去年)同(?P<u>月|日|季度?)|(?P<week>上周)同期")
def _same_period(m, ctx):
    if m["week"]:
        return day(ctx.last_day - dt.timedelta(7)) if ctx.last_day else None
    base = ctx.last or ctx.main
    if base is None:
        return None
    relative = m["ago"] or m["yrel"]
    if relative:
        return shift(base, RELATIVE_YEARS[relative])
    y, written = year_of(m, ctx)
    return shift(base, y - base.end.year) if written and y and base.end else None


@pattern(r"(?:上期|上年期末|上年度末|上年末)")
def _before(m, ctx):
    if m[0] == "上期":
        return shift(ctx.main, -1) if ctx.main else None
    return day(dt.date(ctx.report_year - 1, 12, 31)) if ctx.report_year else None


@pattern(rf"(?P<n>{NUM})(?:个)?(?P<unit>季度|财季|月|年|年度|财年|周|星期|天|日|小时|交易日|工作日)")
def _duration(m, ctx):
    n = integer(m["n"])
    if n is None or m["unit"] in ("交易日", "工作日"):
        return None
    if (m["unit"] in ("月", "财年", "季度", "财季") and "个" not in m[0]) or (n > 99 and m["unit"] not in ("天", "日", "小时")):
        return None
    if m["unit"] == "日" and n <= 31 and not _LENGTH.search(ctx.before):  # 截至14日, 连续11日
        return _this_month(n, ctx)
    if m["unit"] == "年" and re.match(r"\d\d年", m[0]) and n >= 15 and not _LENGTH.search(ctx.before):
        return None
    unit = LENGTHS[m["unit"]]
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


@pattern(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})")
def _slashed_day(m, ctx):
    return one_day(m, ctx, int(m["m"]), int(m["d"]))


@pattern(rf"近(?P<rest>{NUM}个?(?:季度|月|年|周|天|日))")
def _recent(m, ctx):
    return _duration(re.compile(rf"(?P<n>{NUM})(?:个)?(?P<unit>季度|月|年|周|天|日)").match(m["rest"]), ctx)


@pattern(rf"(?P<years>{NUM})年(?:零?(?P<months>{NUM})个月|半)")
def _years_and_months(m, ctx):
    years, more = integer(m["years"]), integer(m["months"]) if m["months"] else 6
    return Period(duration=f"P{12 * years + more}M") if years and more and years < 100 else None


@pattern(r"(?:(?P<of>上|20|二十|本|21|二十一)世纪)?(?P<d>\d0|[二三四五六七八九]十)年代")
def _decade(m, ctx):
    tens = integer(m["d"])
    this = m["of"] in ("本", "21", "二十一")
    if not m["of"] and tens < 40:
        return None  # 20年代: of which century?
    first = (2000 if this else 1900) + tens
    return Period(None, dt.date(first, 1, 1), dt.date(first + 9, 12, 31))


@pattern(rf"(?:{YEAR}的?)?(?P<list>第?[一二三](?:季度?)?(?:、第?[二三四](?:季度?)?){{0,2}}(?:、|和|及|与)第?[二三四])季度?")
def _quarter_list(m, ctx):
    numbers = ["一二三四".index(c) + 1 for c in m["list"] if c in "一二三四"]
    if numbers != list(range(numbers[0], numbers[-1] + 1)):
        return None
    y, written = year_of(m, ctx)
    if not written:
        y = bare_year(3 * numbers[-1] - 2, ctx)
    return None if y is None else code_of_months(y, 3 * numbers[0] - 2, 3 * numbers[-1])


@pattern(r"(?P<a>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})起?(?:-{2}|~|至|到)(?P<b>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})")
def _iso_span(m, ctx):
    a, b = resolve(m["a"], ctx), resolve(m["b"], ctx)
    return Period(None, a.start, b.end) if a and b and a.start <= b.end else None


_RESULT = re.compile(r"(?:归母|扣非|[净淨]|[营營]|[减減增]?[亏虧盈]|少?[赚賺]|多[赚賺]|[业業][绩績]|收入|[扭转轉])")


@pattern(r"半年")
def _half_a_year(m, ctx):
    if _RESULT.match(ctx.after) and ctx.main and re.fullmatch(r"\d{4}H1", ctx.main.code or ""):  # 半年净利 in a headline
        return ctx.main
    return Period(duration="P6M")


@pattern(rf"(?:FY ?(?P<fy>(?:20)?\d\d)|(?P<y>(?:20)?\d\d)财政?年度?|(?P<rel>本|上|下|今|去)(?:一|个)?财政?年度?)?"
          rf"(?:第?(?P<qcn>[一二三四1-4])财?季度?|Q(?P<q>[1-4])|(?P<h1>上半财年|上半年)|(?P<h2>下半财年|下半年)|(?P<qf>首财季))?{END}?")
def _fiscal(m, ctx):
    if not re.search("财|FY", m[0], re.I):
        return None
    q = 1 if m["qf"] else integer(m["qcn"] or m["q"])
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
    return at_edge(fiscal_period(y, q, h, ctx), m["edge"])


@pattern(r"(?:整个|全)?财年(?P<edge>末)?")
def _the_fiscal_year(m, ctx):
    main = re.match(r"FY(\d{4})", (ctx.main.code if ctx.main else None) or "")
    return at_edge(fiscal_period(int(main[1]), None, None, ctx), m["edge"]) if main else None
