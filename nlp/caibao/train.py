"""Train the pipeline on the corpus and put it into its package."""
from __future__ import annotations

import json
import shutil
import time
from pathlib import Path

from .article import Article
from .corpus import load_articles, read_splits
from .errors import InputError
from .files import write_articles

PACKAGE_MODEL = "nlp/zh_caibao_sm/zh_caibao_sm"


def train_pipeline(corpus: Path, config: Path, output: Path, segmenter: Path, overrides: dict | None = None) -> Path:
    """Train as ``config`` says on the train split, choose on dev; returns the folder of the best pipeline.

    ``segmenter`` is a folder with pkuseg's features.msgpack and weights.npz. Progress goes to the terminal.
    """
    splits = read_splits(corpus)
    articles = load_articles(corpus)
    chosen = {split: [a for a in articles if splits.get(a.id) == split] for split in ("train", "dev")}
    for split, found in chosen.items():
        if not found:
            raise InputError(f"no article in split {split!r}", Path(corpus, "splits.csv"))
    return train_on(chosen["train"], chosen["dev"], config, output, segmenter, overrides)


def train_on(train_articles: list[Article], dev_articles: list[Article], config: Path, output: Path, segmenter: Path,
             overrides: dict | None = None) -> Path:
    """As `train_pipeline`, on the articles given."""
    from spacy.cli.train import train

    output.mkdir(parents=True, exist_ok=True)
    for name, chosen in (("train", train_articles), ("dev", dev_articles)):
        write_articles(chosen, output / f"{name}.jsonl")
    started = time.monotonic()
    train(config, output, overrides={"paths.train": str(output / "train.jsonl"), "paths.dev": str(output / "dev.jsonl"),
                                     "paths.segmenter": str(segmenter), **(overrides or {})})
    best = output / "model-best"
    meta = json.loads((best / "meta.json").read_text(encoding="utf-8"))
    meta["training_seconds"] = round(time.monotonic() - started)
    (best / "meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=2), encoding="utf-8")
    return best


def packaged_segmenter() -> Path | None:
    """The segmentation model inside the packaged pipeline of this checkout; its parent holds the word vectors."""
    return next(iter(sorted(Path(PACKAGE_MODEL).glob("zh_caibao_sm-*/tokenizer"))), None)


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
