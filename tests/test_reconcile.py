"""Spans of the network held against what can be read for certain."""
from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from caibao.article import LABELS, Span
from caibao.reconcile import figures, names


def spans_in(text: str, *found: tuple[str, str]) -> list[Span]:
    out, at = [], 0
    for surface, label in found:
        at = text.index(surface, at)
        out.append(Span(len(out) + 1, at, at + len(surface), label))
        at += len(surface)
    return out


def marked(text: str, spans: list[Span]) -> list[tuple[str, str]]:
    return [(text[s.start:s.end], s.label) for s in spans]


@pytest.mark.parametrize("text, found, expected", [
    ("达4.08亿及7.14亿", ("4.08亿及", "QUANTITY"), ("4.08亿", "QUANTITY")),
    ("月活在150万以上", ("150万以上", "QUANTITY"), ("150万", "QUANTITY")),
    ("生产60万套汽车饰件", ("60万套汽车", "QUANTITY"), ("60万套", "QUANTITY")),
    ("流水超千万人民币", ("千万人民币", "QUANTITY"), ("千万人民币", "MONEY")),
    ("商达数超5. 7万个", ("5. 7万个", "MONEY"), ("5. 7万个", "QUANTITY")),
    ("占比接近4成", ("4成", "QUANTITY"), ("4成", "PERCENT")),
    ("突破2300万", ("2300万", "MONEY"), ("2300万", "MONEY")),
    ("产能1950㎡大屏", ("1950㎡", "QUANTITY"), ("1950㎡", "QUANTITY")),
])
def test_bounds_and_labels_that_the_reader_decides(text, found, expected):
    assert expected in marked(text, figures(text, spans_in(text, found)))


def test_what_the_network_missed_is_added_and_what_is_no_number_dropped():
    text = "营收5.2亿元，同比增长12.5%，采用5G-A技术，增至3倍"
    assert marked(text, figures(text, spans_in(text, ("5G-A", "MONEY")))) == [
        ("5.2亿元", "MONEY"), ("12.5%", "PERCENT"), ("3倍", "MULTIPLE")]


def test_numbers_inside_other_spans_stay_there():
    text = "快意1750亿模型和2024年"
    spans = spans_in(text, ("快意1750亿模型", "PRODUCT"), ("2024年", "DATE"))
    assert figures(text, spans) == spans


def test_a_name_beside_its_code_is_a_company_everywhere():
    text = "快手（01024.HK）公布业绩。快手应用和快手电商，快手是平台。"
    edges = set(range(len(text) + 1))
    got = names(text, spans_in(text, ("快手", "SEGMENT"), ("01024.HK", "TICKER"), ("快手应用", "PRODUCT")), edges, edges)
    assert marked(text, got) == [("快手", "ORG"), ("01024.HK", "TICKER"), ("快手应用", "PRODUCT"), ("快手", "ORG"), ("快手", "ORG")]


def test_a_name_seen_once_is_not_spread():
    text = "甲方科技发布，甲方科技称"
    edges = set(range(len(text) + 1))
    assert len(names(text, spans_in(text, ("甲方科技", "ORG")), edges, edges)) == 1


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("快手01024.HK（）()营收5.2亿元%同比3倍，。 \n"), max_size=40), st.data())
def test_spans_stay_inside_and_apart(text, data):
    spans, at = [], 0
    while at < len(text) and data.draw(st.booleans()):
        start = data.draw(st.integers(at, len(text) - 1))
        end = data.draw(st.integers(start + 1, len(text)))
        spans.append(Span(len(spans) + 1, start, end, data.draw(st.sampled_from(LABELS))))
        at = end
    edges = set(range(len(text) + 1))
    got = names(text, figures(text, spans), edges, edges)
    assert all(0 <= s.start < s.end <= len(text) for s in got)
    assert all(a.end <= b.start for a, b in zip(got, got[1:]))


@pytest.mark.parametrize("text, metric, value, found, expected", [
    ("单日消耗峰值突破2300万", "单日消耗峰值", "2300万", "QUANTITY", "MONEY"), ("月活超150万", "月活", "150万", "MONEY", "QUANTITY"),
    ("通过百万级的现金激励", None, "百万级", "QUANTITY", "MONEY"), ("单日成交件数突破180万", "单日成交件数", "180万", "QUANTITY", "QUANTITY"),
    ("流水增长，参与者达40万", "流水", "40万", "QUANTITY", "QUANTITY"), ("流水3亿元", "流水", "3亿元", "MONEY", "MONEY"),
])
def test_what_is_counted_decides_between_money_and_quantity(text, metric, value, found, expected):
    from caibao.reconcile import bare_amounts

    at = lambda words, label: Span(1, text.index(words), text.index(words) + len(words), label)
    spans = [at(metric, "METRIC")] if metric else []
    assert bare_amounts(text, [*spans, at(value, found)])[-1].label == expected
