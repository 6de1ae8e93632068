"""Money, percentages, factors, counts and measures: from the words to an exact norm.

Knows nothing of spaCy. All offsets are those of the text given in; what cannot
be read for certain is None.
"""
from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from .numerals import EXACT, Numeral, fold, numeral_at, plain
from .tables import alternatives, rows
from .yuan import YuanContext, currency_of_yuan, meaning_of_yuan

__all__ = ["Amount", "amount_at", "bound_of", "finish", "meaning_of_yuan", "norms", "span_amount"]
YUAN = "YUAN"  # 元 alone: which currency it is, the article tells
_CURRENCIES = {(side, fold(r["surface"])): (r["code"], Decimal(r["factor"]))
               for r in rows("currencies") for side in ("before", "after") if r["where"] in (side, "both")}
_BEFORE = re.compile(alternatives(s for side, s in _CURRENCIES if side == "before"))
_AFTER = re.compile(alternatives(s for side, s in _CURRENCIES if side == "after"))
_PER = {fold(r["surface"]): r["per"] for r in rows("per_units")}
_PER_AFTER = re.compile(rf" ?(?:/|每) ?({alternatives(_PER)})")
_PER_BEFORE = re.compile(rf"每({alternatives(_PER)})(?:约|约为)? ?")
_PERCENT = re.compile(r" ?(?:(%|‰|‱)|(个?百分点|个百分比|pct|ppts?|pp)|(个?基点|点子|bps?)|(成)(半|[一二两三四五六七八九]?))", re.I)
_MULTIPLE = re.compile(r" ?(?:倍|[xX](?![A-Za-z0-9]))")
_VAGUE_PERCENT = {fold(r["surface"]): (Decimal(r["low"]), Decimal(r["high"])) for r in rows("vague_percents")}
_FACTOR_WORDS = {fold(r["surface"]): (r["kind"], Decimal(r["number"]) if r["number"] else None)
                 for r in rows("factor_words")}
_WORDS = re.compile(alternatives([*_VAGUE_PERCENT, *_FACTOR_WORDS]))
_RANGE = re.compile(r" ?(?:-{1,2}|~|至|到|或) ?")
_BETWEEN = re.compile(r" ?(?:和|与|及) ?")
_SIGN = re.compile(r"(?:[-+]|负|亏损|盈利|亏|盈)")
_MAGNITUDE = re.compile(r"[十百千万亿]+")
_FRACTION = re.compile(r"分之")
LABEL_KIND = {"MONEY": "money", "PERCENT": "percent", "MULTIPLE": "multiple", "QUANTITY": "quantity"}
_BOUNDS = {(r["where"], fold(r["word"])): r["bound"] for r in rows("bounds")}
_BOUND_BEFORE = re.compile(rf"(?:{alternatives(w for s, w in _BOUNDS if s == 'before')})(?:有|至|达|为|的)? ?$")
_BOUND_AFTER = re.compile(rf" ?(?:{alternatives(w for s, w in _BOUNDS if s == 'after')})(?![了出一赚卖点家诉])")
_BOUND_WORD = re.compile(alternatives(w for _, w in _BOUNDS))


@dataclass(frozen=True, slots=True)
class Amount:
    """What one value says. ``low == high`` for a single number; ``high`` None for an open end."""

    kind: str  # money, percent, multiple, quantity or number
    low: Decimal
    high: Decimal
    low_inclusive: bool = True
    high_inclusive: bool = True
    unit: str | None = None
    per: str | None = None
    at_least: bool = False
    magnitude: Decimal = Decimal(1)  # of 万, 亿 as written; what a bare number beside it in a list shares

    @property
    def exact_number(self) -> bool:
        return self.low == self.high

    def norm(self, bound: str = "=") -> dict:
        """As the record stores it (decimals as strings)."""
        exact = self.exact_number
        return {"quantity": {
            "number": plain(self.low) if exact else None,
            "low": None if exact else plain(self.low), "high": None if exact else plain(self.high),
            "low_inclusive": None if exact else self.low_inclusive,
            "high_inclusive": None if exact else self.high_inclusive,
            "unit": self.unit, "per": self.per, "bound": bound}}


