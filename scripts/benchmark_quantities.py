#!/usr/bin/env python
"""Quantities and periods beside the public readers: accuracy on cases, speed on real news, growth of time with length.

    python scripts/benchmark_quantities.py --cases ../shared/quantities/dev.jsonl --scorer ../shared/quantities/score.py
        --texts ../shared/unlabelled/news.jsonl.gz                           # writes docs/quantities.md and a plot

Peers are measured where they are installed (pip install jionlp recognizers-text-suite); a note says which are not.
Cases in docs/divergences.csv, where a public project's expectation contradicts the annotation scheme or plain sense, are scored
with and without. The scorer is the one that came with the cases.
"""
from __future__ import annotations

import contextlib
import csv
import datetime as dt
import gzip
import io
import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import typer

from caibao.reading import read

ROOT = Path(__file__).resolve().parents[1]


def caibao_reader():
    number = lambda x: None if x is None else float(x)

    def run(text: str, reference: str | None) -> list[dict]:
        out = []
        for r in read(text, reference):
            base = {"start": r.start, "end": r.end, "kind": r.kind}
            if r.norm and "quantity" in r.norm:
                q = r.norm["quantity"]
                value = number(q["number"]) if q["number"] is not None else [number(q["low"]), number(q["high"])]
                unit = {"percentage_point": "pp", "basis_point": "bp", "times": "倍"}.get(q["unit"], q["unit"])
                if unit == "percent":  # the cases give percentages as fractions
                    unit, value = "%", [None if v is None else v / 100 for v in value] if isinstance(value, list) else value / 100
                out.append({**base, "value": value, "unit": unit, "bound": q["bound"]})
            elif r.norm:
                p = r.norm["period"]
                out.append({**base, "value": None, "unit": None, "resolution": {"start": p["start"], "end": p["end"]}})
        return out
    return run


def recognizers_reader():
    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    culture = "zh-cn"

    def run(text: str, reference: str | None) -> list[dict]:
        out, taken = [], []
        when = dt.datetime.fromisoformat(reference) if reference and re.fullmatch(r"\d{4}-\d\d-\d\d.*", reference) else dt.datetime(2024, 11, 20)
        jobs = (("date", lambda: recognize_datetime(text, culture, reference=when)), ("money", lambda: recognize_currency(text, culture)),
                ("quantity", lambda: recognize_dimension(text, culture)), ("percent", lambda: recognize_percentage(text, culture)),
                ("number", lambda: recognize_number(text, culture)))
        for kind, job in jobs:
            try:
                found = job()
            except Exception:
                continue
            for m in found:
                a, b = m.start, m.end + 1
                if any(x < b and a < y for x, y in taken):
                    continue
                taken.append((a, b))
                values = (m.resolution or {}).get("values")
                if kind == "date":
                    v = (values or [{}])[-1]
                    start, end = v.get("start") or v.get("value"), v.get("end") or v.get("value")
                    with contextlib.suppress(TypeError, ValueError, OverflowError):
                        if v.get("end"):
                            end = (dt.date.fromisoformat(end) - dt.timedelta(1)).isoformat()
                    out.append({"start": a, "end": b, "kind": "period" if v.get("start") else "date", "value": None, "unit": None,
                                "resolution": {"start": start, "end": end}})
                    continue
                raw = str((m.resolution or {}).get("value", "")).rstrip("%")
                try:
                    value = float(raw)
                except ValueError:
                    continue
                unit = m.resolution.get("isoCurrency") or m.resolution.get("unit")
                out.append({"start": a, "end": b, "kind": kind, "value": value / 100 if kind == "percent" else value,
                            "unit": "%" if kind == "percent" else unit})
        return out
    return run


def jionlp_reader():
    with contextlib.redirect_stdout(io.StringIO()):
        import jionlp

    codes = {"元": "CNY", "人民币": "CNY", "美元": "USD", "港元": "HKD", "欧元": "EUR", "日元": "JPY", "英镑": "GBP"}

    def run(text: str, reference: str | None) -> list[dict]:
        out = []
        base = time.mktime(dt.datetime.fromisoformat(reference).timetuple()) if reference and re.fullmatch(r"\d{4}-\d\d-\d\d", reference) else time.time()
        with contextlib.suppress(Exception):
            for m in jionlp.ner.extract_money(text, with_parsing=True) or []:
                d = m["detail"] or {}
                num = d.get("num")
                value = [float(x) for x in num] if isinstance(num, list) else float(num)
                out.append({"start": m["offset"][0], "end": m["offset"][1], "kind": "money", "value": value, "unit": codes.get(d.get("case"), d.get("case"))})
        with contextlib.suppress(Exception):
            for m in jionlp.ner.extract_time(text, time_base=base, with_parsing=True) or []:
                t = (m.get("detail") or {}).get("time")
                span = [x[:10] for x in t] if isinstance(t, list) else [None, None]
                out.append({"start": m["offset"][0], "end": m["offset"][1], "kind": "period" if span[0] != span[1] else "date", "value": None,
                            "unit": None, "resolution": {"start": span[0], "end": span[1]}})
        return out
    return run


KINDS = ("date", "money", "percent", "number", "quantity", "negative")
READERS = {"caibao": caibao_reader, "Recognizers-Text (Python)": recognizers_reader, "JioNLP": jionlp_reader}


