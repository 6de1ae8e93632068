"""Train the pipeline on the corpus and put it into its package."""
from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

from .corpus import read_splits, load_articles
from .errors import InputError
from .files import write_articles

PACKAGE_MODEL = "nlp/zh_caibao_sm/zh_caibao_sm"


def train_pipeline(corpus: Path, config: Path, output: Path, segmenter: Path, overrides: dict | None = None) -> Path:
    """Train as ``config`` says on the train split, choose on dev; returns the folder of the best pipeline.

    ``segmenter`` is a folder with pkuseg's features.msgpack and weights.npz. Progress goes to the terminal.
    """
    from spacy.cli.train import train

    splits = read_splits(corpus)
    articles = load_articles(corpus)
    output.mkdir(parents=True, exist_ok=True)
    for split in ("train", "dev"):
        chosen = [a for a in articles if splits.get(a.id) == split]
        if not chosen:
            raise InputError(f"no article in split {split!r}", Path(corpus, "splits.csv"))
        write_articles(chosen, output / f"{split}.jsonl")
    started = time.monotonic()
    train(config, output, overrides={"paths.train": str(output / "train.jsonl"), "paths.dev": str(output / "dev.jsonl"),
                                     "paths.segmenter": str(segmenter), **(overrides or {})})
    best = output / "model-best"
    meta = json.loads((best / "meta.json").read_text(encoding="utf-8"))
    meta["training_seconds"] = round(time.monotonic() - started)
    (best / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=2), encoding="utf-8")
    return best


def package(model: Path, package_dir: Path, version: str, versions: dict[str, str]) -> Path:
    """Copy a trained pipeline into the package's folder, replacing the one that is there.

    ``versions`` (distribution to specifier) goes into meta.json and is checked when the package is loaded.
    """
    meta = json.loads((model / "meta.json").read_text(encoding="utf-8"))
    meta.update(name="caibao_sm", version=version, license="MIT", author="caibao", url="",
                description="Chinese earnings news: financial quantities, organisations, products, periods and facts",
                caibao_versions=versions)
    meta["performance"] = {k: v for k, v in meta.get("performance", {}).items() if k.startswith("ents_")}
    text = json.dumps(meta, ensure_ascii=False, indent=2) + "\n"
    for old in package_dir.glob("zh_caibao_sm-*"):
        shutil.rmtree(old)
    target = package_dir / f"zh_caibao_sm-{version}"
    shutil.copytree(model, target)
    for name in (target / "meta.json", package_dir / "meta.json"):
        name.write_text(text, encoding="utf-8")
    _forget_paths(target / "config.cfg")
    return target


def _forget_paths(config: Path) -> None:
    """The packaged config names no folder of the machine that trained it."""
    from spacy.util import load_config

    loaded = load_config(config)
    loaded["paths"] = {k: None for k in loaded["paths"]}
    loaded.to_disk(config)
