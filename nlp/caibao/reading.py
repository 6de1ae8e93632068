"""`read`: quantities and periods in any Chinese text, without a model."""
from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Iterator

from . import periods, quantities
from .numerals import EXACT, fold
from .quantities import Amount, amount_at
from .tables import alternatives, rows

_UNIT = re.compile(r" ?(?:" + alternatives(fold(r["unit"]) for r in rows("classifiers")) + r")(?:/[年月日天小时])?")
_START = re.compile(r"[0-9零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟数几上负+\-(¥￥$HRUNhC翻腰双低中高半每]|人民币|港[元币]|美元|百分之|百分|成")
_MOVED = re.compile(r"(?:上涨|下跌|增长|增加|下降|减少|提高|提升|上升|下调|上调|涨|跌|升|降|增|减)(?:了|约|近|超|逾)*$")
_UNIT_TO = re.compile(r"[\d.,万亿]+(?:美|港|欧|日)?元(?:至|到)")  # the level reached, not the end of a range
_SECURITY = re.compile(r"\d{4,6}\.[A-Za-z]{2}|0\d{3,5}(?!\d|\.\d)")
_LONE = set("壹贰叁肆伍陆柒捌玖拾佰仟")
# 3:2, 2/3 and 9/30 are no numbers of their own; nor is what follows 正负 or ±
_NO_AMOUNT = re.compile(r"\d{1,4}:\d{1,4}(?!\d)|\d{1,3}/\d{1,3}(?![\d/])|(?<=正)负[\d.]+[%万亿]?|(?<=±)[\d.]+[%万亿]?")
_DOTTED = re.compile(r"(?<![\d.])\d{1,2}·\d{1,2}(?![\d]*\s?[万亿元%％倍个])")  # 6·18 is a festival, 6·30 a day or a name
_CODE = re.compile(r"[A-Za-z0-9_.:/-]")
_YEAR = r"(?:(?:(?:(?:19|20)\d\d|\d\d)年度?|(?:19|20)\d\d(?=[QH])|(?:19|20)\d\d 年|今年|去年|明年|前年|后年|[上下]一?年|本年度?|[二一][〇零九][〇零一二三四五六七八九]{2}年|[〇零][一二三四五六七八九]年)的?)"
_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_LENGTH = rf"(?:{_N}|两|\d{{3}})"
_PART = (rf"(?:第?[一二三四1-4](?:季度|财季|季)[末初]?|Q[1-4](?:季度?)?|[1-4]Q(?:\d\d)?|H[12]|[12]H(?:\d\d)?|[上下前后]半年度?|半年度|首半年|[前首][二两三四2-4]个?季度?|[前首后]{_N}个?月|"
         rf"{_N}(?:月份?)?(?:、{_N})+月份?|{_N}(?:月份?)?(?:-{{1,2}}|~|至|到){_N}月份?|{_N}月{_N}[日号]|{_N}月(?:份|[末底初]|[上中下]旬)?|全年|年[末底初中]|[末底初])")
_ISO = r"(?:19|20)\d\d(?:-\d{1,2}-|/\d{1,2}/|\.\d{1,2}\.)\d{1,2}"
_DATE = re.compile(
    rf"第?[一二三](?:季度?)?(?:、第?[二三四](?:季度?)?){{0,2}}(?:、|和|及|与)第?[二三四]季度?|"
    rf"(?:[上本]世纪|(?:20|21|二十一?)世纪)?(?:\d0|[二三四五六七八九]十)年代|(?:\d\d|二十一?|[本上])世纪[初末]?|"
    rf"大[前后][天日]|后天|(?:上上|下下)(?:周|星期|个?月)|[上本下]?(?:周|星期)[一二三四五六日天]|{_N}年零?{_N}个月|{_LENGTH}年半|{_N}个半月|"
    rf"截[至止](?:{_YEAR})?{_N}月(?:{_N}[日号]?|底|末)?止(?:的)?(?:第?{_N}?个?(?:月|季度|财季)|年度|财政年度|财年|半年度?|全年)|"
    rf"(?:FY ?(?:20)?\d\d|(?:20)?\d\d财(?:政年度|年)|[本上]财年)?第?[一二三四1-4]财季|(?:FY ?(?:20)?\d\d|20\d\d财(?:政年度|年)|\d\d财年|[本上]财年)(?:第[一二三四]季度|Q[1-4]|[上下]半年)?|"
    rf"{_ISO}(?:起)?(?:-{{2}}|~|至|到){_ISO}|{_ISO}|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\d.,万亿元%])|(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?![\d/.年月%万亿元-])|"
    rf"(?:19|20)\d\d\.(?:0[1-9]|1[0-2])-(?:(?:19|20)\d\d\.(?:0[1-9]|1[0-2])|(?:19|20)\d\d)(?!\d)|"
    rf"{_N}月{_N}[日号]?(?:-{{1,2}}|~|至|到){_N}月{_N}[日号]?|"
    rf"[本上下]一?个?月{_N}[日号](?:(?:-{{1,2}}|~|至|到)[本上下]一?个?月{_N}[日号])?|今明两年|"
    rf"{_YEAR}?{_PART}(?:-{{1,2}}|~|至|到)(?:{_YEAR}?{_PART}|[本上下]一?个?月(?:{_N}[日号])?|{_N}[日号])|{_YEAR}?{_PART}|\d\dQ[1-4]|"
    rf"(?:{_YEAR}|(?:去年|上年))同期|(?:19|20)\d\d年?(?:-{{1,2}}|~|至|到)(?:19|20)?\d\d年|(?:今年|年初|(?:19|20)\d\d年)(?:以来|至今)|{_YEAR}(?:[末底初]|年[末底初])?|"
    rf"[本上这]一?个?季度[末初]?|上周|本周|[本上下]一?个?月|报告期末?|期内|[今昨明前][日天晚]|本日|"
    rf"{_LENGTH}个(?:季度|月|星期)|{_LENGTH}(?:年|周|天)(?![^\s，。、；]?[A-Za-z])|半年(?![度报内])")
