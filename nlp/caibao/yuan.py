"""Which currency 元 alone is: CNY, but in an article of Hong Kong, Taiwan or Macau what the text tells."""
from __future__ import annotations

import re

_NAMES = {"人": "CNY", "港": "HKD", "美": "USD", "新": "TWD", "台": "TWD", "臺": "TWD", "澳": "MOP"}
_NAME = "人民幣|人民币|港元|港幣|港币|美元|新台幣|新台币|新臺幣|臺幣|台幣|澳門元"
_HANT_CHARS = re.compile("[億萬個點後於與報淨業務東溢營錄來間較現為實應產]")
_HKD = re.compile(r"[\d億萬千百]\s?(?:港元|港幣|港币|港仙)|HK\$\s?\d|港[元幣币]\s?\d")
_OTHER_YUAN = re.compile(r"(人民幣|人民币|新台幣|新台币|新臺幣|臺幣|澳門元)\s?\d|[\d億萬千百]\s?元\s?(人民幣|人民币)")
_SAME_BELOW = re.compile(rf"({_NAME})[，,]?\s?下同|除[^。\n]{{0,8}}外[^。\n]{{0,8}}?(?:均為|均为|皆為|皆为|以|為|为)({_NAME})")
_UNIT_HEADING = re.compile(rf"(?:单位|單位|货币|貨幣)[^\n。]{{0,4}}?[:：为為]?\s?({_NAME})")
_EXPLICIT = re.compile(rf"({_NAME})\s?\d|[\d億萬千百]\s?(?:元\s?)?({_NAME})|(HK)\$")
_PRICE = re.compile(r"(?:目標價|股價|收報|收市價|招股價|現價)[^\d。，,；\n]{0,12}$|目標價[^。，；\n]{0,24}$")
_HK_CODE = re.compile(r"\d{4,5}\.HK|[(（]0\d{4}[)）]", re.I)
_SENTENCE_END = re.compile(r"[。；！？\n]")


def _is_hant(text: str) -> bool:
    found = len(_HANT_CHARS.findall(text))
    return found >= 3 and found * 100 >= len(text)


def meaning_of_yuan(text: str, tickers: list[str] = ()) -> str | None:
    """The currency (ISO 4217) of 元 alone in this article: CNY, or in Traditional script what its other amounts tell."""
    if m := _SAME_BELOW.search(text):
        return _NAMES[(m[1] or m[2])[0]]
    if (m := _UNIT_HEADING.search(text)) and m[1][0] != "人":
        return _NAMES[m[1][0]]
    if not _is_hant(text):
        return "CNY"
    hkd, other = bool(_HKD.search(text)), {_NAMES[(m[1] or m[2])[0]] for m in _OTHER_YUAN.finditer(text)}
    if hkd and not other:
        return "HKD"
    if other and not hkd:
        return other.pop() if len(other) == 1 else None
    if not hkd and not other:
        markets = {t.rsplit(".", 1)[-1] for t in tickers}
        return {"HK": "HKD", "TW": "TWD"}.get(markets.pop()) if len(markets) == 1 else None
    return None


class YuanContext:
    """What `currency_of_yuan` needs of a text, found once."""

    def __init__(self, text: str):
        self.hant = _is_hant(text)
        self.hongkong = self.hant and bool(_HK_CODE.search(text))
        said = _SAME_BELOW.search(text)
        self.governed_from = said.start() - 25 if said else None  # 148億元（人民幣，下同）: the amount before it too


def currency_of_yuan(text: str, start: int, article: str | None, context: YuanContext) -> str | None:
    """The currency of 元 in the amount at ``start``; ``article`` is what the article as a whole tells.

    In Traditional script the sentence's own amounts come first (虧損86元人民幣，較9月收窄40元), and a price of a Hong Kong
    share is HKD. 下同 governs what follows it.
    """
    if not context.hant:
        return article
    if context.governed_from is not None and start > context.governed_from:
        return article
    if context.hongkong and _PRICE.search(text, max(0, start - 30), start):
        return "HKD"
    first = max((m.end() for m in _SENTENCE_END.finditer(text, max(0, start - 300), start)), default=max(0, start - 300))
    end = _SENTENCE_END.search(text, start, start + 300)
    sentence = text[first:end.start() if end else start + 300]
    found = {_NAMES[(m[1] or m[2] or "港")[0]] for m in _EXPLICIT.finditer(sentence)}
    if len(found) == 1:
        return found.pop()
    if context.governed_from is not None:
        return "HKD" if context.hongkong and not found else None
    return None if found else article
