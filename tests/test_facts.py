"""The rules that link values to indicator, line, company and period, on small marked texts."""
from __future__ import annotations

import pytest

from caibao import facts, marked, periods, quantities
from caibao.article import VALUE_LABELS


def link(body: str, published="2024-11-20"):
    """{value text: (kind, basis, direction, bound, status, metric, dims, org, period)} of a marked body."""
    a = marked.loads(f"---\nid: t\n---\n{body}\n== facts\n")
    values = [s for s in a.spans if s.label in VALUE_LABELS]
    for s, n in zip(values, quantities.norms(a.text, [(s.start, s.end, s.label) for s in values])):
        s.norm = n
    dates = [s for s in a.spans if s.label == "DATE"]
    for s, n in zip(dates, periods.norms(a.text, [(s.start, s.end) for s in dates], published)):
        s.norm = n
    words = lambda i: None if i is None else a.surface(a.span(i))
    return {words(f.value): (f.kind, f.basis, f.direction, f.bound, f.status, words(f.metric),
                             [words(d) for d in f.dimensions], words(f.org), words(f.period))
            for f in facts.link(a.text, a.spans)}


def test_a_level_after_a_change():
    got = link("⟦1 甲司|ORG⟧⟦2 第三季度|DATE⟧⟦3 总营收|METRIC⟧同比增长⟦4 11.4%|PERCENT⟧至⟦5 311亿元|MONEY⟧。")
    assert got["11.4%"] == ("change", "yoy", "up", "=", "actual", "总营收", [], "甲司", "第三季度")
    assert got["311亿元"] == ("level", None, None, "=", "actual", "总营收", [], "甲司", "第三季度")


def test_two_lists_share_their_indicators():
    got = link("⟦1 甲司|ORG⟧⟦2 日活|METRIC⟧和⟦3 月活|METRIC⟧分别达到⟦4 4.08亿|QUANTITY⟧及⟦5 7.14亿|QUANTITY⟧，分别同比增长⟦6 5.4%|PERCENT⟧和⟦7 4.3%|PERCENT⟧。")
    assert [got[v][5] for v in ("4.08亿", "7.14亿", "5.4%", "4.3%")] == ["日活", "月活", "日活", "月活"]
    assert got["4.3%"][:3] == ("change", "yoy", "up")


def test_lines_are_distributed():
    got = link("⟦1 甲司|ORG⟧⟦2 广告|SEGMENT⟧、⟦3 直播|SEGMENT⟧和⟦4 电商|SEGMENT⟧的⟦5 收入占比|METRIC⟧分别为⟦6 56.6%|PERCENT⟧、⟦7 30.0%|PERCENT⟧和⟦8 13.4%|PERCENT⟧。")
    assert [got[v][6] for v in ("56.6%", "30.0%", "13.4%")] == [["广告"], ["直播"], ["电商"]]


def test_one_value_for_three_lines():
    got = link("⟦1 传媒|SEGMENT⟧、⟦2 电商|SEGMENT⟧、⟦3 本地生活|SEGMENT⟧等行业的⟦4 消耗|METRIC⟧增长⟦5 20%|PERCENT⟧。")
    assert got["20%"][6] == ["传媒", "电商", "本地生活"]


@pytest.mark.parametrize("words, basis, direction", [
    ("同比下滑", "yoy", "down"), ("环比增长", "qoq", "up"), ("较年初增加", "other", "up"), ("按年倒退", "yoy", "down"), ("较上季度回落", "qoq", "down")])
def test_basis_and_direction(words, basis, direction):
    got = link(f"⟦1 甲司|ORG⟧⟦2 营收|METRIC⟧{words}⟦3 8.5%|PERCENT⟧。")
    assert got["8.5%"][:3] == ("change", basis, direction)


def test_a_loss_is_a_level_down_and_the_year_before_dates_itself():
    got = link("⟦1 甲司|ORG⟧⟦2 2024年上半年|DATE⟧⟦3 净利润|METRIC⟧亏损⟦4 3.2亿元|MONEY⟧，⟦5 上年同期|DATE⟧为⟦6 5亿元|MONEY⟧。")
    assert got["3.2亿元"][:3] == ("level", None, "down") and got["3.2亿元"][8] == "2024年上半年"
    assert got["5亿元"][8] == "上年同期"


def test_guidance_and_consensus():
    got = link("⟦1 甲司|ORG⟧预计⟦2 第四季度|DATE⟧⟦3 营收|METRIC⟧为⟦4 10亿至12亿元|MONEY⟧，高于市场预期的⟦5 9亿元|MONEY⟧。")
    assert got["10亿至12亿元"][4] == "guidance" and got["9亿元"][4] == "consensus"
    got = link("实现了一个小目标，⟦1 甲司|ORG⟧⟦2 日活|METRIC⟧破⟦3 4亿|QUANTITY⟧。")
    assert got["4亿"][3:5] == (">", "actual")


def test_cited_data_have_no_company():
    got = link("⟦1 甲司|ORG⟧发布季报。⟦2 隆众资讯|ORG⟧数据显示，⟦3 三季度|DATE⟧⟦4 维生素A|SEGMENT⟧的⟦5 均价|METRIC⟧约⟦6 86元/千克|MONEY⟧。")
    assert got["86元/千克"][5:8] == ("均价", ["维生素A"], None)


def test_a_threshold_and_a_counted_phrase_state_nothing():
    got = link("⟦1 GMV|METRIC⟧破⟦2 百万|MONEY⟧的⟦3 直播间数|METRIC⟧超⟦4 2500个|QUANTITY⟧，⟦5 两家|QUANTITY⟧公司参与。")
    assert "百万" not in got and "两家" not in got and got["2500个"][3] == ">"


def test_more_than_is_no_rise():
    assert link("⟦1 甲司|ORG⟧⟦2 服务用户|METRIC⟧多于⟦3 500万|QUANTITY⟧。")["500万"][0] == "level"


def test_a_future_year_is_not_carried_to_what_is_past():
    got = link("⟦1 甲司|ORG⟧⟦2 第三季度|DATE⟧⟦3 营收|METRIC⟧⟦4 5亿元|MONEY⟧。公司计划⟦5 明年|DATE⟧扩产。⟦6 毛利率|METRIC⟧⟦7 30%|PERCENT⟧。")
    assert got["30%"][8] == "第三季度"


def test_evidence_stands_in_the_text():
    a = marked.loads("---\nid: t\n---\n⟦1 甲司|ORG⟧⟦2 营收|METRIC⟧同比增长近⟦3 20%|PERCENT⟧。\n== facts\n")
    fact, = facts.link(a.text, a.spans)
    assert {k: a.text[v[0]:v[1]] for k, v in fact.evidence.items()} == {"direction": "增长", "basis": "同比", "bound": "近"}
