"""Numerals: Arabic, Chinese and financial ones, mixed and vague, as exact decimals.

`numeral_at` reads the longest numeral that starts at an offset. It works on
folded text (see `fold`), in which full-width and Traditional forms are replaced
one code point for one, so that offsets stay those of the raw text.
"""
from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Context, Decimal

# Sums and products of up to MAX_DIGITS digits are exact in this context.
MAX_DIGITS = 60
EXACT = Context(prec=2 * MAX_DIGITS)

_FULLWIDTH = {i: i - 0xFEE0 for i in range(0xFF01, 0xFF5F)}
_HANT = dict(zip("億萬個點兩陸貳參肆伍柒捌玖拾佰仟圓幣倍當漲餘幾數來負約噸輛種條項臺張間門雙塊顆單筆級階補價為實達過於號戶桿瓩際萬張員隻層頭畝業據較長總歐鎊盧韓銖亞羅馬爾蘭",
                 "亿万个点两陆贰叁肆伍柒捌玖拾佰仟圆币倍当涨余几数来负约吨辆种条项台张间门双块颗单笔级阶补价为实达过于号户杆瓩际万张员只层头亩业据较长总欧镑卢韩铢亚罗马尔兰"))
_FOLD = {**_FULLWIDTH, **{ord(k): v for k, v in _HANT.items()}, 0x3000: " ", 0xA0: " ", 0x2009: " ", 0x202F: " ",
         ord("﹪"): "%", ord("−"): "-", ord("—"): "-", ord("–"): "-", ord("〜"): "~", ord("∼"): "~", ord("·"): "."}
_FOLD[0xFF5E] = "~"


