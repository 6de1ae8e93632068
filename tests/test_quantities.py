"""Numbers, money, percentages, factors and counts."""
from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

import caibao
from caibao.numerals import fold, numeral_at, plain
from caibao.quantities import bound_of, meaning_of_yuan, norms, span_amount

DIGITS = "零一二三四五六七八九"


def chinese(n: int) -> str:
    """A whole number below 10^16 in Chinese, as one writes it."""
    if n == 0:
        return "零"
    out, zero = "", False
    for unit, name in ((10 ** 12, "万亿"), (10 ** 8, "亿"), (10 ** 4, "万"), (1, "")):
        group, n = divmod(n, unit) if unit > 1 else (n, 0)
        if group:
            out += ("零" if zero or (out and group < 1000) else "") + _group(group) + name
            zero = False
        elif out:
            zero = True
    return out.replace("零零", "零")


def _group(n: int) -> str:
    out, zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, unit)
        if digit:
            out += ("零" if zero else "") + DIGITS[digit] + name
            zero = False
        elif out:
            zero = True
    return out


@settings(max_examples=500, deadline=None)
@given(st.integers(0, 10 ** 16 - 1))
def test_chinese_numerals_read_back(n):
    text = chinese(n)
    end, value = numeral_at(text, 0)
    # two digits that follow each other would be an estimate only where no unit stands between them
    assert end == len(text) and value.exact and value.low == n, text


STYLES = {"financial": str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"), "traditional": str.maketrans("万亿", "萬億")}


def reads_back(text: str, n: int) -> None:
    end, value = numeral_at(fold(text), 0)
    assert end == len(text) and value.exact and value.low == n, text
    [reading] = caibao.read(text + "元")
    assert (reading.start, reading.end, reading.kind) == (0, len(text) + 1, "money") and reading.norm["quantity"]["number"] == str(n), text


@pytest.mark.parametrize("style", STYLES)
@settings(max_examples=200, deadline=None)
@given(n=st.integers(1, 10 ** 16 - 1))
def test_financial_and_traditional_numerals_read_back(style, n):
    reads_back(chinese(n).translate(STYLES[style]), n)


@settings(max_examples=200, deadline=None)
@given(groups=st.lists(st.integers(1000, 9999), min_size=1, max_size=3), wide=st.booleans())
def test_mixed_numerals_read_back(groups, wide):
    """12亿3456万7890, in full width too."""
    names = ("亿", "万", "")[-len(groups):]
    text = "".join(f"{g}{name}" for g, name in zip(groups, names))
    n = sum(g * {"亿": 10 ** 8, "万": 10 ** 4, "": 1}[name] for g, name in zip(groups, names))
    reads_back(text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789"}) if wide else text, n)


@settings(max_examples=300, deadline=None)
@given(st.decimals(0, 10 ** 9, places=2), st.sampled_from(["", "万", "亿", "万亿", "百万", "千万"]), st.booleans())
def test_arabic_numerals_read_back(number, magnitude, wide):
    scale = {"": 1, "万": 10 ** 4, "亿": 10 ** 8, "万亿": 10 ** 12, "百万": 10 ** 6, "千万": 10 ** 7}[magnitude]
    text = f"{number:,}" + magnitude
    if wide:
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789,."})
    end, value = numeral_at(fold(text), 0)
    assert end == len(text) and value.low == value.high == number * scale


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("0123456789.,，．十百千万亿兆零一二两三点数几多余来上级成半负-+（）()% 元港美倍个百分点至到~/每股HK$"), max_size=40))
def test_reading_never_raises_and_stays_inside(text):
    read = numeral_at(fold(text), 0) if text else None
    assert read is None or 0 < read[0] <= len(text)
    for label in ("MONEY", "PERCENT", "MULTIPLE", "QUANTITY"):
        amount = span_amount(text, label) if text else None
        assert amount is None or amount.low <= amount.high


@pytest.mark.parametrize("run", ["十" * 100_000, "9" * 1_000_000, "1亿" * 50_000, "(" * 100_000, "1," * 100_000, "一" * 100_000])
def test_adversarial_runs_end(run):
    span_amount(run, "MONEY")  # that it returns at all, within the suite's time
    read = numeral_at(run, 0)
    assert read is None or 0 < read[0] <= len(run)


def quantity(surface: str, label: str) -> tuple:
    norm = norms(surface, [(0, len(surface), label)])[0]
    if norm is None:
        return (None,)
    q = norm["quantity"]
    value = q["number"] if q["number"] is not None else (q["low"], q["high"])
    return value, q["unit"], q["per"]


