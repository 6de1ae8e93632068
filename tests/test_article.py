"""The record and its marked form."""
from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from caibao import marked
from caibao.article import Article
from caibao.corpus import bind, load_articles, unbind
from caibao.errors import InputError
from conftest import CORPUS
from strategies import articles

GOOD = """---
id: a
published: 2024-11-20
companies: 快手 | 百度
---
⟦1 快手|ORG⟧公布了财报，⟦2 2024年第三季度|DATE⟧里，公司⟦4 总营收|METRIC⟧升了⟦5 11.4%|PERCENT⟧，做到⟦6 311亿元|MONEY⟧。
== facts
5 change yoy up metric=4 org=1 period=2
6 level metric=4 org=1 period=2
== norms
2 code=2024Q3 start=2024-07-01 end=2024-09-30
6 number=31100000000 unit=CNY
"""


@settings(max_examples=300, deadline=None)
@given(articles())
def test_the_marked_form_loses_nothing(article):
    assert marked.loads(marked.dumps(article)) == article


@settings(max_examples=200, deadline=None)
@given(articles())
def test_json_loses_nothing(article):
    assert Article.from_dict(json.loads(json.dumps(article.to_dict()))) == article


@settings(max_examples=100, deadline=None)
@given(articles())
def test_standoff_holds_no_words_and_binds_to_its_text(article):
    record = unbind(article, "source")
    assert "text" not in record and not any("text" in s for s in record["spans"])
    bound = bind(record, article.text)
    assert (bound.spans, bound.facts) == (article.spans, article.facts)
    with pytest.raises(InputError, match="SHA-256"):
        bind(record, article.text + "x")


def test_offsets_count_code_points():
    a = marked.loads(GOOD.replace("公布了", "𝄞公布了"))
    assert a.surface(a.span(2)) == "2024年第三季度" and a.text[a.span(6).start:a.span(6).end] == "311亿元"


def test_meta_lists_and_strings():
    a = marked.loads(GOOD)
    assert a.meta == {"published": "2024-11-20", "companies": ["快手", "百度"]}


@pytest.mark.parametrize("change, line, reason", [
    (("|ORG", "|COMPANY"), 6, "unknown label"),
    (("⟦2 2024年", "⟦1 2024年"), 6, "twice"),
    (("快手|ORG", "快手 |ORG"), 6, "white space"),
    (("快手|ORG", "快手，|ORG"), 6, "punctuation"),
    (("快手|ORG", "快\n手|ORG"), 6, "line break"),
    (("做到⟦6", "做到⟧⟦6"), 6, "stray marker"),
    (("⟦5 11.4%", "⟦5 ⟦7 11.4%"), 6, "stray marker"),
    (("metric=4 org=1 period=2\n6", "metric=9 org=1 period=2\n6"), 8, "metric=9"),
    (("5 change yoy", "50 change yoy"), 8, "names no span"),
    (("5 change yoy", "4 change yoy"), 8, "METRIC"),
    (("5 change yoy up", "5 change yoy sideways"), 8, "sideways"),
    (("6 level", "5 level"), 9, "two facts"),
    (("number=311", "number=x311"), 6, "decimal"),
    (("2 code", "22 code"), 11, "no such span"),
    (("== norms", "== notes"), 10, "=="),
    (("id: a\n", ""), 1, "id"),
    (("published: ", "published "), 3, "key: value"),
])
def test_what_is_wrong_is_refused_with_line_and_reason(change, line, reason):
    source = GOOD.replace(*change, 1)
    assert source != GOOD
    with pytest.raises(InputError) as caught:
        marked.loads(source, "f.txt")
    assert (caught.value.path, caught.value.line) == ("f.txt", line) and reason in str(caught.value)


@pytest.mark.parametrize("spans, reason", [
    ([{"id": 1, "start": 0, "end": 2, "label": "ORG"}, {"id": 2, "start": 1, "end": 3, "label": "ORG"}], "overlap"),
    ([{"id": 1, "start": 0, "end": 99, "label": "ORG"}], "do not fit"),
    ([{"id": 1, "start": 2, "end": 1, "label": "ORG"}], "do not fit"),
    ([{"id": 1, "start": 0, "end": 2, "label": "ORG", "text": "百度"}], "is not the text"),
    ([{"id": 1, "start": 0, "end": 2, "label": "ORG", "norm": {"quantity": {}}}], "one key"),
    ([{"id": 1, "start": 0, "end": 2, "label": "ORG", "lable": 1}], "unknown key"),
    ([{"id": True, "start": 0, "end": 2, "label": "ORG"}], "positive integer"),
])
def test_a_bad_record_is_refused(spans, reason):
    with pytest.raises(InputError, match=reason):
        Article.from_dict({"id": "a", "text": "快手公布了业绩", "spans": spans})


def test_lone_surrogates_are_refused():
    with pytest.raises(InputError, match="surrogate"):
        Article.from_dict({"id": "a", "text": "快\ud800手"})


def test_every_article_of_the_corpus_converts_both_ways():
    found = load_articles(CORPUS)
    assert len(found) >= 80
    for article in found:
        assert marked.loads(marked.dumps(article)) == article
        assert Article.from_dict(article.to_dict()) == article