@dataclass(slots=True)
class _Side:
    """One number with what stands around it; a range has two."""

    numeral: Numeral
    end: int
    number_end: int
    kind: str | None = None
    unit: str | None = None
    per: str | None = None
    currency: str | None = None
    factor: Decimal = Decimal(1)
    tenths: bool = False  # 成: in 两到三成 the 两 is tenths too


def _side(t: str, i: int) -> _Side | None:
    """Prefixes, sign, number and unit at ``t[i:]``."""
    per = currency = None
    percent = False
    if m := _PER_BEFORE.match(t, i):
        per, i = _PER[m[1]], m.end()
    sign = 1
    for _ in range(2):  # -HK$5 and HK$-5
        if m := _SIGN.match(t, i):
            sign, i = (-1 if m[0][0] in "-负亏" else 1), m.end()
        if currency is None and (m := _BEFORE.match(t, i)):
            currency, i = _CURRENCIES["before", m[0]][0], m.end()
            i += t.startswith(" ", i)
    if t.startswith("百分之", i):
        percent, i = True, i + 3
        if t.startswith("负", i):
            sign, i = -1, i + 1
    bracket = t.startswith("(", i)  # the accounting minus (3,541.07); (300934) is a code
    opened = i
    read = numeral_at(t, i + bracket)
    if not read:
        return None
    i, numeral = read
    if bracket:
        if not t.startswith(")", i) or not set(".,") & set(t[opened:i]):
            return None
        sign, i = -1, i + 1
        if (m := _MAGNITUDE.match(t, i)) and (scale := numeral_at(m[0], 0)):
            numeral, i = numeral.times(scale[1].low), m.end()
    if not percent and (m := _FRACTION.match(t, i)):
        return _fraction(t, m.end(), numeral, sign)
    side = _Side(numeral.times(Decimal(sign)) if sign < 0 else numeral, i, i, per=per, currency=currency)
    if percent:
        side.kind, side.unit = "percent", "percent"
        return side
    _suffix(t, side)
    if side.currency is not None and side.kind is None:
        side.kind, side.unit = "money", side.currency
    return side


def unreadable(t: str, i: int) -> int | None:
    """Where a fraction that has no exact decimal ends (三分之二); None where none starts."""
    read = numeral_at(t, i)
    m = read and _FRACTION.match(t, read[0])
    rest = m and numeral_at(t, m.end() + (t.startswith(("负", "-"), m.end())))
    return rest[0] if rest else None


def _fraction(t: str, i: int, denominator: Numeral, sign: int) -> _Side | None:
    read = numeral_at(t, i)
    if not read or not (denominator.exact and read[1].exact) or not denominator.low:
        return None
    value = EXACT.divide(EXACT.multiply(read[1].low, Decimal(100 * sign)), denominator.low)
    if EXACT.multiply(value, denominator.low) != read[1].low * 100 * sign or len(value.as_tuple().digits) > 12:
        return None  # 三分之二 has no exact decimal
    return _Side(Numeral(value, value), read[0], read[0], "percent", "percent")


def _plus(n: Numeral, more: Decimal) -> Numeral:
    return replace(n, low=EXACT.add(n.low, more), high=EXACT.add(n.high, more))


_ENGLISH = re.compile(r" ?(?:(trillion|tn)|(billion|bn|b)|(million|mn|mln|m)|(thousand|k)|(w))(?![A-Za-z0-9²³])", re.I)
_POWERS = tuple(Decimal(10) ** n for n in (12, 9, 6, 3, 4))


