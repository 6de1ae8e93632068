"""Dates, reporting periods and durations."""
from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings, strategies as st

from caibao.periods import Context, Published, from_code, norms, resolve


def period(surface, published="2024-11-20", main="2024Q3", text=None):
    text = text or surface
    start = text.index(surface)
    norm = norms(text, [(start, start + len(surface))], published, main)[0]
    if norm is None:
        return None
    p = norm["period"]
    return p["duration"] or (p["code"], p["start"], p["end"])


@pytest.mark.parametrize("surface, expected", [
    ("2024年第三季度", ("2024Q3", "2024-07-01", "2024-09-30")),
    ("2024年三季度", ("2024Q3", "2024-07-01", "2024-09-30")),
    ("第三季度", ("2024Q3", "2024-07-01", "2024-09-30")),
    ("24Q3", ("2024Q3", "2024-07-01", "2024-09-30")),
    ("Q2", ("2024Q2", "2024-04-01", "2024-06-30")),
    ("本季度", ("2024Q3", "2024-07-01", "2024-09-30")),
    ("上一季度", ("2024Q2", "2024-04-01", "2024-06-30")),
    ("报告期", ("2024Q3", "2024-07-01", "2024-09-30")),
    ("上半年", ("2024H1", "2024-01-01", "2024-06-30")),
    ("2024年前三季度", ("2024Q1-Q3", "2024-01-01", "2024-09-30")),
    ("前9月", ("2024-01..2024-09", "2024-01-01", "2024-09-30")),
    ("今年1-5月", ("2024-01..2024-05", "2024-01-01", "2024-05-31")),
    ("7、8、9月", ("2024-07..2024-09", "2024-07-01", "2024-09-30")),
    ("今年", ("2024FY", "2024-01-01", "2024-12-31")),
    ("明年", ("2025FY", "2025-01-01", "2025-12-31")),
    ("2023年", ("2023FY", "2023-01-01", "2023-12-31")),
    ("今年以来", (None, "2024-01-01", None)),
    ("8月", ("2024-08", "2024-08-01", "2024-08-31")),
    ("12月", ("2024-12", "2024-12-01", "2024-12-31")),
    ("9月底", ("2024-09-30",) * 3),
    ("11月20日", ("2024-11-20",) * 3),
    ("昨日", ("2024-11-19",) * 3),
    ("截至2024年9月30日止九个月", ("2024Q1-Q3", "2024-01-01", "2024-09-30")),
    ("截至9月30日止三个月", ("2024Q3", "2024-07-01", "2024-09-30")),
    ("截至2024年6月30日止年度", ("FY2024", "2023-07-01", "2024-06-30")),
    ("2023年至2025年", (None, "2023-01-01", "2025-12-31")),
    ("9月23日至10月8日", (None, "2024-09-23", "2024-10-08")),
    ("二零二四年第三季度", ("2024Q3", "2024-07-01", "2024-09-30")),
    ("截至2024年9月30日止九個月", ("2024Q1-Q3", "2024-01-01", "2024-09-30")),
    ("6个季度", "P18M"), ("三年", "P3Y"), ("连续11日"[2:], ("2024-11-11",) * 3), ("18个月", "P18M"), ("两周", "P2W"),
    ("2024财年第二财季", ("FY2024Q2", None, None)),
    ("13月", None), ("2月30日", None), ("当天", None),
])
def test_surfaces(surface, expected):
    assert period(surface) == expected


def test_only_a_year_of_publication_fixes_no_day():
    assert period("今日", published="2023", main=None) is None
    assert period("三季度", published="2023", main=None) == ("2023Q3", "2023-07-01", "2023-09-30")
    assert period("今日", published=None, main=None) is None
    assert period("第三季度", published=None, main=None) is None


def test_the_same_period_last_year_follows_the_period_spoken_of():
    text = "上半年营收5亿元，上年同期为4亿元；三季度营收3亿元，去年同期2亿元"
    words = ["上半年", "上年同期", "三季度", "去年同期"]
    codes = [n["period"]["code"] for n in norms(text, [(text.index(w), text.index(w) + len(w)) for w in words], "2024-11-20")]
    assert codes == ["2024H1", "2023H1", "2024Q3", "2023Q3"]


def test_last_years_fourth_quarter_in_a_report_of_march():
    assert period("四季度", published="2025-03-20", main="2024FY") == ("2024Q4", "2024-10-01", "2024-12-31")
    assert period("上年末", published="2025-03-20", main="2024FY") == ("2023-12-31",) * 3
    # the second quarter, in a March report on last year: last year's, or the next? not a guess
    assert period("二季度", published="2025-03-20", main="2024FY") is None


def test_a_length_is_not_a_day():
    assert period("11日", text="连续11日上涨") == "P11D"
    assert period("25年", text="25年翻倍") is None


def test_fiscal_years():
    orgs = [(0, "新东方")]
    text = "新东方第一财季营收，微软第一财季营收，苹果第一财季营收"
    spans = [(m, m + 4) for m in range(len(text)) if text.startswith("第一财季", m)]
    orgs = [(text.index(n), n) for n in ("新东方", "微软", "苹果")]
    got = [n["period"] for n in norms(text, spans, "2023-10-25", None, orgs)]
    assert [(p["code"], p["start"], p["end"]) for p in got] == [
        ("FY2024Q1", "2023-06-01", "2023-08-31"), ("FY2024Q1", "2023-07-01", "2023-09-30"), ("FY2023Q1", None, None)]


@settings(max_examples=500, deadline=None)
@given(st.text(st.sampled_from("0123456789年月日号第一二三四季度QHFY上下半前首今去明本期同截至止个财末底初-~至到、周天 零〇"), max_size=16),
       st.sampled_from([None, "2024", "2024-11", "2024-11-20", "2024-02-29"]), st.sampled_from([None, "2024Q3", "FY2024Q2", "2023FY"]))
def test_reading_never_raises_and_ends_never_precede_starts(surface, published, main):
    p = resolve(surface, Context(Published.parse(published), from_code(main)))
    if p and p.start and p.end:
        assert p.start <= p.end
    if surface:
        norms(surface, [(0, len(surface))], published, main)


@given(st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)))
def test_a_written_day_reads_back(d):
    for text in (f"{d.year}年{d.month}月{d.day}日", d.isoformat(), f"{d.year}/{d.month}/{d.day}"):
        assert resolve(text, Context()).start == resolve(text, Context()).end == d
