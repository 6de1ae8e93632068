"""The command line: formats, bad input, batches."""
from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys

import pytest

from caibao import Article, marked
from caibao.export import COLUMNS, safe_cell
from conftest import CORPUS

RETOLD = CORPUS / "reference" / "kuaishou-2024q3.retold.txt"
LINE = '{"id": "%s", "text": "某公司第三季度营收5.2亿元，同比增长12.5%%。", "meta": {"published": "2024-11-20"}}'


@pytest.fixture
def text_file(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("某公司第三季度营收5.2亿元,同比增长12.5%。", encoding="utf-8")
    return path


def test_the_table_shows_the_reference(run):
    result = run("extract", RETOLD)
    assert result.exit_code == 0
    row = next(line for line in result.stdout.splitlines() if "311亿元" in line)
    assert "总营收" in row and "2024Q3" in row and "+11.4% YoY" in row


def test_json_is_articles(run, tmp_path):
    out = tmp_path / "out.jsonl"
    assert run("extract", RETOLD, "-f", "json", "-o", out).exit_code == 0
    article = Article.from_dict(json.loads(out.read_text(encoding="utf-8")))
    assert article.text == marked.load(RETOLD).text and article.facts and article.meta["published"] == "2024-11-20"


def test_csv_has_the_columns_and_exact_numbers(run):
    result = run("extract", RETOLD, "-f", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert tuple(rows[0]) == COLUMNS
    assert {"31100000000"} == {r["number"] for r in rows if r["value"] == "311亿元"}


def test_a_frame_has_one_row_a_fact(nlp, retelling):
    import caibao

    doc = caibao.process(nlp, retelling.text, {"published": "2024-11-20"})
    frame = caibao.to_frame([doc])
    assert tuple(frame.columns) == COLUMNS and len(frame) == len(doc._.facts)


def test_html_escapes_what_it_shows(run, tmp_path):
    path = tmp_path / "x.txt"
    path.write_text('<script>alert(1)</script>"某公司"营收5.2亿元&同比增长12.5%。', encoding="utf-8")
    result = run("extract", path, "-f", "html")
    assert result.exit_code == 0 and "<script" not in result.stdout and "&lt;" in result.stdout and "&amp;" in result.stdout
    assert not re.search(r"(?:src|href)=\"(?!#)", result.stdout)


@pytest.mark.parametrize("cell, shown", [("=1+1", "'=1+1"), ("@x", "'@x"), ("+a", "'+a"), ("-18.94%", "-18.94%"), ("-5", "-5"),
                                         ("\t=1", "'\t=1"), (None, ""), ("快手", "快手"), ("-2+3", "'-2+3")])
def test_cells_are_no_formulas(cell, shown):
    assert safe_cell(cell) == shown


def test_standard_input(run):
    text = run("extract", "-", "-f", "json", stdin="营收5.2亿元，同比增长12.5%。")
    assert text.exit_code == 0 and json.loads(text.stdout)["id"] == "stdin"
    lines = run("extract", "-", "-f", "json", stdin=LINE % "x")
    assert lines.exit_code == 0 and json.loads(lines.stdout)["id"] == "x"


def test_a_records_own_meta_wins(run, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(LINE % "x" + '\n{"text": "三季度营收5亿元"}\n', encoding="utf-8")
    result = run("extract", path, "-f", "json", "--published", "2020-11-20")
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["meta"]["published"] == "2024-11-20" and second["meta"]["published"] == "2020-11-20"
    assert second["id"] == "a:2"


# ---- bad input ----------------------------------------------------------------
def bad(run, *args, reason, **kwargs):
    result = run("extract", *args, **kwargs)
    assert result.exit_code == 1 and reason in result.stderr, result.stderr
    assert "Traceback" not in result.stderr
    return result


def test_a_missing_file(run, tmp_path):
    bad(run, tmp_path / "none.txt", reason=f"{tmp_path / 'none.txt'}: no such file")


def test_a_directory(run, tmp_path):
    bad(run, tmp_path, reason=f"{tmp_path}: is a directory")


def test_binary(run, tmp_path):
    path = tmp_path / "b.bin"
    path.write_bytes(b"ab\ncd\0\xff")
    bad(run, path, reason=f"{path}:2: binary data")


def test_undecodable_bytes_and_gb18030(run, tmp_path):
    path = tmp_path / "gb.txt"
    path.write_bytes("第一行\n营收5.2亿元，同比增长12.5%。".encode("gb18030"))
    result = bad(run, path, reason=f"{path}:1: byte 0x")
    assert "--encoding gb18030" in result.stderr
    good = run("extract", path, "-f", "json", "--encoding", "gb18030")
    assert good.exit_code == 0 and json.loads(good.stdout)["text"].startswith("第一行\n营收")
    bad(run, path, "--encoding", "klingon", reason="unknown encoding")


def test_a_lone_surrogate_in_json(run, tmp_path):
    path = tmp_path / "s.jsonl"
    path.write_text('{"id": "q", "text": "快\\ud800手"}\n', encoding="utf-8")
    bad(run, path, reason=f"{path}:1 (record q): lone surrogate U+D800 at character 1")


def test_a_broken_line_17_stops_nothing(run, tmp_path):
    path, out = tmp_path / "many.jsonl", tmp_path / "out.jsonl"
    lines = [LINE % n for n in range(1, 31)]
    lines[16] = lines[16][:25]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    bad(run, path, "-f", "json", "-o", out, reason=f"{path}:17: not JSON")
    written = [Article.from_dict(json.loads(line)) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [a.id for a in written] == [str(n) for n in range(1, 31) if n != 17]


@pytest.mark.parametrize("line, reason", [("[1]", "JSON object"), ('{"id": "a"}', "'text' is missing"), ('{"text": 5}', "'text'"),
                                          ('{"text": "a", "meta": 3}', "'meta'"), ('{"text": "a", "x": NaN}', "not JSON"),
                                          ("[" * 100_000, "not JSON")])
def test_bad_records(run, tmp_path, line, reason):
    path = tmp_path / "r.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    bad(run, path, reason=f"{path}:1")
    assert reason in bad(run, path, reason=f"{path}:1").stderr


def test_a_broken_marked_file_is_named(run, tmp_path):
    path = tmp_path / "m.txt"
    path.write_text("---\nid: a\n---\n⟦1 快手|ORG\n== facts\n", encoding="utf-8")
    bad(run, path, reason=f"{path}:4")


def test_errors_leave_a_file_that_was_there(run, tmp_path):
    out = tmp_path / "out.json"
    out.write_text("before")
    bad(run, tmp_path / "none.txt", "-o", out, reason="no such file")
    assert out.read_text() == "before" and list(tmp_path.iterdir()) == [out]


def test_an_output_that_cannot_be_written(run, tmp_path, text_file):
    bad(run, text_file, "-o", tmp_path, reason="is a directory")
    bad(run, text_file, "-o", tmp_path / "no" / "out", reason="cannot be written")


@pytest.mark.parametrize("options", [["--format", "pdf"], ["--published", "gestern"], ["--published", "2024-13-01"], ["--reporting-period", "Q9"]])
def test_wrong_options(run, text_file, options):
    result = run("extract", text_file, *options)
    assert result.exit_code == 2 and "Traceback" not in result.stderr


# ---- valid input ---------------------------------------------------------------
@pytest.mark.parametrize("content, text", [
    (b"", ""), ("\ufeff营收5亿元".encode(), "营收5亿元"), ("\x07\x1b[31m营收5亿元\x7f".encode(), "\x07\x1b[31m营收5亿元\x7f"),
    ("👍🏽𠮷营收5亿元".encode(), "👍🏽𠮷营收5亿元"), ("没有数字的一句话。".encode(), "没有数字的一句话。"), ("营收\r\n5亿元\r\n".encode(), "营收\r\n5亿元\r\n")])
def test_valid_texts_are_kept_code_point_for_code_point(run, tmp_path, content, text):
    path = tmp_path / "t.txt"
    path.write_bytes(content)
    result = run("extract", path, "-f", "json")
    assert result.exit_code == 0 and json.loads(result.stdout)["text"] == text
    for span in json.loads(result.stdout)["spans"]:
        assert text[span["start"]:span["end"]] == span["text"]
    for format in ("table", "csv", "html"):
        assert run("extract", path, "-f", format).exit_code == 0


def test_a_table_shows_no_control_characters(run, tmp_path):
    path = tmp_path / "\x1b[31mred.txt"
    path.write_text("营收5亿元")
    assert "\x1b" not in run("extract", path).stdout


def test_one_line_of_two_million_characters(run, tmp_path):
    path, out = tmp_path / "long.txt", tmp_path / "out.jsonl"
    path.write_text("某公司第三季度营收5.2亿元,同比增长12.5%," * 80 + "a" * 2_000_000, encoding="utf-8")
    assert run("extract", path, "-f", "json", "-o", out).exit_code == 0
    article = json.loads(out.read_text(encoding="utf-8"))
    assert len(article["text"]) > 2_000_000 and len(article["facts"]) >= 80


def test_files_of_one_name_get_ids_of_their_own(run, tmp_path):
    paths = []
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        paths.append(tmp_path / folder / "a.txt")
        paths[-1].write_text("营收5亿元", encoding="utf-8")
    result = run("extract", *paths, "-f", "json")
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["a", "a~2"]


def test_a_closed_pipe_is_no_error(text_file):
    code = f"{sys.executable} -m caibao.cli extract {text_file} -f json | true"
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True)
    assert "Traceback" not in done.stderr


def test_help_and_version(run):
    assert run("--help").exit_code == 0 and "extract" in run("--help").stdout
    assert "zh_caibao_sm" in run("version").stdout


# ---- evaluate and corpus ----------------------------------------------------------
def test_evaluate_compares_files(run, tmp_path):
    out = tmp_path / "pred.jsonl"
    run("extract", RETOLD, "-f", "json", "-o", out)
    perfect = run("evaluate", RETOLD, RETOLD, "-f", "json")
    scores = json.loads(perfect.stdout)
    assert scores["spans"]["all"]["f"] == 1 and scores["facts"]["whole"]["f"] == 1
    text = run("evaluate", RETOLD, out)
    assert text.exit_code == 0 and "| MONEY |" in text.stdout


def test_evaluate_refuses_articles_that_do_not_belong_together(run, tmp_path):
    a = marked.load(RETOLD)
    other = tmp_path / "o.txt"
    other.write_text(marked.dumps(Article("x", "y")), encoding="utf-8")
    assert "not among the predictions" in run("evaluate", RETOLD, other).stderr
    other.write_text(marked.dumps(Article(a.id, "y")), encoding="utf-8")
    assert "another text" in run("evaluate", RETOLD, other).stderr


def test_the_corpus_is_valid(run):
    result = run("corpus", "validate", CORPUS, "--no-lost", "--strict")
    assert result.exit_code == 0, result.stdout
    assert re.search(r"\(\d\.\d+%\) do not fall on tokens", result.stdout)


def test_validate_names_what_is_wrong(run, tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text("---\nid: a\n---\n⟦1 快手|FIRM⟧\n== facts\n", encoding="utf-8")
    (tmp_path / "splits.csv").write_text("id,split\nb,train\n", encoding="utf-8")
    result = run("corpus", "validate", tmp_path, "--model", "none")
    assert result.exit_code == 1 and "a.txt:4: span 1: unknown label 'FIRM'" in result.stdout and "b is no article" in result.stdout


def test_train_says_what_is_missing(run, tmp_path):
    result = run("train", tmp_path / "none")
    assert result.exit_code == 1 and "no such file" in result.stderr