def _suffix(t: str, side: _Side) -> None:
    i = side.end
    m = _ENGLISH.match(t, i)  # $1.2billion, HK$1.2b, 3w元: only of money
    if m and t[i - 1:i].isascii() and (side.currency or _AFTER.match(t, m.end() + t.startswith(" ", m.end()))):
        side.numeral = side.numeral.times(next(p for p, g in zip(_POWERS, m.groups()) if g))
        i = side.end = side.number_end = m.end()
    if m := _PERCENT.match(t, i):
        if m[1]:
            side.unit = "percent"
            if m[1] != "%":
                side.numeral = side.numeral.times(Decimal("0.1" if m[1] == "‰" else "0.01"))
        elif m[2]:
            side.unit = "percentage_point"
        elif m[3]:
            side.unit = "basis_point"
        else:  # 三成, 一成二, 三成半
            extra = {"": 0, "半": 5}.get(m[5])
            extra = Decimal(numeral_at(m[5], 0)[1].low if extra is None else extra)
            n = side.numeral.times(Decimal(10))
            side.numeral = replace(n, low=n.low + extra, high=n.high + extra)
            side.unit, side.tenths = "percent", True
        side.kind, side.end = "percent", m.end()
    elif m := _MULTIPLE.match(t, i):
        side.kind, side.unit, side.end = "multiple", "times", m.end()
        if t.startswith("半", side.end) and side.numeral.exact:  # 一倍半
            side.numeral, side.end = _plus(side.numeral, Decimal("0.5")), side.end + 1
    else:
        j = i + t.startswith(" ", i)
        if not (m := _AFTER.match(t, j)):
            return
        code, factor = _CURRENCIES["after", m[0]]
        if side.currency not in (None, code) and code != YUAN:
            return
        side.kind, side.unit = "money", side.currency or code
        side.factor, side.end = factor, m.end()
        if code == YUAN and m[0] in ("元", "圆", "块"):
            side.end = _small_change(t, side)
        if p := _PER_AFTER.match(t, side.end):
            side.per, side.end = _PER[p[1]], p.end()
    if side.end > i and t[side.end:side.end + 1] in ("多", "余") and side.numeral.exact:
        n = side.numeral
        end, vague = numeral_at(plain(n.low if n.low > 0 else Decimal(1)) + "多", 0)
        side.numeral = Numeral(n.low, n.low + vague.high - vague.low, False, False, n.magnitude, True)
        side.end += 1


_TENTHS_OF_YUAN = re.compile(r"([1-9一二三四五六七八九])(?![\d零一二三四五六七八九十百千万亿点.角毛分至到个家元块%])")
_CHANGE = re.compile(r"(?:([0-9零一二两三四五六七八九壹贰叁肆伍陆柒捌玖])[角毛])?(?:零?([0-9一二两三四五六七八九壹贰叁肆伍陆柒捌玖])分(?![之钟类析别]))?[整正]?")


def _small_change(t: str, side: _Side) -> int:
    """五元三角, 壹元零壹分, 元整: adds what follows 元 to the number; returns where it ends."""
    if t[side.end - 1] == "块" and side.numeral.exact and (m := _TENTHS_OF_YUAN.match(t, side.end)):  # 两块二
        side.numeral = _plus(side.numeral, EXACT.divide(numeral_at(m[1], 0)[1].low, Decimal(10)))
        return m.end()
    m = _CHANGE.match(t, side.end)
    cents = sum(Decimal(factor) * numeral_at(digit, 0)[1].low for digit, factor in ((m[1], 10), (m[2], 1)) if digit)
    if cents and side.numeral.exact:
        value = EXACT.add(side.numeral.low, EXACT.divide(cents, Decimal(100)))
        side.numeral = replace(side.numeral, low=value, high=value)
        return m.end()
    return m.end() if m[0] in ("整", "正") else side.end


