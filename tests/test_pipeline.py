"""The packaged pipeline: components, serialisation, and floors on the reference document and the test split."""
from __future__ import annotations

import json
import pickle
import subprocess
import sys

import pytest
import spacy
from spacy.tokens import Doc, DocBin

import caibao
from caibao import corpus
from caibao.convert import to_article, to_doc
from caibao.evaluate import evaluate
from caibao.pipeline import MAX_DOC, process
from conftest import CORPUS

TEXT = "11月20日,快手(01024.HK)发布财报。2024年第三季度,快手总营收同比增长11.4%,达到311亿元。\n毛利率54.3%,𝄞经调整净利润39亿元。"
META = {"published": "2024-11-20"}


def read(nlp, article):
    return to_article(process(nlp, article.text, {k: article.meta[k] for k in ("published", "reporting_period")
                                                  if k in article.meta}), article.id)


def test_the_package_loads_by_name_and_says_what_it_works_with(nlp):
    assert spacy.load("zh_caibao_sm").pipe_names == nlp.pipe_names == [
        "tok2vec", "ner", "caibao_reconcile", "caibao_sentences", "caibao_quantities", "caibao_periods", "caibao_facts"]
    assert set(nlp.meta["caibao_versions"]) == {"caibao", "spacy", "spacy-pkuseg"}
    assert set(nlp.get_pipe("ner").labels) == set(caibao.article.LABELS)


def test_a_wrong_library_version_is_refused():
    from caibao.pipeline import check_versions

    meta = {"lang": "zh", "name": "x", "version": "1", "caibao_versions": {"spacy": ">=99"}}
    with pytest.raises(caibao.CaibaoError, match="spacy >=99"):
        check_versions(meta)


def test_a_missing_pipeline_says_how_to_install_it(monkeypatch):
    def missing(name, **kwargs):
        raise OSError("[E050] Can't find model")

    monkeypatch.setattr(spacy, "load", missing)
    with pytest.raises(caibao.CaibaoError, match="pip install ./nlp/zh_caibao_sm"):
        caibao.load()


def test_what_a_doc_holds(nlp):
    doc = process(nlp, TEXT, META)
    assert doc.text == TEXT and len(list(doc.sents)) == 3
    values = {e.text: e._.norm for e in doc.ents if e.label_ in caibao.article.VALUE_LABELS}
    assert values["311亿元"]["quantity"]["number"] == "31100000000"
    periods = {e.text: e._.norm for e in doc.ents if e.label_ == "DATE"}
    assert periods["2024年第三季度"]["period"]["code"] == "2024Q3"
    fact = next(f for f in doc._.facts if doc.ents[f["value"] - 1].text == "311亿元")
    assert fact["kind"] == "level" and doc.ents[fact["metric"] - 1].text == "总营收"
    json.dumps(doc._.facts)


def test_every_way_of_keeping_a_doc_gives_the_same_article(nlp, tmp_path):
    doc = process(nlp, TEXT, META)
    article = to_article(doc, "a")
    back = [Doc(nlp.vocab).from_bytes(doc.to_bytes()),
            next(DocBin(store_user_data=True).from_bytes(DocBin(store_user_data=True, docs=[doc]).to_bytes()).get_docs(nlp.vocab)),
            pickle.loads(pickle.dumps(doc))]
    assert [to_article(d, "a") for d in back] == [article] * 3
    assert caibao.Article.from_dict(article.to_dict()) == article


def test_every_way_of_keeping_the_pipeline_gives_the_same_article(nlp, tmp_path):
    article = to_article(process(nlp, TEXT, META), "a")
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert to_article(process(again, TEXT, META), "a") == article
    from_bytes = spacy.blank("zh", config={"nlp": {"tokenizer": nlp.config["nlp"]["tokenizer"]}})
    from_bytes = spacy.util.load_model_from_config(nlp.config)
    from_bytes.from_bytes(nlp.to_bytes())
    assert to_article(process(from_bytes, TEXT, META), "a") == article
    assert to_article(process(pickle.loads(pickle.dumps(nlp)), TEXT, META), "a") == article


def test_two_processes_give_the_same_articles(nlp):
    texts = [TEXT, "营收5亿元,同比下降3%。", "", "没有数字"]
    one = [to_article(d) for d in nlp.pipe(texts)]
    assert [to_article(d) for d in nlp.pipe(texts, n_process=2)] == one