def score(scorer: Path, cases: list[dict], predictions: dict[str, list], tier: str) -> dict[str, float]:
    """Share of the cases wholly right: under ``ALL``, and by kind."""
    with tempfile.TemporaryDirectory() as folder:
        a, b = Path(folder, "c.jsonl"), Path(folder, "p.jsonl")
        a.write_text("".join(json.dumps(c) + "\n" for c in cases), encoding="utf-8")
        b.write_text("".join(json.dumps({"id": c["id"], "preds": predictions[c["id"]]}) + "\n" for c in cases), encoding="utf-8")
        out = subprocess.run([sys.executable, str(scorer), str(a), str(b), "--tier", tier, "--show", "0"], capture_output=True, text=True, check=True).stdout
    return {m[1] or "ALL": float(m[2]) / 100 for m in re.finditer(r"^(?:ALL|kind +(\S+)).*?full\s+([\d.]+)%", out, re.M)}


def growth(texts: list[str]) -> list[tuple[int, float]]:
    """Seconds for 1 KB to 10 MB of news (UTF-8 bytes)."""
    whole = "\n".join(texts)
    while len(whole.encode()) < 10_000_000:
        whole += "\n" + whole
    points = []
    for size in (10 ** 3, 10 ** 4, 10 ** 5, 10 ** 6, 10 ** 7):
        text = whole.encode()[:size].decode("utf-8", "ignore")
        started = time.perf_counter()
        read(text, "2024-11-20")
        points.append((size, time.perf_counter() - started))
    return points


def plot(points: list[tuple[int, float]], path: Path) -> None:
    import matplotlib
    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "caibao", "axes.spines.top": False, "axes.spines.right": False, "figure.constrained_layout.use": True})
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(6, 2.8))
    x, y = zip(*points)
    axes.loglog(x, y, marker="o", color="#2f6db3", label="caibao.read")
    axes.loglog(x, [y[-1] * v / x[-1] for v in x], color="#8a8f98", linestyle=":", label="linear")
    axes.set(xlabel="bytes of text", ylabel="seconds")
    axes.set_title("Time against length", loc="left")
    axes.legend(frameon=False)
    figure.savefig(path, metadata={"Date": None})


def main(cases: Path, scorer: Path, texts: Path, output: Path = ROOT / "docs" / "quantities.md", characters: int = 400_000) -> None:
    rows = [json.loads(line) for line in cases.read_text(encoding="utf-8").splitlines()]
    with open(ROOT / "docs" / "divergences.csv", encoding="utf-8", newline="") as f:
        divergent = {r["case"]: r for r in csv.DictReader(f)}
    core = [c for c in rows if c.get("tier") == "core"]
    kept = [c for c in core if c["id"] not in divergent]
    news, n = [], 0
    with gzip.open(texts, "rt", encoding="utf-8") as f:
        for line in f:
            news.append(json.loads(line)["text"])
            n += len(news[-1])
            if n >= characters:
                break
    table, kinds, missing, speeds = [], [], [], {}
    for name, make in READERS.items():
        try:
            run = make()
        except ImportError:
            missing.append(name)
            continue
        predictions = {c["id"]: run(c["text"], c.get("reference_date")) for c in rows}
        cut = news if name == "caibao" else news[:max(1, len(news) // 20)]  # the peers are slow
        run(news[0], "2024-11-20")
        started = time.perf_counter()
        for text in cut:
            run(text, "2024-11-20")
        speeds[name] = sum(map(len, cut)) / (time.perf_counter() - started)
        every, without, own = score(scorer, core, predictions, "core"), score(scorer, kept, predictions, "core"), score(scorer, rows, predictions, "own")
        table.append(f"| {name} | {every['ALL']:.3f} | {without['ALL']:.3f} | {own['ALL']:.3f} | {speeds[name]:,.0f} | {speeds['caibao'] / speeds[name]:.1f} |")
        kinds.append(f"| {name} | " + " | ".join(f"{every.get(k, 0):.2f}" for k in KINDS) + " |")
        print(table[-1], flush=True)
    points = growth(news)
    plot(points, output.with_name("quantities_growth.svg"))
    lines = ["# Reading quantities and periods", "", "Written by `python scripts/benchmark_quantities.py` on the development half of the cases. Span, value and unit all right;",
             f"one core. Of {len(core)} core cases {len(core) - len(kept)} ({(len(core) - len(kept)) / len(core):.1%}) stand on the divergence list.", "",
             "| reader | core | core without the list | earnings-text probes | characters/s | caibao is × faster |", "|---|---:|---:|---:|---:|---:|", *table, "",
             "Core cases by kind (JioNLP reads money and time only; `negative` cases hold nothing to read):", "",
             "| reader | " + " | ".join(KINDS) + " |", "|---|" + "---:|" * len(KINDS), *kinds, ""]
    if missing:
        lines += [f"Not installed, not measured: {', '.join(missing)}.", ""]
    lines += ["![Time against length](quantities_growth.svg)", "", "## Divergences", "", "| case | text | why |", "|---|---|---|",
              *(f"| {r['case']} | {r['text']} | {r['reason']} |" for r in divergent.values())]
    output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"written: {output}")


if __name__ == "__main__":
    typer.run(main)