def amount_at(t: str, i: int, ranges: bool = True) -> tuple[int, Amount] | None:
    """The amount that starts at ``t[i:]`` (folded text) as (end, Amount), or None.

    Money, percentages and factors carry their unit; a number whose unit is not
    one of these has kind ``number``. Without ``ranges`` two sides are not joined (上涨200元至4500元/吨).
    """
    if m := _WORDS.match(t, i):
        if m[0] in _VAGUE_PERCENT:
            low, high = _VAGUE_PERCENT[m[0]]
            return m.end(), Amount("percent", low, high, True, False, "percent")
        kind, number = _FACTOR_WORDS[m[0]]
        if number is None:
            return None
        return m.end(), Amount(kind, number, number, unit="percent" if kind == "percent" else "times")
    first = _side(t, i)
    if first is None:
        return None
    read = None
    if ranges and (m := _RANGE.match(t, first.end)):
        double = m[0].strip() == "--" and first.numeral.low < 0  # -40%—-30%: the second dash is a sign
        second = _side(t, m.end() - 1 if double else m.end())
        read = second and _range(first, second)
    if ranges and read is None and (m := _BETWEEN.match(t, first.end)):  # 20和30之间
        second = _side(t, m.end())
        read = second and t.startswith("之间", second.end) and _range(first, second) or None
    end, amount = read or (first.end, _amount(first))
    return None if amount.per and amount.kind != "money" else (end, amount)


def _amount(side: _Side) -> Amount:
    n = side.numeral.times(side.factor) if side.factor != 1 else side.numeral
    return Amount(side.kind or "number", n.low, n.high, n.low_inclusive, n.high_inclusive, side.unit, side.per,
                  n.at_least, n.magnitude)


def _range(a: _Side, b: _Side) -> tuple[int, Amount] | None:
    """Two sides as one amount, where kind and unit agree or the first leaves them to the second."""
    if b.kind is None and a.kind is not None and a.end > a.number_end:
        return None
    if a.kind is not None and a.end > a.number_end and (a.kind != b.kind or not _same_unit(a, b)):
        return None
    if a.currency and b.currency and a.currency != b.currency:
        return None
    factor = b.factor
    low, high = a.numeral, b.numeral
    if a.kind is None or a.end == a.number_end:  # the first number has no unit of its own
        shared = low
        scale = high.magnitude if low.magnitude == 1 and low.low < 10 else high.big if low.big == 1 else Decimal(1)
        if scale > 1 and not low.low * scale > high.high >= low.low:
            shared = low.times(scale)
        low = shared.times(Decimal(10)) if b.tenths and a.kind is None else shared
    low, high = low.times(a.factor if a.kind == b.kind and a.end > a.number_end else factor), high.times(factor)
    if not (low.exact and high.exact):
        return None
    if high.low < low.low:
        low, high = high, low
    unit = b.unit if b.unit is not None else a.unit
    if unit == YUAN and a.unit not in (None, YUAN):
        unit = a.unit
    if unit == YUAN and a.currency:
        unit = a.currency
    return b.end, Amount(b.kind or a.kind or "number", low.low, high.low, unit=unit, per=a.per or b.per,
                         magnitude=b.numeral.magnitude)


def _same_unit(a: _Side, b: _Side) -> bool:
    return a.unit == b.unit or (a.kind == "money" and YUAN in (a.unit, b.unit))


# A space inside the digits of a span is a slip of the typesetter: 13.9 4亿元, 24 875.23亿元.
_BROKEN_NUMBER = re.compile(r"(?<=\d) (?=\d)")


