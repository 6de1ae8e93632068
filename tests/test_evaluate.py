"""Scores by character offsets."""
from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings

from caibao import Article, Fact, InputError, Span
from caibao.evaluate import evaluate, same_norm
from strategies import articles

TEXT = "快手总营收同比增长11.4%至311亿元"
GOLD = Article("a", TEXT, {}, [Span(1, 0, 2, "ORG"), Span(2, 2, 5, "METRIC"), Span(3, 9, 14, "PERCENT"), Span(4, 15, 20, "MONEY", {
    "quantity": {"number": "31100000000", "low": None, "high": None, "low_inclusive": None, "high_inclusive": None,
                 "unit": "CNY", "per": None, "bound": None}})],
    [Fact(3, "change", "yoy", "up", metric=2, org=1), Fact(4, "level", metric=2, org=1)])


def changed(**changes):
    other = copy.deepcopy(GOLD)
    for name, value in changes.items():
        setattr(other, name, value)
    return other


@settings(max_examples=100, deadline=None)
@given(articles())
def test_an_article_equals_itself(article):
    s = evaluate([article], [article], resamples=2)
    assert s["spans"]["all"]["f"] in (1, None) and s["facts"]["whole"]["f"] in (1, None)
    assert s["norms"]["quantity"]["accuracy"] in (1, None) and not any(s["errors"].values())


def test_a_boundary_off_by_one_is_a_miss_and_a_false_alarm():
    other = changed(spans=[Span(1, 0, 2, "ORG"), Span(2, 2, 5, "METRIC"), Span(3, 9, 13, "PERCENT"), Span(4, 15, 20, "MONEY")],
                    facts=[])
    s = evaluate([GOLD], [other])
    assert (s["spans"]["PERCENT"]["tp"], s["spans"]["PERCENT"]["gold"], s["spans"]["PERCENT"]["predicted"]) == (0, 1, 1)
    assert s["errors"]["cut short"] == {"PERCENT": 1} and s["norms"]["quantity"]["null"] == 1


def test_a_wrong_label_is_confused():
    other = changed(spans=[Span(1, 0, 2, "PRODUCT")], facts=[])
    s = evaluate([GOLD], [other])
    labels, matrix = s["confusion"]["labels"], s["confusion"]["matrix"]
    assert matrix[labels.index("ORG")][labels.index("PRODUCT")] == 1 and s["errors"]["label"] == {"ORG": 1}


def test_fact_fields_are_counted_each():
    other = copy.deepcopy(GOLD)
    other.facts[0].direction, other.facts[1].org = "down", None
    f = evaluate([GOLD], [other])["facts"]
    assert f["matched"] == 2 and f["whole_right"] == 0 and f["core_right"] == 1
    assert f["fields"]["direction"] == 0.5 and f["fields"]["org"] == 0.5 and f["fields"]["metric"] == 1


def test_norms_compare_as_decimals():
    norm = lambda n, unit="CNY": {"quantity": {"number": n, "unit": unit, "low": None, "high": None}}
    assert same_norm(norm("3.50"), norm("3.5")) and not same_norm(norm("3.5"), norm("3.51"))
    assert not same_norm(norm("3.5"), norm("3.5", None)) and same_norm(None, None) and not same_norm(None, norm("1"))


def test_what_does_not_pair_is_refused():
    with pytest.raises(InputError, match="twice"):
        evaluate([GOLD], [GOLD, GOLD])
    with pytest.raises(InputError, match="another text"):
        evaluate([GOLD], [Article("a", "x")])
    with pytest.raises(InputError, match="not in gold"):
        evaluate([GOLD], [GOLD, Article("b", "x")])