@pytest.mark.parametrize("surface, label, expected", [
    ("311亿元", "MONEY", ("31100000000", "CNY", None)),
    ("人民币1,672亿元", "MONEY", ("167200000000", "CNY", None)),
    ("千万人民币", "MONEY", ("10000000", "CNY", None)),
    ("HK$0.5", "MONEY", ("0.5", "HKD", None)),
    ("12.5港仙", "MONEY", ("0.125", "HKD", None)),
    ("0.5元/股", "MONEY", ("0.5", "CNY", "share")),
    ("每股3.24港元-3.27港元", "MONEY", (("3.24", "3.27"), "HKD", "share")),
    ("20万元-25万元/吨", "MONEY", (("200000", "250000"), "CNY", "t")),
    ("3-5亿元", "MONEY", (("300000000", "500000000"), "CNY", None)),
    ("3亿至5亿元", "MONEY", (("300000000", "500000000"), "CNY", None)),
    ("10亿美元到12亿美元", "MONEY", (("1000000000", "1200000000"), "USD", None)),
    ("2300万", "MONEY", ("23000000", None, None)),
    ("数千万元", "MONEY", (("20000000", "100000000"), "CNY", None)),
    ("9亿多元", "MONEY", (("900000000", "1000000000"), "CNY", None)),
    ("百万级", "MONEY", (("1000000", "10000000"), None, None)),
    ("（3,541.07）万元", "MONEY", ("-35410700", "CNY", None)),
    ("-3.2亿元", "MONEY", ("-320000000", "CNY", None)),
    ("HK$5美元", "MONEY", (None,)),
    ("11.4%", "PERCENT", ("11.4", "percent", None)),
    ("１１．４％", "PERCENT", ("11.4", "percent", None)),
    ("17.90%", "PERCENT", ("17.9", "percent", None)),
    ("百分之三点五", "PERCENT", ("3.5", "percent", None)),
    ("三成", "PERCENT", ("30", "percent", None)),
    ("一成二", "PERCENT", ("12", "percent", None)),
    ("1.2个百分点", "PERCENT", ("1.2", "percentage_point", None)),
    ("150个基点", "PERCENT", ("150", "basis_point", None)),
    ("-9.89%至72.3%", "PERCENT", (("-9.89", "72.3"), "percent", None)),
    ("中单位数", "PERCENT", (("4", "7"), "percent", None)),
    ("一半", "PERCENT", ("50", "percent", None)),
    ("四分之一", "PERCENT", ("25", "percent", None)),
    ("三分之二", "PERCENT", (None,)),
    ("10倍", "MULTIPLE", ("10", "times", None)),
    ("翻番", "MULTIPLE", ("2", "times", None)),
    ("翻两番", "MULTIPLE", ("4", "times", None)),
    ("腰斩", "MULTIPLE", ("0.5", "times", None)),
    ("4.08亿", "QUANTITY", ("408000000", None, None)),
    ("5. 7万个", "QUANTITY", ("57000", "个", None)),
    ("35GWh", "QUANTITY", ("35", "GWh", None)),
    ("39.49万兆瓦时", "QUANTITY", ("394900", "兆瓦时", None)),
    ("十余次", "QUANTITY", (("10", "20"), "次", None)),
    ("数百亿", "QUANTITY", (("20000000000", "100000000000"), None, None)),
    ("610万套/年", "QUANTITY", ("6100000", "套/年", None)),
    ("89間", "QUANTITY", ("89", "間", None)),
])
def test_spans_of_the_scheme(surface, label, expected):
    assert quantity(surface, label) == expected


def test_a_list_shares_its_unit():
    text = "营收分别为5.2亿、6.8亿和7.5亿元，预测6.9/9.6/12.4亿元，对应28/23/19倍"
    found = [(text.index(w), text.index(w) + len(w), label) for w, label in
             (("5.2亿", "MONEY"), ("6.8亿", "MONEY"), ("7.5亿元", "MONEY"), ("6.9", "MONEY"), ("9.6", "MONEY"), ("12.4亿元", "MONEY"),
              ("28", "MULTIPLE"), ("23", "MULTIPLE"), ("19倍", "MULTIPLE"))]
    got = [n["quantity"] for n in norms(text, found)]
    assert [q["number"] for q in got] == ["520000000", "680000000", "750000000", "690000000", "960000000", "1240000000",
                                          "28", "23", "19"]
    assert {q["unit"] for q in got[:6]} == {"CNY"} and {q["unit"] for q in got[6:]} == {"times"}


def test_a_bare_factor_or_an_amount_without_currency_is_not_guessed():
    assert norms("28", [(0, 2, "MULTIPLE")]) == [None]
    assert norms("2300万", [(0, 5, "MONEY")])[0]["quantity"]["unit"] is None


def test_a_heading_gives_the_unit_of_bare_amounts():
    text = "单位：万元 营收 6,120.40"
    assert norms(text, [(text.index("6,"), len(text), "MONEY")])[0]["quantity"]["number"] == "61204000"
    text = "营收（亿元） 12.3"
    assert norms(text, [(text.index("12.3"), len(text), "MONEY")])[0]["quantity"]["number"] == "1230000000"


@pytest.mark.parametrize("text, value, bound", [
    ("同比增长超300%", "300%", ">"), ("近20%", "20%", "<"), ("约合239亿美元", "239亿美元", "~"), ("不低于10亿元", "10亿元", ">="),
    ("不超过20亿元", "20亿元", "<="), ("20%以上", "20%", ">"), ("一成左右", "一成", "~"), ("十余次", "十余次", ">"), ("为20亿元", "20亿元", "="),
    ("未超过20亿元", "20亿元", "<="), ("数百亿", "数百亿", "="),
])
def test_bounds(text, value, bound):
    start = text.index(value)
    found, at = bound_of(text, start, start + len(value))
    assert found == bound and (at is None or 0 <= at[0] < at[1] <= len(text))


def test_yuan_in_hong_kong_articles():
    assert meaning_of_yuan("公司營收12億元，純利3億港元，派息每股5港仙，錄得按年增長") == "HKD"
    assert meaning_of_yuan("公司營收12億元（人民幣，下同），純利錄得增長") == "CNY"
    assert meaning_of_yuan("公司營收12億元，純利錄得增長，較去年為佳") is None
    assert meaning_of_yuan("公司營收12億元，純利錄得增長，較去年為佳", ["00700.HK"]) == "HKD"
    assert meaning_of_yuan("公司营收12亿元，净利3亿港元") == "CNY"


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-10 ** 20, max_value=10 ** 20))
def test_plain_decimals_are_exact_and_have_no_exponent(value):
    text = plain(value)
    assert Decimal(text) == value and "E" not in text.upper() and not (("." in text) and text.endswith("0"))
