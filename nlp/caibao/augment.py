"""Training articles with other names: what a name is should be learnt from its surroundings, not from a list."""
from __future__ import annotations

import random
from collections import defaultdict

from .article import Article, Span

SWAPPED = ("ORG", "PRODUCT", "PERSON")
_BRAND = ("安奥百宝博长诚创达德鼎东方飞丰福高格光广国海汉航和恒宏华汇惠吉佳嘉建金京景久凯康科快来蓝乐力联隆美明南宁鹏普启千清瑞润赛森上圣盛世顺思泰天通同万维沃西夏先翔新信兴"
          "星雅亚扬阳业一亿易益意银永优宇元远云泽兆哲正致智中众卓子紫虎牛象鲸鹿鱼鸟豆米麦茶果知小拼抖红淘滴飘途映影音书玩游梦魔")
_ORG_TAILS = ("", "", "", "", "科技", "股份", "集团", "控股", "电子", "医药", "能源", "汽车", "材料", "食品", "生物", "传媒", "软件", "实业", "重工",
              "智能", "网络", "银行", "证券", "地产", "国际", "光电", "-W", "-S", "机器人", "互动", "出行", "航空")
_PRODUCT_TAILS = ("", "", "AI", "App", "Pro", " 2.0", "小程序", "计划", "大模型", "云", "盒子", "传", "应用", "Max", "会员", "助手", "一号", "S7", "直播", "极速版")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹喻柏窦章苏潘葛范彭鲁韦马方俞任袁柳唐罗薛程黄萧尹顾孟林徐邱高夏蔡田胡"
_GIVEN = "伟芳娜敏静强磊军洋勇艳杰涛明超秀霞平刚桂文华建国志新宇浩天博雅思佳子轩梓涵一笑宏远海峰晓东立群家明启航若曦景行"


def invented(label: str, rng: random.Random) -> str:
    """A name that could be real, of two to seven characters."""
    pick = lambda chars, n: "".join(rng.choice(chars) for _ in range(n))
    if label == "PERSON":
        return rng.choice(_SURNAMES) + pick(_GIVEN, rng.choice((1, 2, 2)))
    brand = pick(_BRAND, rng.choice((2, 2, 2, 3)))
    return brand + rng.choice(_ORG_TAILS if label == "ORG" else _PRODUCT_TAILS)


def name_pools(articles: list[Article]) -> dict[str, list[str]]:
    """The names that the articles hold, by label."""
    pools: dict[str, set[str]] = defaultdict(set)
    for a in articles:
        for s in a.spans:
            if s.label in SWAPPED:
                pools[s.label].add(a.surface(s))
    return {label: sorted(names) for label, names in pools.items()}


def swap_names(article: Article, pools: dict[str, list[str]], rng: random.Random) -> Article:
    """The article with other ORG, PRODUCT and PERSON names, the same one for every mention; facts are dropped.

    Half of the new names come from ``pools``, half are invented. A longer name keeps what it adds
    to a shorter one of the same label (快手 and 快手科技).
    """
    new: dict[tuple[str, str], str] = {}
    for label, surface in sorted({(s.label, article.surface(s)) for s in article.spans if s.label in SWAPPED},
                                 key=lambda k: (len(k[1]), k)):
        stem = max((old for lab, old in new if lab == label and surface.startswith(old) and len(old) > 1), key=len, default=None)
        if stem is not None:
            new[label, surface] = new[label, stem] + surface[len(stem):]
        else:
            pool = pools.get(label)
            new[label, surface] = rng.choice(pool) if pool and rng.random() < 0.5 else invented(label, rng)
    parts, spans, at, length = [], [], 0, 0
    for s in sorted(article.spans, key=lambda s: s.start):
        plain = article.text[at:s.start]
        surface = new.get((s.label, article.surface(s)), article.surface(s))
        parts += [plain, surface]
        start = length + len(plain)
        length = start + len(surface)
        spans.append(Span(s.id, start, length, s.label))
        at = s.end
    parts.append(article.text[at:])
    return Article(f"{article.id}~", "".join(parts), {}, spans)