_AND_A_HALF = re.compile("(公斤|[斤吨个亩里])半")
_CN_DIGITS = "一二两三四五六七八九十几数百千"
_NAMES = re.compile("今日(?:头条|資本|资本)|明日之后|明日之後|明天(?:系|控股)|前年度")
_NOT_NUMBERS = re.compile(r"[一二三四五六七八九]{1,2}折|[一二三四五六七八九]{2}开|十有八九|成千上万|数以[亿万千百]计|[一二三四五六七八九十]又[一二三四五六七八九十百]+分之[一二三四五六七八九十百]+|五角大[楼樓厦]|五角场|双1[12](?!\d)|双十[一二]|(?:618|818|360)(?![\d.,亿万元%家个港美欧台辆吨倍])|[一二三]线|一[方些般旦直样致切体季起边定]|[一二三四五六七八九十]方面|万[科达华]|百[度货胜]|千[禾方亿]?(?=科技|味)|第[一二三四五六七八九十\d]+|三一|五粮|六福|"
                          r"十分|百货|万一|千万别|数据|数字|数量|上市|上海|上涨|上升|上述|上游|上线|几乎|成为|成立|成本")


@dataclass(frozen=True, slots=True)
class Reading:
    """One quantity or period: ``text[start:end]`` (code points), its ``kind`` and its ``norm``.

    ``kind`` is money, percent, multiple, quantity, number, date or period; ``norm`` is
    ``{"quantity": …}`` or ``{"period": …}`` as in the Article record, None where nothing is known for certain.
    """

    start: int
    end: int
    kind: str
    norm: dict | None


def read(text: str, published: str | None = None, reporting_period: str | None = None) -> list[Reading]:
    """Quantities and periods of a text in order, none overlapping another, without a model.

    ``published`` (``2024-11-20``, ``2024-11``, ``2024``) and ``reporting_period`` (``2024Q3``) are what
    relative periods are resolved against. Takes time linear in the text; never raises on any text.
    """
    t = fold(text)
    dates = list(_date_spans(t))
    norms = periods.norms(text, dates, published, reporting_period)
    found = [Reading(a, b, _date_kind(n), n) for (a, b), n in zip(dates, norms)]
    taken = bytearray(len(text))
    for m in _DOTTED.finditer(text):
        taken[m.start():m.end()] = b"\1" * (m.end() - m.start())
    for a, b in dates:
        taken[a:b] = b"\1" * (b - a)
    amounts = list(amount_spans(t, taken))
    found += _with_norms(text, amounts)
    return sorted(found, key=lambda r: r.start)


def _date_kind(norm: dict | None) -> str:
    p = norm["period"] if norm else None
    return "date" if p and p["start"] and p["start"] == p["end"] else "period"


def _date_spans(t: str) -> Iterator[tuple[int, int]]:
    at = 0
    while m := _DATE.search(t, at):
        a, b = m.span()
        before, after = t[a - 1:a], t[b:b + 1]
        glued = (before and _CODE.match(before) and _CODE.match(t[a])) or (after and _CODE.match(after) and _CODE.match(t[b - 1]) and t[b - 1].isascii())
        if _NAMES.match(t, a):
            at = a + 2
            continue
        glued = glued or (before and before in _CN_DIGITS and t[a] in _CN_DIGITS)  # 两三天
        if glued or (m[0][-1] in "末底初" and len(m[0]) == 1):
            at = a + 1
            continue
        yield a, b - (m[0][-1] == "的")
        at = b