def fold(text: str) -> str:
    """Full-width to half-width, Traditional to Simplified where numbers and units need it; same length."""
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number, or an interval where the numeral is vague."""

    low: Decimal
    high: Decimal
    low_inclusive: bool = True
    high_inclusive: bool = True
    magnitude: Decimal = Decimal(1)  # the units written last: in 3-5亿 the 3 shares 亿
    big: Decimal = Decimal(1)  # of them 万 and 亿 alone: in 十八至三十万 the 十八 shares 万
    at_least: bool = False  # 多, 余, 上: the text itself says "more than"

    @property
    def exact(self) -> bool:
        return self.low == self.high

    def times(self, factor: Decimal) -> "Numeral":
        low, high = EXACT.multiply(self.low, factor), EXACT.multiply(self.high, factor)
        if factor < 0:
            return Numeral(high, low, self.high_inclusive, self.low_inclusive, self.magnitude, self.at_least)
        return Numeral(low, high, self.low_inclusive, self.high_inclusive, self.magnitude, self.big, self.at_least)


DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "○": 0, "两": 2,
          **{c: i for i, c in enumerate("零壹贰叁肆伍陆柒捌玖")}}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
BIG = {"万": 10 ** 4, "亿": 10 ** 8, "兆": 10 ** 12}
UNITS = {**SMALL, **BIG}
_UNIT_VALUES = {c: Decimal(v) for c, v in UNITS.items()}
# A numeral character that begins a unit is no part of the number.
UNIT_WORDS = re.compile(r"千瓦|千克|千米|千伏|千兆|千卡|千帕|千安|兆瓦|兆赫|兆帕|兆位|兆字|百分")
_ARABIC = re.compile(r"\d{1,3}(?:, ?\d{3})+(?!\d)(?: ?\. ?\d+)?|\d+(?:(?: ?\.|\. )\d+)?", re.ASCII)
_CN_RUN = re.compile("[" + "".join(DIGITS) + "]+")
_DECIMALS = re.compile("[" + "".join(DIGITS) + "]+(?!分|点)|\\d+(?!分|\\d|点)", re.ASCII)
_ZERO, _ONE, _TEN = Decimal(0), Decimal(1), Decimal(10)
Interval = tuple[Decimal, Decimal]


def _add(a: Interval, b: Interval) -> Interval:
    return EXACT.add(a[0], b[0]), EXACT.add(a[1], b[1])


def _scale(a: Interval, unit: Decimal) -> Interval:
    return EXACT.multiply(a[0], unit), EXACT.multiply(a[1], unit)


def _grain(value: Decimal) -> Decimal:
    """What 多 adds at most: 300多 ends at 400, 120多 at 130, 3.5多 at 3.6."""
    return _ONE.scaleb(int(value.normalize(EXACT).as_tuple().exponent)) if value else _ONE


class _Reader:
    """Reads one numeral from left to right, in interval arithmetic."""

    def __init__(self, t: str, i: int):
        self.t, self.i = t, i
        self.total = self.section = (_ZERO, _ZERO)  # finished 万 and 亿 groups; the group being read
        self.number: Interval | None = None  # digits that no unit has taken yet
        self.last_unit = self.last_big = None
        self.magnitude = self.big = _ONE
        self.low_inclusive = self.high_inclusive = True
        self.at_least = self.zero = self.seen = self.ended = False
        self.elidable = False  # 三万五: the digit directly after a unit

    def read(self) -> tuple[int, Numeral] | None:
        t, start = self.t, self.i
        up_to_ten = t.startswith("上", start) and t[start + 1:start + 2] in UNITS and start + 1 < len(t)
        self.i += up_to_ten
        while self.i < len(t) and self.step():
            pass
        if not self.seen:
            return None
        if self.number is not None:
            elided = self.elidable and not self.zero
            self.section = _add(self.section, _scale(self.number, self.last_unit / 10) if elided else self.number)
        low, high = _add(self.total, self.section)
        if t.startswith("级", self.i) and t[start] in UNITS and low > 0:  # 百万级: up to ten times as much
            self.i += 1
            return self.i, Numeral(low, EXACT.multiply(low, _TEN), True, False, self.magnitude, self.big)
        if up_to_ten:  # 上百亿
            return self.i, Numeral(low, EXACT.multiply(low, _TEN), True, False, self.magnitude, self.big, at_least=True)
        return self.i, Numeral(low, high, self.low_inclusive, self.high_inclusive, self.magnitude, self.big, self.at_least)

    def step(self) -> bool:
        """Take the next token; False where the numeral ends."""
        t, j = self.t, self.i
        if self.seen and t[j] == " " and t[j + 1:j + 2] in UNITS and j + 1 < len(t):
            j += 1
        if self.seen and t[j] == "个" and t[j + 1:j + 2] in BIG and j + 1 < len(t):  # 两个亿
            j += 1
        c = t[j]
        if c in UNITS:
            return not UNIT_WORDS.match(t, j) and self.unit(c, j)
        if self.ended:
            return False
        if "0" <= c <= "9":
            return self.arabic(j)
        if c in DIGITS:
            return self.chinese(j)
        if c == "点" and self.seen and (m := _DECIMALS.match(t, j + 1)):
            return self.point(m)
        if c in "几数" or (c == "好" and t.startswith("几", j + 1)):
            return self.few(c, j + (c == "好"))
        if c in "多余来" and self.seen:
            return self.more(c, j)
        return False

    def arabic(self, j: int) -> bool:
        m = _ARABIC.match(self.t, j)
        if self.number is not None or (self.last_unit is not None and self.last_unit < 10 ** 4
                                       and SMALL.get(self.t[m.end():m.end() + 1], 10 ** 4) >= self.last_unit):
            return False  # 4千6百 goes on, 三十5 does not
        digits = m[0].replace(",", "").replace(" ", "")
        if len(digits) > MAX_DIGITS:
            return False
        self.elidable = self.seen and len(digits) == 1 and self.t[m.end():m.end() + 1] not in UNITS
        self.take((Decimal(digits),) * 2, m.end())
        return True

    def chinese(self, j: int) -> bool:
        if self.number is not None:
            return False
        run = _CN_RUN.match(self.t, j)[0]
        if len(run) > MAX_DIGITS:
            return False
        end = j + len(run)
        if self.seen and len(run) > 1 and DIGITS[run[0]] == 0:  # 一千零五
            self.zero, run = True, run[1:]
        elif self.seen and DIGITS[run[0]] == 0 and self.t.startswith("几", end) and self.last_unit:  # 一百零几万
            self.section = self.section[0], EXACT.add(self.section[1], _TEN)
            self.low_inclusive = self.high_inclusive = False
            self.i, self.ended, self.at_least = end + 1, True, True
            return True
        elif self.seen and DIGITS[run[0]] == 0:
            if self.t[end:end + 1] not in ("十", "拾"):
                return False
            self.zero, self.i = True, end  # 一千零十
            return True
        self.elidable = self.seen and len(run) == 1
        values = [DIGITS[c] for c in run]
        m = _CN_RUN.match(self.t, end + 1) if self.t.startswith("点", end) else None
        if m and len(m[0]) <= MAX_DIGITS:
            whole = "".join(map(str, values)) + "." + "".join(str(DIGITS[c]) for c in m[0])
            self.take((Decimal(whole),) * 2, m.end())
            self.elidable = False
        elif len(values) == 2 and (0 < values[0] == values[1] - 1 or values == [3, 5]):  # 两三(百), 三五(百)
            self.take((Decimal(values[0]), Decimal(values[1])), end)
        else:
            self.take((Decimal("".join(map(str, values))),) * 2, end)
        return True

    def point(self, m: re.Match) -> bool:
        """一百点三, 零点77: decimals after a number that has no point yet."""
        if len(m[0]) > MAX_DIGITS or self.t[self.i - 1].isascii() or any(a != b for a, b in (self.number or (_ZERO, _ZERO),)):
            return False
        part = Decimal("0." + "".join(str(DIGITS.get(c, c)) for c in m[0]))
        self.take(_add(self.number or (_ZERO, _ZERO), (part, part)), m.end())
        self.elidable = False
        return True

    def few(self, c: str, j: int) -> bool:
        if not self.seen:  # 数百, 几十, 几家: two to ten
            self.take((Decimal(2), _TEN), j + 1)
            self.high_inclusive = False
            return True
        if c == "几" and self.number is None and self.last_unit == 10 and self.section[0]:  # 十几
            self.section = self.section[0], EXACT.add(self.section[1], _TEN)
            self.low_inclusive = self.high_inclusive = False
            self.i, self.ended = j + 1, True
            return True
        return False

    def more(self, c: str, j: int) -> bool:
        if c == "来" and not (self.number and self.number[0] % 10 == 0 or self.last_unit):
            return False
        if self.number is not None:
            if self.number[0] != self.number[1]:
                return False
            self.number = self.number[0], EXACT.add(self.number[1], _grain(self.number[0]))
        elif any(self.section):
            self.section = self.section[0], EXACT.add(self.section[1], self.last_unit)
        else:
            self.total = self.total[0], EXACT.add(self.total[1], self.last_unit)
        self.low_inclusive = self.high_inclusive = False
        self.at_least = self.ended = True
        self.i = j + 1
        return True

    def take(self, number: Interval, end: int) -> None:
        self.number, self.i, self.seen = number, end, True
        self.magnitude = self.big = _ONE

    def unit(self, c: str, j: int) -> bool:
        unit = _UNIT_VALUES[c]
        if len(str(self.total[1])) > MAX_DIGITS:
            return False
        if c in SMALL:
            if self.number is None and self.seen and c not in "十拾" and not self.zero:
                return False
            self.section = _add(self.section, _scale(self.number or (_ONE, _ONE), unit))
            self.zero = False
        else:
            value = _add(self.section, self.number or (_ZERO, _ZERO)) if self.seen else (_ONE, _ONE)
            if not any(value) and any(self.total):  # 万亿
                self.total = _scale(self.total, unit)
            elif self.last_big is not None and self.last_big < unit:
                self.total = _scale(_add(self.total, value), unit)
            else:
                self.total = _add(self.total, _scale(value, unit))
            self.section, self.last_big, self.zero = (_ZERO, _ZERO), unit, False
        self.number, self.last_unit, self.i, self.seen = None, unit, j + 1, True
        self.magnitude = EXACT.multiply(self.magnitude, unit)
        self.big = EXACT.multiply(self.big, unit) if c in BIG else self.big
        return True


def numeral_at(t: str, i: int) -> tuple[int, Numeral] | None:
    """The longest numeral at ``t[i:]`` as (end, Numeral), or None. ``t`` is folded text."""
    return _Reader(t, i).read()


def plain(value: Decimal) -> str:
    """A decimal as the record writes it: no exponent, no trailing zeros (17.90 is 17.9)."""
    return format(value.normalize(EXACT), "f") if value else "0"
