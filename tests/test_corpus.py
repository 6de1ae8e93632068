"""The corpus: its checks, counts and builds; what changed; pre-annotation."""
from __future__ import annotations

import json
import shutil
import subprocess

import pytest

from caibao import checks, marked
from caibao.changes import changes
from caibao.corpus import load_articles, read_splits, split_articles
from caibao.stats import count, masked, mess
from conftest import CORPUS

HEAD = ("---\nid: {id}\ntitle: x\npublished: 2024-11-20\ncompanies: {company}\nsector: 软件\nstyle: flash\nscript: hans\nfigures: {figures}\n"
        "license: CC BY 4.0\nprovenance: own writing\n---\n")


def article(body: str, id: str = "a", company: str = "甲公司", figures: str = "invented"):
    return marked.loads(HEAD.format(id=id, company=company, figures=figures) + body)


@pytest.fixture
def corpus(tmp_path):
    """A corpus of two articles that has nothing wrong; `write` replaces or adds one."""
    (tmp_path / "articles").mkdir()

    def write(id, body, split="train", company=None):
        path = tmp_path / "articles" / f"{id}.txt"
        path.write_text(HEAD.format(id=id, company=company or f"{id}公司", figures="invented") + body, encoding="utf-8", newline="")
        splits = read_splits(tmp_path) if (tmp_path / "splits.csv").exists() else {}
        splits[id] = split
        (tmp_path / "splits.csv").write_text("id,split\n" + "".join(f"{i},{s}\n" for i, s in splits.items()), encoding="utf-8")
        return path

    tmp_path.joinpath("reference").mkdir()
    write("a", "⟦1 甲云|ORG⟧营收下降\n== facts\n")
    write("b", "⟦1 乙云|ORG⟧营收上升\n== facts\n")
    return tmp_path, write


def validate(run, folder, *more):
    result = run("corpus", "validate", folder, "--model", "none", *more)
    return result.exit_code, result.stdout


def test_a_good_corpus_passes(run, corpus):
    assert validate(run, corpus[0])[0] == 0


@pytest.mark.parametrize("id, body, options, said", [
    ("c", "⟦1 甲云|FIRM⟧\n== facts\n", {}, "c.txt:13: span 1: unknown label 'FIRM'"),
    ("c", "cafe\u0301\n== facts\n", {}, "not in Unicode NFC at character 3"),
    ("c", "快手营收\n== facts\n", {}, "names the company of the reference document"),
    ("c", "⟦1 乙云|ORG⟧\n== facts\n", {"split": "test", "company": "b公司"}, "b公司 stands in test and in train (b)"),
    ("c", "⟦1 20%|PERCENT⟧\n== facts\n", {"split": "dev"}, "span 1 20% has no gold norm"),
])
def test_errors_are_named(run, corpus, id, body, options, said):
    folder, write = corpus
    write(id, body, **options)
    code, out = validate(run, folder)
    assert code == 1 and said in out


def test_meta_is_checked(run, corpus):
    folder, write = corpus
    path = write("c", "营收\n== facts\n")
    path.write_text(path.read_text("utf-8").replace("sector: 软件", "sector: 软体").replace("2024-11-20", "November"), encoding="utf-8")
    code, out = validate(run, folder)
    assert code == 1 and "sector '软体' is none of" in out and "published is 'November'" in out


def test_near_duplicates_are_found(run, corpus):
    folder, write = corpus
    copied = "今年前三季度公司实现营业收入十二亿零3千万元比去年多了不少真是不错"
    write("c", copied + "啊\n== facts\n")
    write("d", "另有消息说" + copied[:28] + "\n== facts\n")
    code, out = validate(run, folder)
    assert code == 1 and "c and d share" in out


def test_arithmetic_that_does_not_agree():
    body = ("⟦1 甲云|ORG⟧⟦2 2024年上半年|DATE⟧⟦3 营收|METRIC⟧⟦4 12亿元|MONEY⟧，⟦5 上年同期|DATE⟧为⟦6 10亿元|MONEY⟧，同比增长⟦7 %s|PERCENT⟧\n== facts\n"
            "4 level metric=3 org=1 period=2\n6 level metric=3 org=1 period=5\n7 change yoy up metric=3 org=1 period=2\n== norms\n"
            "2 code=2024H1 start=2024-01-01 end=2024-06-30\n4 number=1200000000 unit=CNY\n5 code=2023H1 start=2023-01-01 end=2023-06-30\n"
            "6 number=1000000000 unit=CNY\n7 number=%s unit=percent\n")
    assert list(checks.arithmetic(article(body % ("20%", "20")))) == []
    assert list(checks.arithmetic(article(body % ("23%", "23")))) == []  # what rounding leaves open
    wrong = list(checks.arithmetic(article(body % ("40%", "40"))))
    assert len(wrong) == 1 and "20.00%, the text says 40%" in wrong[0][1]