def amount_spans(t: str, taken: bytearray) -> Iterator[tuple[int, int, Amount]]:
    """Amounts of a folded text as (start, end, amount), left to right; none touches a character that is ``taken``."""
    i = last = 0
    while m := _START.search(t, i):
        i = m.start()
        if taken[i] or i == last > 0 and t[i] in "-+":  # 2%-3个百分点: a dash after an amount is no sign
            i += 1
            continue
        if skip := _NO_AMOUNT.match(t, i):
            i = skip.end()
            continue
        if skip := _NOT_NUMBERS.match(t, i):
            i = skip.end()
            continue
        read_here = _amount(t, i)
        if read_here is None or any(taken[i:read_here[0]]):
            i = quantities.unreadable(t, i) or _past(t, i)
            continue
        end, amount = read_here
        yield i, end, amount
        i = last = end


def _past(t: str, i: int) -> int:
    """The next place where something may start: a run of digits is read once, not from each of its digits."""
    j = i + 1
    if t[i].isascii() and t[i].isdigit():
        while j < len(t) and (t[j].isdigit() and t[j].isascii() or t[j] in ".,"):
            j += 1
        while j < len(t) and t[j] in "十百千万亿":  # of a number that is not read, 亿 is no number either
            j += 1
    return j


def _amount(t: str, i: int) -> tuple[int, Amount] | None:
    before = t[i - 1:i]
    dash = before == "-" and t[i - 2:i - 1] == "-"  # ——2亿元
    if before and _CODE.match(before) and not dash and (t[i].isascii() and t[i].isalnum()):
        return None  # inside a word, a code or a version number
    if before == "-" and t[i] in "-+" or t[i] in "-+" and t[i + 1:i + 2] in ("-", "+"):
        return None  # a dash between clauses
    if before and before in "-+" and t[i].isdigit() and t[i - 2:i - 1].isalnum() and t[i - 2:i - 1].isascii():
        return None
    if before == "第" or _SECURITY.match(t, i):
        return None
    moved = _MOVED.search(t, max(0, i - 6), i) and _UNIT_TO.match(t, i)
    found = amount_at(t, i, ranges=not moved)
    if found is None:
        return None
    end, amount = found
    if amount.kind == "number":
        if t[i] in "数几上" and end == i + 1 and not _UNIT.match(t, end):
            return None
        if amount.low == amount.high and _AND_A_HALF.match(t, end):
            m = _AND_A_HALF.match(t, end)  # 三斤半
            more = EXACT.add(amount.low, Decimal("0.5"))
            return m.end(), Amount("quantity", more, more, unit=m[1])
        if m := _UNIT.match(t, end):
            if t[i:end] == "陆" and "\u4e00" <= t[i - 1:i] <= "\u9fff":
                return None  # 登陆部队
            unit = m[0].strip()
            return m.end(), Amount("quantity", amount.low, amount.high, amount.low_inclusive, amount.high_inclusive, unit,
                                   at_least=amount.at_least, magnitude=amount.magnitude)
        alone = i == 0 and end == len(t)
        if not alone and end == i + 1 and not t[i].isdigit() or t[i:end] in _LONE and not alone:
            return None  # 四川, 放肆, 收拾: a digit alone inside a text
        after = t[end:end + 1]
        if after and after.isascii() and after.isalpha() or t.startswith("指数", end) or t[i:end] in ("百", "千", "万", "亿", "半"):
            return None
    return end, amount


def _with_norms(text: str, amounts: list[tuple[int, int, Amount]]) -> list[Reading]:
    """Currencies that 元 or a list leaves open, and bounds."""
    labels = {"money": "MONEY", "percent": "PERCENT", "multiple": "MULTIPLE"}
    yuan = quantities.meaning_of_yuan(text)
    out = []
    for (start, end, amount), norm in zip(amounts, quantities.finish(text, [(s, e, a) for s, e, a in amounts], yuan)):
        if norm and amount.kind == "quantity" and amount.unit:  # as written, Traditional characters too
            norm["quantity"]["unit"] = text[end - len(amount.unit):end] if fold(text[end - len(amount.unit):end]) == amount.unit else amount.unit
        out.append(Reading(start, end, amount.kind if norm is None or amount.kind in labels else _kind(norm, amount), norm))
    return out


def _kind(norm: dict, amount: Amount) -> str:
    unit = norm["quantity"]["unit"]
    return "money" if amount.kind == "number" and unit and re.fullmatch("[A-Z]{3}", unit) else amount.kind
