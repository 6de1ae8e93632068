"""Annotation tools: round trips without loss, and the tools' own documented samples."""
from __future__ import annotations

import json

import pytest
from hypothesis import given, settings

from caibao import formats, marked
from caibao.article import ABSENT, Article, InputError
from caibao.corpus import split_articles
from conftest import CORPUS
from strategies import articles as any_article

LOSSLESS = ("jsonl", "docbin", "brat", "doccano", "label-studio", "prodigy")
SPANS_ALONE = ("conll", "conll-tokens")


def back(path, name, nlp, **labels):
    reader = formats.Reader(labels)
    return list(formats.read(path, name, reader, nlp)), reader


@pytest.fixture(scope="module")
def gold():
    reference = marked.load(CORPUS / "reference" / "kuaishou-2024q3.retold.txt")
    astral = Article.from_dict({"id": "a/b 𝒳", "text": "😀𠮷公司 营收5. 7亿元", "meta": {"published": "2024-11-20", "tickers": ["1.HK"]},
                                "spans": [{"id": 7, "start": 1, "end": 4, "label": "ORG", "norm": None},
                                          {"id": 9, "start": 5, "end": 7, "label": "METRIC"},
                                          {"id": 12, "start": 7, "end": 13, "label": "MONEY", "score": 0.5}],
                                "facts": [{"value": 12, "kind": "level", "metric": 9, "org": 7, "flags": ["slip"], "evidence": {"kind": [5, 7]}}]})
    return [reference, astral, *split_articles(CORPUS, "dev")[:8]]


@pytest.mark.parametrize("name", LOSSLESS)
def test_round_trip_without_loss(name, gold, nlp, tmp_path):
    formats.get(name).write(gold, tmp_path / "out", nlp)
    found, reader = back(tmp_path / "out", name, nlp)
    assert sorted(found, key=lambda a: a.id) == sorted(gold, key=lambda a: a.id) and not reader.skipped


@pytest.mark.parametrize("name", SPANS_ALONE)
def test_conll_carries_text_and_spans(name, gold, nlp, tmp_path):
    formats.get(name).write(gold, tmp_path / "out", nlp)
    found, _ = back(tmp_path / "out", name, nlp)
    places = lambda a: (a.id, a.text, [(s.start, s.end, s.label) for s in a.spans])
    assert [places(a) for a in found] == [places(a) for a in gold]
    assert not any(a.facts for a in found)