def test_norms_that_contradict_the_words():
    good = "⟦1 5.2亿元|MONEY⟧\n== facts\n== norms\n1 number=520000000 unit=CNY\n"
    assert list(checks.norms(article(good))) == []
    assert list(checks.norms(article(good.replace("520000000", "52000000"))))
    assert list(checks.norms(article("⟦1 2024年|DATE⟧\n== facts\n== norms\n1 code=2023FY start=2023-01-01 end=2023-12-31\n")))
    assert list(checks.norms(article("⟦1 今年|DATE⟧\n== facts\n== norms\n1 code=2024FY start=2024-01-01 end=2024-12-30\n")))


def test_conflicts_and_plain_mentions():
    a = article("⟦1 海澜|ORG⟧和⟦2 海澜|PRODUCT⟧，还有⟦3 同店销售|METRIC⟧，同店销售\n== facts\n")
    assert [w for w, _ in checks.conflicts(a)] == ["海澜"] and [w for w, _ in checks.unmarked(a)] == ["同店销售"]


def test_a_warning_is_settled_with_a_reason(run, corpus):
    folder, write = corpus
    write("c", "⟦1 海澜|ORG⟧和⟦2 海澜|PRODUCT⟧\n== facts\n")
    assert validate(run, folder)[0] == 0 and validate(run, folder, "--strict")[0] == 1
    (folder / "settled.csv").write_text("article,check,words,reason\nc,conflicts,海澜,company and brand\n", encoding="utf-8")
    assert validate(run, folder, "--strict")[0] == 0
    (folder / "settled.csv").write_text("article,check,words,reason\nc,conflicts,海澜,\n", encoding="utf-8")
    assert validate(run, folder)[0] == 1
    (folder / "settled.csv").write_text("article,check,words,reason\nc,conflicts,海澜,r\nc,conflicts,无,r\n", encoding="utf-8")
    assert "settles nothing" in validate(run, folder)[1]


def test_checksums_name_what_changed(run, corpus):
    pytest.importorskip("datasets")
    folder, write = corpus
    write("d", "营收\n== facts\n", "dev")
    write("t", "利润\n== facts\n", "test")
    assert run("corpus", "build", folder).exit_code == 0
    assert validate(run, folder)[0] == 0
    write("a", "⟦1 甲云|ORG⟧营收大增\n== facts\n")
    code, out = validate(run, folder)
    assert code == 1 and "articles/a.txt has changed since" in out


# ---- the corpus itself --------------------------------------------------------------------------
def test_it_reaches_its_targets():
    """Composition, as `caibao corpus stats` counts it."""
    from caibao.tables import rows

    found = count(load_articles(CORPUS), read_splits(CORPUS))
    for row in rows("corpus_targets"):
        assert found["totals"][row["count"]] >= float(row["at_least"]), row["count"]
    assert found["repeated"]["of places"] <= 0.05 and found["repeated"]["of different strings"] <= 0.05


def test_every_retelling_names_its_record_or_says_that_it_is_invented():
    for a in load_articles(CORPUS):
        if a.meta["figures"] == "invented":
            assert "facts_from" not in a.meta, a.id


def test_the_dataset_loads_with_its_features():
    datasets = pytest.importorskip("datasets")
    from caibao.dataset import features, from_row

    data = datasets.load_dataset(str(CORPUS))
    assert set(data) == {"train", "dev", "test"} and data["train"].features == features()
    by_id = {a.id: a for split in data for a in split_articles(CORPUS, split)}
    for split in data:
        for row in data[split]:
            assert from_row(row) == by_id.pop(row["id"])
    assert not by_id


