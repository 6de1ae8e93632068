"""The words of dates and periods: one pattern a form, tried in order on the folded surface of a DATE span."""
from __future__ import annotations

import re

from .numerals import fold, numeral_at
from .period import Context, Period, day
from .tables import alternatives, rows

CN = "一二三四五六七八九十两〇零"
NUM = rf"(?:\d{{1,4}}|[{CN}]{{1,4}})"


def _words(*roles: str) -> dict[str, str]:
    return {r["word"]: r["value"] for r in rows("period_words") if r["role"] in roles}


# 今年 and 去年 are the writer's; 上年, 本年 and 年末 are the report's.
OF_THE_REPORT = {w: int(v) for w, v in _words("report's year").items()}
OF_THE_WRITER = {w: int(v) for w, v in _words("writer's year").items()}
RELATIVE_YEARS = {**OF_THE_WRITER, **OF_THE_REPORT}
DAYS = {w: int(v) for w, v in _words("day").items()}
HALVES = {w: int(v) for w, v in _words("half").items()}
MONTHS = {w: int(v) for w, v in _words("months").items()}
LENGTHS = {w: (v[-1], int(v[:-1])) for w, v in _words("length").items()}
POINTS = _words("point")
YEAR = r"(?:(?P<y4>(?:19|20)\d\d)|(?P<y2>\d\d(?=年|[QH]|财年))|(?P<ycn>[一二][九〇零][〇零一二三四五六七八九]{2}|[〇零][一二三四五六七八九](?=年))|(?P<yrel>" + alternatives(RELATIVE_YEARS) + r"))(?:年度?)?"
QUARTER = (r"(?:第?(?P<qcn>[一二三四1-4])(?:季度?|财季)|第(?P<qth>[一二三四])个季度|Q(?P<qq>[1-4])(?:季度?)?|(?P<qn>[1-4])Q|(?P<qfirst>首季度?)|(?P<qlast>末季))")
END = r"(?:[年季]?度?(?P<edge>末|底|初))"


def integer(text: str | None) -> int | None:
    if not text:
        return None
    if text.isdigit():
        return int(text)
    read = numeral_at(text, 0)
    return int(read[1].low) if read and read[0] == len(text) and read[1].exact else None


def year_of(m: re.Match, ctx: Context) -> tuple[int | None, bool]:
    """(year, was it written) of a match of YEAR."""
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
        base = ctx.report_year if g["yrel"] in OF_THE_REPORT else ctx.published.year
        return (None if base is None else base + RELATIVE_YEARS[g["yrel"]]), True
    return None, False


_AHEAD = re.compile(r"预[计期测]|指引|展望|将|有望|目标|计划|料|排到|直至|預[計期測]|預料")
_AHEAD_AFTER = re.compile(r"目标|目標|计划|計劃|[拟擬将將]|预[计期测]|預[計期測]|指引|展望|有望|力争|力爭|争取|爭取|希望")


def ahead(ctx: Context) -> bool:
    """Do the words around say that the period lies ahead?"""
    return bool(_AHEAD.search(ctx.before) or _AHEAD_AFTER.search(ctx.after))


def bare_year(start_month: int, ctx: Context, reported: bool = True) -> int | None:
    """The year of a quarter, half or month named without one.

    The year of this sentence; else this year's where it had begun when the article
    appeared or lies ahead in the year reported on; else that of the year reported on.
    """
    p, main = ctx.published, ctx.main
    if ctx.sentence_year and (not p.year or ctx.sentence_year <= p.year or ahead(ctx)):  # 2027年预测 does not date 8月21日
        return ctx.sentence_year
    if reported and main and (main.code or "").startswith("FY"):
        return None  # a company with another year: calendar or fiscal quarter?
    if not p.year:
        return main.start.year if main and main.start else None
    if not p.month or start_month <= p.month - 2:
        return p.year
    later = start_month > p.month
    if main and main.end and main.end.year < p.year:  # last year's report: its fourth quarter, or the next to come?
        if ahead(ctx):
            return p.year
        return main.end.year if later and start_month > p.month + 2 else None if later else p.year
    if not later:
        return p.year
    if main or ahead(ctx) or start_month <= p.month + 2:
        return p.year
    return p.year - 1 if start_month >= 9 and p.month <= 4 else None


def at_edge(p: Period | None, which: str | None) -> Period | None:
    """末 and 底 are the last day of a period, 初 the first."""
    if p is None or not which:
        return p
    if p.duration:
        return None
    d = p.start if which == "初" else p.end
    return None if d is None else day(d)


_PATTERNS: list[tuple[re.Pattern, object]] = []


def pattern(regex: str):
    def register(function):
        _PATTERNS.append((re.compile(rf"(?:{regex})\Z", re.I), function))
        return function
    return register


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