@settings(max_examples=40, deadline=None)
@given(article=any_article())
def test_any_article_survives_the_formats_that_need_no_tokens(article, tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    article.spans.sort(key=lambda s: s.start)
    for name in ("brat", "doccano", "label-studio"):
        formats.get(name).write([article], folder / name)
        found = list(formats.read(folder / name, name))
        assert len(found) == 1 and isinstance(found[0], Article), (name, found)
        key = lambda a: (a.text, [(s.start, s.end, s.label, s.norm) for s in a.spans],
                         sorted((f.value and next(s.start for s in a.spans if s.id == f.value), f.kind, f.basis, f.bound) for f in a.facts))
        assert key(found[0]) == key(article), name


def test_a_plain_docbin_has_spans_alone(gold, nlp, tmp_path):
    from spacy.tokens import DocBin

    from caibao.formats.docbin import to_doc

    (tmp_path / "plain.spacy").write_bytes(DocBin(docs=[to_doc(gold[0], nlp)]).to_bytes())
    found, _ = back(tmp_path / "plain.spacy", "docbin", nlp)
    assert len(found[0].spans) == len(gold[0].spans) and not found[0].facts
    assert all(s.norm is ABSENT for s in found[0].spans)


# ---- the tools' own documentation: their sample, our reading of it ----------------------------------------------------------
def test_brat_sample(tmp_path):
    """http://brat.nlplab.org/standoff.html: text-bound, event, relation, equivalence, attribute, normalization, note."""
    text = "Sony formed a joint venture with Ericsson, a mobile phone company based in Sweden.\n"
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    (tmp_path / "x.ann").write_text(
        "T1\tOrganization 0 4\tSony\nT2\tMERGE-ORG 14 27\tjoint venture\nT3\tOrganization 33 41\tEricsson\nE1\tMERGE-ORG:T2 Org1:T1 Org2:T3\n"
        "T4\tCountry 75 81\tSweden\nR1\tOrigin Arg1:T3 Arg2:T4\n*\tEquiv T1 T3\nA1\tNegation E1\nN1\tReference T1 Wikipedia:534366\tSony\n"
        "#1\tAnnotatorNotes T1\tthis annotation is suspect\n", encoding="utf-8")
    found, reader = back(tmp_path, "brat", None, Organization="ORG", Country="", **{"MERGE-ORG": ""})
    assert [found[0].surface(s) for s in found[0].spans] == ["Sony", "Ericsson"]
    assert {"event", "equivalence", "normalization", "relation", "attribute", "note"} <= set(reader.skipped)


def test_brat_names_line_and_reason(tmp_path):
    (tmp_path / "x.txt").write_text("North and South America\n", encoding="utf-8")
    (tmp_path / "x.ann").write_text("T1\tORG 0 5;16 23\tNorth America\n", encoding="utf-8")
    (tmp_path / "y.txt").write_text("快手\n", encoding="utf-8")
    (tmp_path / "y.ann").write_text("T1\tORG 0 2\t快手\n", encoding="utf-8")
    found, _ = back(tmp_path, "brat", None)
    assert "x.ann:1" in str(found[0]) and "several pieces" in str(found[0]) and isinstance(found[1], Article)


def test_doccano_samples(tmp_path):
    """Relation export with entities and relations, and the plain sequence labelling export (doccano.github.io)."""
    text = "Google was founded on September 4, 1998, by Larry Page and Sergey Brin."
    record = {"id": 0, "text": text, "entities": [{"id": 0, "start_offset": 0, "end_offset": 6, "label": "ORG"},
                                                  {"id": 1, "start_offset": 22, "end_offset": 39, "label": "DATE"},
                                                  {"id": 2, "start_offset": 44, "end_offset": 54, "label": "PERSON"}],
              "relations": [{"from_id": 0, "to_id": 1, "type": "foundedAt"}, {"from_id": 0, "to_id": 2, "type": "foundedBy"}]}
    old = {"text": "EU rejects German call to boycott British lamb.", "label": [[0, 2, "ORG"], [11, 17, "MISC"]]}
    path = tmp_path / "all.jsonl"
    path.write_text(json.dumps(record) + "\n" + json.dumps(old) + "\n{\n", encoding="utf-8")
    found, reader = back(path, "doccano", None, MISC="")
    assert [found[0].surface(s) for s in found[0].spans] == ["Google", "September 4, 1998", "Larry Page"]
    assert [found[1].surface(s) for s in found[1].spans] == ["EU"]
    assert reader.skipped["relation foundedAt"] == 1 and f"{path}:3" in str(found[2])


def test_label_studio_sample(tmp_path):
    """A task in the raw JSON of https://labelstud.io/guide/task_format, and one whose offsets count UTF-16 units."""
    def region(start, end, text, label, ident):
        return {"id": ident, "from_name": "label", "to_name": "text", "type": "labels",
                "value": {"start": start, "end": end, "text": text, "labels": [label]}}

    tasks = [{"id": 1, "data": {"text": "😀 Sony posts profit"}, "annotations": [
        {"was_cancelled": True, "result": []}, {"result": [region(2, 6, "Sony", "Company", "aX"), region(13, 19, "profit", "METRIC", "b-")]}]},
        {"id": 2, "data": {"text": "😀 Sony posts profit"}, "annotations": [{"result": [region(3, 7, "Sony", "Company", "c")]}]},
        {"id": 3, "data": {"text": "Sony"}, "annotations": [{"result": [region(0, 3, "Soon", "Company", "c")]}]}, {"id": 4, "data": {"text": "x"}}]
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    found, reader = back(path, "label-studio", None, Company="ORG")
    assert [[a.surface(s) for s in a.spans] for a in found[:2]] == [["Sony", "profit"], ["Sony"]]
    assert isinstance(found[2], InputError) and "task 3" in str(found[2]) and reader.skipped == {"task without annotation": 1}


def test_prodigy_sample(tmp_path):
    """Named entities and relations as in https://prodi.gy/docs/api-interfaces; a rejected task is left out."""
    task = {"text": "My mother's name is Sasha Smith. She likes dogs and pedigree cats.",
            "spans": [{"start": 20, "end": 31, "token_start": 5, "token_end": 6, "label": "PERSON"},
                      {"start": 43, "end": 47, "token_start": 10, "token_end": 10, "label": "NP"}],
            "relations": [{"head": 6, "child": 10, "label": "SUBJECT", "head_span": {"start": 20, "end": 31}, "child_span": {"start": 43, "end": 47}}],
            "_input_hash": 1, "_task_hash": 22}
    path = tmp_path / "p.jsonl"
    path.write_text("\n".join(map(json.dumps, [task, {**task, "answer": "reject"}])), encoding="utf-8")
    found, reader = back(path, "prodigy", None, NP="")
    assert len(found) == 1 and found[0].id == "22" and [found[0].surface(s) for s in found[0].spans] == ["Sasha Smith"]
    assert reader.skipped == {"label NP": 1, "relation SUBJECT": 1, "answer reject": 1}


def test_conll_2003_sample(tmp_path):
    path = tmp_path / "eng.conll"
    path.write_text("-DOCSTART- -X- O O\n\nEU NNP I-NP I-ORG\nrejects VBZ I-VP O\nGerman JJ I-NP I-MISC\ncall NN I-NP O\n\n"
                    "Peter NNP I-NP I-PER\nBlackburn NNP I-NP I-PER\n", encoding="utf-8")
    found, _ = back(path, "conll", None, MISC="", PER="PERSON")
    assert found[0].text == "EU rejects German call\nPeter Blackburn"
    assert [(found[0].surface(s), s.label) for s in found[0].spans] == [("EU", "ORG"), ("Peter Blackburn", "PERSON")]


def test_an_unknown_label_is_named(tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"text": "EU", "label": [[0, 2, "Firm"]]}\n', encoding="utf-8")
    found, _ = back(path, "doccano", None)
    assert "'Firm'" in str(found[0]) and "--label Firm=ORG" in str(found[0])


def test_what_an_editor_changes_wins(gold, tmp_path):
    """A span moved and another removed in doccano: norm of the moved one is gone, facts follow, the rest stays."""
    path = tmp_path / "x.jsonl"
    formats.get("doccano").write(gold[2:3], path)
    data = json.loads(path.read_text(encoding="utf-8"))
    dates = {s.id for s in gold[2].spans if s.label == "DATE"}
    data["entities"] = [e for e in data["entities"] if e["id"] not in dates]
    path.write_text(json.dumps(data), encoding="utf-8")
    found, _ = back(path, "doccano", None)
    assert not any(s.label == "DATE" for s in found[0].spans) and len(found[0].facts) == len(gold[2].facts)
    assert all(f.period is None for f in found[0].facts)


def test_the_command_converts_and_imports(run, tmp_path):
    assert run("corpus", "convert", CORPUS, "--to", "brat", "--split", "dev", "-o", tmp_path / "brat").exit_code == 0
    victim = sorted((tmp_path / "brat").glob("*.ann"))[0]
    victim.write_text("T1\tNOBODY 0 1\tx\n", encoding="utf-8")
    result = run("corpus", "import", tmp_path / "brat", "--from", "brat", "-o", tmp_path / "back")
    dev = split_articles(CORPUS, "dev")
    assert result.exit_code == 1 and victim.name in result.stderr and len(list((tmp_path / "back").glob("*.txt"))) == len(dev) - 1
    kept = next(a for a in dev if a.id != victim.stem)
    assert marked.load(tmp_path / "back" / f"{kept.id}.txt") == kept
    assert run("corpus", "convert", CORPUS, "--to", "xml", "-o", tmp_path / "x").exit_code == 1


def test_two_records_of_one_id_do_not_overwrite_each_other(run, tmp_path):
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": 3, "text": "EU", "label": []}\n{"id": 3, "text": "UN", "label": []}\n', encoding="utf-8")
    result = run("corpus", "import", path, "--from", "doccano", "-o", tmp_path / "back")
    assert result.exit_code == 1 and "another record has this id" in result.stderr
    assert marked.load(tmp_path / "back" / "3.txt").text == "EU"
