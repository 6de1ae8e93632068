"""Plots of the corpus as SVG (matplotlib, extra ``corpus``); Chinese names are drawn in English, so no font is needed."""
from __future__ import annotations

from pathlib import Path

from .article import LABELS
from .errors import CaibaoError
from .files import whole_file
from .tables import rows

BLUE, ORANGE, GREY = "#2f6db3", "#d9822b", "#8a8f98"


def _pyplot():
    try:
        import matplotlib
    except ImportError:
        raise CaibaoError("plots need the extra: pip install 'caibao[corpus]'") from None
    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "caibao", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
                                "axes.edgecolor": GREY, "figure.constrained_layout.use": True})
    import matplotlib.pyplot as plt

    return plt


def _save(figure, folder: Path, name: str) -> str:
    with whole_file(Path(folder) / name, "wb") as f:
        figure.savefig(f, format="svg", metadata={"Date": None})
    figure.clear()
    return name


def _bars(plt, counts: dict[str, int], title: str, names: dict[str, str]):
    figure, axes = plt.subplots(figsize=(6, 0.22 * len(counts) + 0.8))
    order = list(counts.items())[::-1]
    bars = axes.barh([names.get(k, k) for k, _ in order], [v for _, v in order], color=BLUE)
    axes.bar_label(bars, padding=2)
    axes.set_title(title, loc="left")
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    return figure


def draw(found: dict, folder: Path) -> list[str]:
    """Length, labels, sectors and years of the counts of `stats.count`."""
    plt = _pyplot()
    english = {r["value"]: r["english"] for r in rows("meta_values")}
    figure, axes = plt.subplots(figsize=(6, 2.6))
    axes.hist(found["lengths"], bins=range(0, max(found["lengths"]) + 100, 100), color=BLUE, edgecolor="white")
    axes.set(xlabel="characters", ylabel="articles")
    axes.set_title("Length of the articles", loc="left")
    out = [_save(figure, folder, "length.svg")]
    figure, axes = plt.subplots(figsize=(6, 3.4))
    columns = found["wording"]
    width = 0.8 / len(columns)
    for i, (name, colour) in enumerate(zip(columns, (BLUE, ORANGE))):
        values = [columns[name][f"{label} per 100 characters"] for label in LABELS]
        axes.barh([y + i * width for y in range(len(LABELS))], values, height=width, color=colour, label=name)
    axes.set_yticks([y + width * (len(columns) - 1) / 2 for y in range(len(LABELS))], [f"{x} ({found['totals'][x]:,})" for x in LABELS])
    axes.invert_yaxis()
    axes.set(xlabel="mentions in 100 characters")
    axes.set_title("Labels (mentions in the corpus)", loc="left")
    axes.legend(frameon=False)
    out.append(_save(figure, folder, "labels.svg"))
    out.append(_save(_bars(plt, found["sector"], "Articles by sector", english), folder, "sectors.svg"))
    out.append(_save(_bars(plt, found["year"], "Articles by year of publication", {}), folder, "years.svg"))
    plt.close("all")
    return out


def learning_curve(points: list[dict], folder: Path, name: str = "learning_curve.svg") -> str:
    """Span F1 on each set as the corpus grows; points hold ``share``, ``articles`` and ``scores`` by set."""
    plt = _pyplot()
    figure, axes = plt.subplots(figsize=(6, 3))
    for set_name, colour in zip(points[0]["scores"], (BLUE, ORANGE, GREY)):
        axes.plot([p["articles"] for p in points], [100 * p["scores"][set_name] for p in points], marker="o", color=colour, label=set_name)
        for p in points:
            axes.annotate(f"{100 * p['scores'][set_name]:.1f}", (p["articles"], 100 * p["scores"][set_name]), textcoords="offset points",
                          xytext=(0, 6), ha="center", color=colour)
    axes.set(xlabel="training articles", ylabel="span F1, %")
    axes.margins(y=0.2)
    axes.set_title("Score as the corpus grows", loc="left")
    axes.legend(frameon=False, loc="lower right")
    out = _save(figure, folder, name)
    plt.close("all")
    return out