def test_stats_write_tables_and_plots(run, tmp_path):
    pytest.importorskip("matplotlib")
    result = run("corpus", "stats", CORPUS, "-o", tmp_path / "s")
    assert result.exit_code == 0
    assert "<svg" in (tmp_path / "s" / "labels.svg").read_text("utf-8") and json.loads((tmp_path / "s" / "stats.json").read_text("utf-8"))["totals"]["articles"]


def test_masking_and_mess():
    a = article("⟦1 甲云|ORG⟧营收⟦2 5.2亿元|MONEY⟧ 比99多\n== facts\n")
    assert masked(a) == "名营收数比数多"
    assert "inline quotes" in mess("公司(600581,诊股)") and "spaces in numbers" in mess("5. 7万个") and not mess("营收5.2亿元。")


# ---- corrections and new texts ----------------------------------------------------------------------
OLD = article("⟦1 甲云|ORG⟧⟦2 前三季度|DATE⟧⟦3 营收|METRIC⟧⟦4 5亿元|MONEY⟧，增长⟦5 3%|PERCENT⟧\n== facts\n4 level metric=3 org=1 period=2\n5 change yoy up metric=3 org=1\n"
              "== norms\n4 number=500000000 unit=CNY\n")


def test_diff_says_what_changed():
    new = article("⟦1 甲云|PRODUCT⟧⟦7 前三季度|DATE⟧⟦3 营收|METRIC⟧为⟦4 5亿元|MONEY⟧，增长⟦5 3%|PERCENT⟧\n== facts\n4 level down metric=3 period=7\n"
                  "== norms\n4 number=5 unit=CNY\n")
    lines = list(changes(OLD, new))
    assert "~ text '' → '为' (at 8)" in lines and "~ span ORG '甲云' (0-2) → PRODUCT" in lines
    assert "~ fact of MONEY '5亿元' (9-12): org 甲云@0 → none" in lines and "~ fact of MONEY '5亿元' (9-12): direction none → down" in lines
    assert "- fact of PERCENT '3%' (14-16)" in [x.replace("(15-17)", "(14-16)") for x in lines] and any(x.startswith("~ norm of MONEY") for x in lines)
    assert list(changes(OLD, OLD)) == []


def test_diff_against_git(run, tmp_path):
    if not shutil.which("git"):
        pytest.skip("git is not installed")
    path = tmp_path / "a.txt"
    path.write_text(marked.dumps(OLD), encoding="utf-8")
    git = lambda *a: subprocess.run(["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b", *a], check=True, capture_output=True)
    git("init", "-q")
    git("add", "a.txt")
    git("commit", "-qm", "x")
    assert "0 changes" in run("corpus", "diff", path).stdout
    path.write_text(marked.dumps(OLD).replace("甲云|ORG", "甲云|PRODUCT").replace(" org=1", ""), encoding="utf-8")
    out = run("corpus", "diff", path).stdout
    assert "~ span ORG '甲云' (0-2) → PRODUCT" in out and "3 changes" in out
    (tmp_path / "new.txt").write_text(marked.dumps(OLD), encoding="utf-8")
    assert "new, 5 spans" in run("corpus", "diff", tmp_path / "new.txt").stdout
    path.write_text("---\nbroken", encoding="utf-8")
    assert run("corpus", "diff", path).exit_code == 1


def test_annotate_gives_marked_files_the_doubtful_first(run, tmp_path):
    sure, odd = tmp_path / "sure.txt", tmp_path / "odd.txt"
    sure.write_text("公司第三季度营业收入5.2亿元，同比增长12.5%。", encoding="utf-8")
    odd.write_text("据悉，白鹿原与红杉树旗下云栖系在寻梦环游侧双双走高，蓝鲸则在下沉盘里三连阴。", encoding="utf-8")
    result = run("annotate", sure, odd, "-o", tmp_path / "out", "--published", "2024-11-20")
    assert result.exit_code == 0
    found = marked.load(tmp_path / "out" / "sure.txt")
    assert found.text == sure.read_text("utf-8") and {"5.2亿元", "12.5%"} <= {found.surface(s) for s in found.spans} and found.facts
    told = [line.split(":")[0] for line in result.stderr.splitlines() if "doubtful spans" in line]
    assert told == ["odd", "sure"]
    broken = run("annotate", sure, tmp_path / "none.txt", "-o", tmp_path / "out2")
    assert broken.exit_code == 1 and "none.txt" in broken.stderr and (tmp_path / "out2" / "sure.txt").exists()
