"""Train the segmentation model of the tokenizer: pkuseg on silver words, corrected by the spans of our corpus."""
from __future__ import annotations

import random
import re
import tempfile
from pathlib import Path
from typing import Iterable

import numpy as np
import srsly

from .article import Article
from .segment import pieces, split_word


def silver_words(text: str, boundaries: set[int] = frozenset()) -> Iterable[list[str]]:
    """Lines of words by jieba (with its own dictionary and no other), split where a span of the corpus begins or ends."""
    import jieba

    for start, end in pieces(text, 200):
        words: list[str] = []
        at = start
        for word in jieba.cut(text[start:end], HMM=True):
            if word.strip():
                cuts = [at, *sorted(b for b in boundaries if at < b < at + len(word)), at + len(word)]
                for a, b in zip(cuts, cuts[1:]):
                    words += split_word(re.sub(r"\s", "", text[a:b]), bool(words) and words[-1][-1].isdigit())
            at += len(word)
        if words:
            yield words


def train_segmenter(articles: list[Article], texts: list[str], output: Path, *, iterations: int = 5, copies: int = 3,
                    trim: int = 2, seed: int = 7, prune: float = 0.05) -> dict:
    """Train and write ``features.msgpack`` and ``weights.npz`` into the folder ``output``; returns sizes.

    ``articles`` are corpus articles for training (``copies`` times each), ``texts`` unlabelled text.
    Features seen at most ``trim`` times, and those whose weights stay under ``prune``, are left out.
    """
    import spacy_pkuseg
    from spacy_pkuseg.config import config

    random.seed(seed)
    np.random.seed(seed)
    lines = [words for text in texts for words in silver_words(text)]
    for article in articles:
        edges = {e for s in article.spans for e in (s.start, s.end)}
        lines += copies * list(silver_words(article.text, edges))
    random.shuffle(lines)
    config.featureTrim, config.nLabel = trim, 2
    with tempfile.TemporaryDirectory() as folder:
        train, held, model = (Path(folder) / name for name in ("train.txt", "held.txt", "model"))
        cut = max(1, len(lines) // 50)
        held.write_text("\n".join(" ".join(w) for w in lines[:cut]) + "\n", encoding="utf-8")
        train.write_text("\n".join(" ".join(w) for w in lines[cut:]) + "\n", encoding="utf-8")
        spacy_pkuseg.train(str(train), str(held), str(model), train_iter=iterations)
        return compact(model, Path(output), prune)


def compact(model: Path, output: Path, prune: float) -> dict:
    """Drop features of small weight and what only training needs; the files stay in pkuseg's own format."""
    data = srsly.read_msgpack(model / "features.msgpack")
    with np.load(model / "weights.npz") as stored:
        (n_tag, n_feature), weights = (int(v) for v in stored["sizes"]), stored["w"]
    nodes, edges = weights[:n_tag * n_feature].reshape(n_feature, n_tag), weights[n_tag * n_feature:]
    spread = nodes.max(axis=1) - nodes.min(axis=1)
    by_index = sorted(data["feature_to_idx"], key=data["feature_to_idx"].get)
    # Index 0 stays where it is: pkuseg takes it for the feature that is always on.
    kept = [i for i in range(n_feature) if i == 0 or spread[i] >= prune]
    features = {by_index[i]: new for new, i in enumerate(kept)}
    used = {part for f in features if f[0] == "w" for part in f.split(".", 2 if f.startswith("ww") else 1)[-1].split("*")}
    w = np.concatenate([nodes[kept].round(3).ravel(), edges])
    output.mkdir(parents=True, exist_ok=True)
    srsly.write_msgpack(output / "features.msgpack",
                        {"unigram": sorted(u for u in data["unigram"] if u in used), "bigram": [],
                         "feature_to_idx": features, "tag_to_idx": data["tag_to_idx"]})
    np.savez_compressed(output / "weights.npz", sizes=np.array([n_tag, len(kept)]), w=w)
    return {"features": len(kept), "of": n_feature,
            "bytes": sum((output / n).stat().st_size for n in ("features.msgpack", "weights.npz"))}