def span_amount(surface: str, label: str) -> Amount | None:
    """What a whole span of that label says, or None where it cannot be read to the last character."""
    t = _BROKEN_NUMBER.sub("", fold(surface))
    kind = LABEL_KIND[label]
    read = amount_at(t, 0) or (_per_any(t, surface) if kind == "money" else None)
    if read is None:
        return None
    end, amount = read
    if kind == "money" and amount.kind == kind and amount.per is None and (m := _PER_ANY_AFTER.fullmatch(t, end)):
        return replace(amount, per=surface[m.start(1):])
    if kind == "percent" and amount.kind == "number" and t[end:] == "厘":  # 5.5厘, of interest
        return replace(amount, kind=kind, unit="percent")
    if kind == "quantity":
        amount = _counted(t, end, amount)
        # the unit is given as it is written, Traditional characters too
        return amount and replace(amount, unit=amount.unit and surface[len(surface) - len(amount.unit):])
    if end != len(t):
        return None
    if amount.kind == "number" and kind != "percent":
        return replace(amount, kind=kind)  # the unit stands elsewhere, if anywhere
    return amount if amount.kind == kind else None


_PER_ANY_AFTER = re.compile(r" ?/ ?([^\W\d]{1,6})")  # of a span, which says where the unit ends: 元/TEU, 元/支
_PER_ANY_BEFORE = re.compile(r"每([^\W\d]{1,4}?)(?=[\d(]|" + alternatives(s for side, s in _CURRENCIES if side == "before") + ")")


def _per_any(t: str, surface: str) -> tuple[int, Amount] | None:
    """每TEU1385美元, 每千瓦212元: any word as the unit that the money is for, given as written."""
    if (m := _PER_ANY_BEFORE.match(t)) and (read := amount_at(t, m.end())) and read[1].kind == "money":
        return read[0], replace(read[1], per=surface[m.start(1):m.end(1)])
    return None


def _counted(t: str, end: int, amount: Amount) -> Amount | None:
    """A count with its classifier or unit, which may be any word."""
    if amount.kind in ("percent", "multiple"):
        return None
    first = numeral_at(t, t[:1] in "-+")
    if first is None:
        return None
    if amount.kind == "money":  # 三十块 of a screen, 五元 of a matrix: the unit is what is written
        end, amount = first[0], Amount("number", first[1].low, first[1].high, first[1].low_inclusive,
                                       first[1].high_inclusive, at_least=first[1].at_least)
    rest = t[end:].strip()
    if rest.startswith("+"):
        rest, amount = rest[1:].strip(), replace(amount, at_least=True)
    for sep in ("-", "~", "至", "到"):  # 100万辆至120万辆
        left, found, right = rest.partition(sep)
        if found and left and (second := numeral_at(right, 0)):
            tail = right[second[0]:].strip()
            if tail == left.strip() and amount.exact_number and second[1].exact and amount.low <= second[1].low:
                return replace(amount, kind="quantity", high=second[1].low, unit=tail)
    if any(c.isdigit() for c in rest):
        return None
    return replace(amount, kind="quantity", unit=rest or None)


def bound_of(text: str, start: int, end: int) -> tuple[str, list[int] | None]:
    """The bound that the words beside ``text[start:end]`` state, and where they stand.

    超500万 is ``>``, 近20% ``<``, 约 ``~``, 不低于 ``>=``; ``=`` and None where nothing is said.
    """
    t = fold(text[max(0, start - 8):start])
    if m := _BOUND_BEFORE.search(t):
        word = _BOUND_WORD.match(m[0])[0]
        at = start - len(t) + m.start()
        bound = _BOUNDS["before", word]
        if bound != "=":
            return bound, [at, at + len(word)]
    t = fold(text[end:end + 4])
    if m := _BOUND_AFTER.match(t):
        return _BOUNDS["after", m[0].strip()], [end + m.end() - len(m[0].strip()), end + m.end()]
    inner = fold(text[start:end])
    if m := re.search(r"[多余]|^上(?=[十百千万亿])|\+$", inner):
        return ">", [start + m.start(), start + m.end()]
    return "=", None


_LIST_JOIN = re.compile(r"[、/]?\s?(?:和|及|以及|与|與|至|到|或|-|~)?\s?")
_HEADER = re.compile(r"(?:单位|單位)\s?[:：]?\s?(?:为|為)?([^\s。，,；;)）]{1,8})|[(（]([十百千万亿萬億]*[^\s\d()（）]{1,5})[)）]")


