"""`caibao.read`: quantities and periods in free text, without a model."""
from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

import caibao
from caibao import read as caibao_read


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


@pytest.mark.parametrize("text, expected", [
    ("两到三成", [("两到三成", "20", "30")]), ("-40%—-30%", [("-40%—-30%", "-40", "-30")]), ("位于20和30之间", [("20和30", "20", "30")]),
    ("一百零几万", [("一百零几万", "1000000", "1100000")]),
])
def test_ranges(text, expected):
    found = [(text[r.start:r.end], r.norm["quantity"]["low"], r.norm["quantity"]["high"]) for r in caibao_read(text)]
    assert found == expected


@pytest.mark.parametrize("text, number, unit", [
    ("HK$1.2b", "1200000000", "HKD"), ("1.2 billion美元", "1200000000", "USD"), ("3w元", "30000", "CNY"), ("3‰", "0.3", "percent"),
    ("两块二", "2.2", "CNY"), ("一倍半", "1.5", "times"), ("三斤半", "3.5", "斤"), ("61億歐元", "6100000000", "EUR"), ("12點子", "12", "basis_point"),
])
def test_single_values(text, number, unit):
    [r] = caibao_read(text)
    assert (r.start, r.end) == (0, len(text)) and (r.norm["quantity"]["number"], r.norm["quantity"]["unit"]) == (number, unit)


@pytest.mark.parametrize("text", ["3:2", "2/3", "正负5%", "±3%", "五五折", "二八开", "十有八九", "三分之二", "6·18", "登陆部队", "五角大楼", "今日头条", "二又二分之一"])
def test_what_would_be_a_wrong_number_is_left(text):
    assert caibao_read(text, "2024-11-20") == []


@pytest.mark.parametrize("text, start, end", [
    ("大前天", "2021-06-11", "2021-06-11"), ("上上周", "2021-05-31", "2021-06-06"), ("下下个月", "2021-08-01", "2021-08-31"), ("上周五", "2021-06-11", "2021-06-11"),
    ("08年", "2008-01-01", "2008-12-31"), ("98年4月", "1998-04-01", "1998-04-30"), ("19年底", "2019-12-31", "2019-12-31"), ("20150303", "2015-03-03", "2015-03-03"),
    ("1999.08-2002.02", "1999-08-01", "2002-02-28"), ("上个月15号", "2021-05-15", "2021-05-15"), ("今明两年", "2021-01-01", "2022-12-31"),
    ("第一、二季度", "2021-01-01", "2021-06-30"), ("上世纪90年代", "1990-01-01", "1999-12-31"), ("2018-2-28至2020/8/1", "2018-02-28", "2020-08-01"),
    ("2014年11月到去年3月", "2014-11-01", "2020-03-31"), ("1月3至2月10", "2021-01-03", "2021-02-10"),
])
def test_periods_without_a_model(text, start, end):
    [r] = caibao_read(text, "2021-06-14")
    assert (r.start, r.end) == (0, len(text)) and (r.norm["period"]["start"], r.norm["period"]["end"]) == (start, end)


def test_lengths_of_time():
    lengths = {t: caibao_read(t)[0].norm["period"]["duration"] for t in ("两年半", "一年零三个月", "两个季度", "半年")}
    assert lengths == {"两年半": "P30M", "一年零三个月": "P15M", "两个季度": "P6M", "半年": "P6M"}
    assert [r.norm for r in caibao_read("两三天后") if r.kind == "period"] == []


def test_dashes_and_codes_are_no_minus():
    assert [(r.norm["quantity"]["number"], r.norm["quantity"]["unit"]) for r in caibao_read("——两家公司")] == [("2", "家")]
    assert [r.norm["quantity"]["number"] for r in caibao_read("——2亿元")] == ["200000000"]
    assert [r.norm["quantity"]["number"] for r in caibao_read("亏损（3,541.07）万元")] == ["-35410700"]
    assert [r.norm["quantity"]["number"] for r in caibao_read("618大促销售8180万元，818为6180万元")] == ["81800000", "61800000"]
    assert [r.norm["quantity"]["number"] for r in caibao_read("某公司 1.5 (300934) 单位")] == ["1.5", "300934"]


def test_a_span_means_what_reading_finds_there():
    """`norms` of the spans that `read` finds is what it said, over the corpus' dev split."""
    from caibao import quantities
    from caibao.corpus import split_articles
    from conftest import CORPUS

    labels = {"money": "MONEY", "percent": "PERCENT", "multiple": "MULTIPLE", "quantity": "QUANTITY"}
    for a in split_articles(CORPUS, "dev"):
        found = [r for r in caibao_read(a.text, a.meta["published"]) if r.kind in labels and r.norm and "和" not in a.text[r.start:r.end]]
        again = quantities.norms(a.text, [(r.start, r.end, labels[r.kind]) for r in found], quantities.meaning_of_yuan(a.text))
        assert [r.norm for r in found] == again, a.id
