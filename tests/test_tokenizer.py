"""Words, the cuts that no segmenter may miss, and texts of any size."""
from __future__ import annotations

from hypothesis import given, settings, strategies as st

from caibao.convert import lost_spans
from caibao.corpus import split_articles
from caibao.segment import pieces, split_word, words
from conftest import CORPUS


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("快手营收311亿元%．，。\n \t\r\u3000\u2028Aa１２-👍🏽𠮷\x00é"), max_size=60))
def test_no_character_is_lost(nlp, text):
    assert nlp.make_doc(text).text == text


@given(st.text(st.sampled_from("快手营收，。\n 1"), max_size=200), st.integers(5, 50))
def test_pieces_join_to_the_text(text, limit):
    cuts = list(pieces(text, limit))
    assert "".join(text[a:b] for a, b in cuts) == text
    assert all(0 < b - a <= limit for a, b in cuts)


def test_numbers_latin_letters_and_magnitudes_are_cut_off():
    assert split_word("311亿元", False) == ["311", "亿", "元"]
    assert split_word("万辆", True) == ["万", "辆"] and split_word("万辆", False) == ["万辆"]
    assert split_word("可灵AI1.5模型", False) == ["可灵", "AI", "1.5", "模型"]
    assert words("同比5. 7万个", lambda t: [t]) == ["同比", "5", ".", "7", "万", "个"]


def test_words_stay_words(nlp):
    """At least 1.5 characters a token; at most 3% of the spans of the test split off token boundaries."""
    articles = split_articles(CORPUS, "test")
    docs = [nlp.make_doc(a.text) for a in articles]
    tokens = sum(not t.is_space for d in docs for t in d)
    characters = sum(not c.isspace() for a in articles for c in a.text)
    assert characters / tokens >= 1.5
    lost = sum(len(lost_spans(a, d)) for a, d in zip(articles, docs))
    assert lost / sum(len(a.spans) for a in articles) <= 0.03


def test_the_tokenizer_keeps_its_model(nlp, tmp_path):
    text = "快手线上营销服务收入同比增长20.0%达176亿元"
    expected = [t.text for t in nlp.make_doc(text)]
    from caibao.tokenizer import CaibaoTokenizer

    nlp.tokenizer.to_disk(tmp_path / "t")
    for tokenizer in (CaibaoTokenizer(nlp.vocab).from_disk(tmp_path / "t"),
                      CaibaoTokenizer(nlp.vocab).from_bytes(nlp.tokenizer.to_bytes())):
        assert [t.text for t in tokenizer(text)] == expected
    assert sum(f.stat().st_size for f in (tmp_path / "t").iterdir()) <= 10 * 2 ** 20


def test_an_untrained_tokenizer_says_so(tmp_path):
    import pytest
    import spacy

    from caibao.tokenizer import CaibaoTokenizer

    tokenizer = CaibaoTokenizer(spacy.blank("zh").vocab)
    with pytest.raises(ValueError, match="no segmentation model"):
        tokenizer("快手")
    with pytest.raises(FileNotFoundError, match="features.msgpack"):
        tokenizer.initialize(pkuseg_model=str(tmp_path))
