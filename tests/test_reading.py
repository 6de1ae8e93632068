"""`caibao.read`: quantities and periods in free text, without a model."""
from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

import caibao


def read(text, published="2024-11-20", reporting_period=None):
    out = []
    for r in caibao.read(text, published, reporting_period):
        norm = r.norm and next(iter(r.norm.values()))
        if norm is None:
            value = None
        elif "number" in norm:
            value = norm["number"] or (norm["low"], norm["high"])
        else:
            value = norm["duration"] or norm["code"] or (norm["start"], norm["end"])
        out.append((text[r.start:r.end], r.kind, value))
    return out


def test_a_sentence():
    assert read("公司9月30日公布，第三季度营收311亿元，同比增长11.4%，毛利率升1.2个百分点，日活4.08亿，门店1.2万家，是去年的3倍") == [
        ("9月30日", "date", "2024-09-30"), ("第三季度", "period", "2024Q3"), ("311亿元", "money", "31100000000"),
        ("11.4%", "percent", "11.4"), ("1.2个百分点", "percent", "1.2"), ("4.08亿", "number", "408000000"),
        ("1.2万家", "quantity", "12000"), ("去年", "period", "2023FY"), ("3倍", "multiple", "3")]


@pytest.mark.parametrize("text, expected", [
    ("三月", [("三月", "period", "2024-03")]),
    ("今年前10个月", [("今年前10个月", "period", "2024-01..2024-10")]),
    ("截至2024年9月30日止九个月", [("截至2024年9月30日止九个月", "period", "2024Q1-Q3")]),
    ("7月4日到7月6日", [("7月4日到7月6日", "period", ("2024-07-04", "2024-07-06"))]),
    ("24Q3净利率", [("24Q3", "period", "2024Q3")]),
    ("五元三角", [("五元三角", "money", "5.3")]),
    ("壹拾壹元壹角壹分", [("壹拾壹元壹角壹分", "money", "11.11")]),
    ("两个亿卢布", [("两个亿卢布", "money", "200000000")]),
    ("十八至三十万日元", [("十八至三十万日元", "money", ("180000", "300000"))]),
    ("三五万人", [("三五万人", "quantity", ("30000", "50000"))]),
    ("吨钢价格上涨200元至4500元/吨", [("200元", "money", "200"), ("4500元/吨", "money", "4500")]),
    ("沪深300指数涨1.2%", [("1.2%", "percent", "1.2")]),
    ("负一百点三", [("负一百点三", "number", "-100.3")]),
])
def test_forms(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize("text", ["五粮液与三一重工发布公告", "我家在四川", "小明收拾房间", "一方面", "第一名", "支持1080P和5G", "AI1.5", "海陆空部队",
                                  "腾讯控股（00700.HK）", "这是我的队伍", "万科和百度"])
def test_what_is_no_quantity(text):
    assert read(text) == []


@settings(max_examples=400, deadline=None)
@given(st.text(st.sampled_from("0123456789.,，一二三十百千万亿零点元角分%年月日第季度前个上半至到-~ 家倍QH\n"), max_size=50))
def test_readings_stay_inside_and_apart(text):
    found = caibao.read(text, "2024-11-20")
    assert all(0 <= r.start < r.end <= len(text) for r in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:]))


@pytest.mark.parametrize("unit", ["十", "9", "1亿", "(", "1,", "一", "年", "1月", "截至", "3至", "第"])
def test_adversarial_runs_end(unit):
    text = unit * 20_000
    assert all(r.end <= len(text) for r in caibao.read(text, "2024-11-20"))