def norms(text: str, spans: list[tuple[int, int, str]], yuan: str | None = "CNY") -> list[dict | None]:
    """Norms of the value spans of one text.

    Parameters
    ----------
    text : the text that the offsets count in.
    spans : ``(start, end, label)`` of the value spans, in text order.
    yuan : the currency that 元 alone means here (ISO 4217), None if it cannot be told.

    Returns one norm a span; None where the words cannot be read. A number that
    leaves its unit to the next one in a list takes it (5.2亿、6.8亿和7.5亿元,
    28/23/19倍), and a bare amount that of the heading above it (单位：百万元).
    """
    return finish(text, [(start, end, span_amount(text[start:end], label)) for start, end, label in spans], yuan)


def finish(text: str, spans: list[tuple[int, int, Amount | None]], yuan: str | None) -> list[dict | None]:
    """Norms of amounts in their places: units taken from a list or a heading, the meaning of 元, bounds."""
    amounts = [amount for _, _, amount in spans]
    for step, order in ((1, range(len(spans) - 2, -1, -1)), (-1, range(1, len(spans)))):
        for i in order:  # first from the right, then from the left
            a, b = amounts[i], amounts[i + step]
            if not (a and b and b.kind in ("money", "multiple") and a.kind in (b.kind, "number") and a.unit is None and b.unit):
                continue
            left, right = (i, i + 1) if step == 1 else (i - 1, i)
            if _LIST_JOIN.fullmatch(text[spans[left][1]:spans[right][0]]) and spans[left][1] < spans[right][0]:
                scale = b.magnitude if a.magnitude == 1 else Decimal(1)  # 6.9/9.6/12.4亿元
                amounts[i] = replace(a, kind=b.kind, unit=b.unit, per=a.per or b.per, magnitude=a.magnitude * scale,
                                     low=EXACT.multiply(a.low, scale), high=EXACT.multiply(a.high, scale))
    out: list[dict | None] = []
    article = YuanContext(text)
    for (start, end, _), amount in zip(spans, amounts):
        if amount is not None and amount.kind == "money" and amount.unit is None and amount.magnitude == 1:
            amount = _under_heading(text, start, amount)
        if amount is None or (amount.kind == "multiple" and amount.unit is None):
            out.append(None)
            continue
        if amount.unit == YUAN:
            amount = replace(amount, unit=currency_of_yuan(text, start, yuan, article))
        out.append(amount.norm(bound_of(text, start, end)[0]))
    return out


def _under_heading(text: str, start: int, amount: Amount) -> Amount:
    """A bare amount in a table takes the unit of the nearest heading before it: 营收（亿元）, 单位：万元."""
    line = max(text.rfind("\n", 0, start) + 1, start - 600)
    for m in reversed(list(_HEADER.finditer(text, line, start))):
        t = fold(m[1] or m[2])
        head = _BEFORE.match(t)
        prefix = _CURRENCIES["before", head[0]][0] if head else None
        i = head.end() if head else 0
        read = numeral_at(t, i)
        factor, i = (read[1].low, read[0]) if read else (Decimal(1), i)
        unit = _AFTER.match(t, i)
        per = _PER_AFTER.fullmatch(t, unit.end()) if unit else None
        if unit and not per and t[unit.end():unit.end() + 1] == "/":
            return amount  # 元/吨米: money for something, but not for what we know
        if (unit and (per or unit.end() == len(t))) or (head and not unit and i == len(t)):
            code, part = _CURRENCIES["after", unit[0]] if unit else (prefix, Decimal(1))
            factor = EXACT.multiply(factor, part)
            amount = replace(amount, per=_PER[per[1]]) if per else amount
            return replace(amount, low=EXACT.multiply(amount.low, factor), high=EXACT.multiply(amount.high, factor),
                           unit=prefix or code)
    return amount