def test_a_fresh_process_gives_the_same_article(nlp):
    code = ("import spacy, json, sys; from caibao import to_article, process; "
            "nlp = spacy.load('zh_caibao_sm'); print(json.dumps(to_article(process(nlp, sys.argv[1], json.loads(sys.argv[2]))).to_dict()))")
    out = subprocess.run([sys.executable, "-c", code, TEXT, json.dumps(META)], capture_output=True, text=True, check=True)
    assert json.loads(out.stdout) == json.loads(json.dumps(to_article(process(nlp, TEXT, META)).to_dict()))


def test_a_long_text_is_read_in_pieces_and_keeps_its_offsets(nlp):
    part = "某公司第三季度营收5.2亿元,同比增长12.5%。\n"
    text = part * (MAX_DOC // len(part) + 50)
    article = to_article(process(nlp, text, META))
    assert article.text == text
    found = [s for s in article.spans if article.surface(s) == "12.5%"]
    assert len(found) >= 0.95 * text.count("12.5%") and len(article.facts) > text.count("12.5%")


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\ufeff", "👍🏽𠮷𝄞", "a" * 5000, "\x00\x07\x1b[31m红", "。" * 3000, "5" * 5000, "-" * 3000])
def test_odd_texts_are_read_and_kept(nlp, text):
    article = to_article(process(nlp, text))
    assert article.text == text
    article.validate()


def test_gold_to_doc_and_back(nlp, retelling):
    doc = to_doc(retelling, nlp)
    back = to_article(doc, retelling.id)
    kept = {(s.start, s.end, s.label) for s in back.spans}
    gold = {(s.start, s.end, s.label) for s in retelling.spans}
    assert kept <= gold and len(kept) >= 0.94 * len(gold)
    assert evaluate([retelling], [back])["norms"]["quantity"]["accuracy"] == 1


def scores(nlp, articles):
    return evaluate(articles, [read(nlp, a) for a in articles], resamples=20)


def reference_floors(s, values: int, facts: int, span_f: float):
    assert s["spans"]["values"]["tp"] >= values
    assert s["norms"]["quantity"]["right"] == s["norms"]["quantity"]["of"]
    assert s["facts"]["core_right"] >= facts
    assert s["spans"]["all"]["f"] >= span_f


def test_the_retelling_of_the_reference_is_read(nlp, retelling):
    reference_floors(scores(nlp, [retelling]), values=42, facts=30, span_f=0.65)


def test_the_original_reference_is_read(nlp, original):
    reference_floors(scores(nlp, [original]), values=42, facts=30, span_f=0.65)


def test_the_test_split_is_read(nlp):
    s = scores(nlp, corpus.split_articles(CORPUS, "test"))
    assert s["spans"]["all"]["f"] >= 0.82 and s["spans"]["MONEY"]["f"] >= 0.93 and s["spans"]["PERCENT"]["f"] >= 0.93
    assert s["norms"]["quantity"]["accuracy"] >= 0.98 and s["norms"]["period"]["accuracy"] >= 0.9


def test_the_rules_on_gold_spans(nlp):
    """Normalisers and linking alone, on the test split's own spans."""
    from caibao import facts, periods, quantities
    from caibao.article import VALUE_LABELS, Article, Span

    gold, linked = corpus.split_articles(CORPUS, "test"), []
    for a in gold:
        spans = [Span(s.id, s.start, s.end, s.label) for s in a.spans]
        values = [s for s in spans if s.label in VALUE_LABELS]
        yuan = quantities.meaning_of_yuan(a.text, a.meta.get("tickers", []))
        for s, n in zip(values, quantities.norms(a.text, [(s.start, s.end, s.label) for s in values], yuan)):
            s.norm = n
        dates = [s for s in spans if s.label == "DATE"]
        for s, n in zip(dates, periods.norms(a.text, [(s.start, s.end) for s in dates], a.meta.get("published"),
                                             a.meta.get("reporting_period"),
                                             [(s.start, a.surface(s)) for s in spans if s.label == "ORG"])):
            s.norm = n
        linked.append(Article(a.id, a.text, a.meta, spans, facts.link(a.text, spans)))
    s = evaluate(gold, linked, resamples=20)
    assert s["norms"]["quantity"]["accuracy"] >= 0.975 and s["norms"]["period"]["accuracy"] >= 0.9
    assert s["facts"]["fields"]["kind"] >= 0.9 and s["facts"]["fields"]["metric"] >= 0.9
    assert s["facts"]["core"]["f"] >= 0.8
