"""Facts: what each value states of which indicator, line, company and period, by rules.

Knows nothing of spaCy. Every rule looks at words and spans of one sentence,
save organisation and period, which are carried from before. What no rule
decides is None.
"""
from __future__ import annotations

import bisect
import re
from collections import Counter
from decimal import Decimal

from .article import ABSENT, VALUE_LABELS, Fact, Span
from .quantities import bound_of
from .tables import alternatives, rows

# No sentence of more than 600 characters: what is read of one value stays bounded.
_SENTENCE = re.compile(r"[^。！？!?\n]{0,600}[。！？!?\n]?")
_CLAUSE = re.compile(r"[，,；;：:。！？!?\n（）()]")
_CHANGE = {r["word"]: r["direction"] or None for r in rows("change_words")}
_CHANGE_WORD = re.compile(alternatives(_CHANGE))
_CUES = {f: {r["word"]: r["value"] for r in rows("fact_cues") if r["field"] == f} for f in ("basis", "status", "loss")}
_CUE = {f: re.compile(alternatives(w for w, v in words.items() if v)) for f, words in _CUES.items()}
# 增长11.4%至311亿元, 由5%升至8%: what follows is a level again
_TO = re.compile(r"(?:至|到|达|達|为|為|成|破|突破|超|逾|到了|达到|達到|报|報|录得|錄得|为约|至约|至近|至逾|[：:])\s*(?:约|近|超|逾|約|人民币|人民幣|历史最?高的?)?\s*$")
_VERB_TO = re.compile(r"(?:增|升|降|涨|跌|扩大|提升|提高|下降|下滑|减少|上升|收窄|回落|上调|下调|攀升|压降|缩减|增长|增加|减|漲|減)(?:至|到|为|為|成)(?:了|约|近|超|逾|約)?\s*$")
_BRIEF = re.compile(r"(?:了|出|掉|去|约|近|超|逾|达|将近|不足|大约|超过|至少|接近|约为|\s|約|達|幅|幅为|幅达|幅约|\+|-)*")
_ADDED = re.compile(r"(新增|净增加?|净减少?|新开|净关闭?|净流入|净开|新增加)(?:的|了)?\s*$")
_FOLLOWING = re.compile(r"\s*(?:以上|左右|以内|多|余|上下)?\s*的?(?:大幅|强劲|较快|显著|轻微|同比|环比|按年|低段|高段|净|有机|复合|年均|平均)*(?:增长|增幅|增速|增量|升幅|涨幅|提升|上涨|成长|跌幅|降幅|下降|下滑|减少|下跌|衰退|減幅|增長|下跌|跌幅|升幅|成長)")
_LIST = re.compile(r"\s*(?:[、/]|和|及|以及|与|與|或)\s*(?:约|近|超|逾|約)?\s*$")
_RESPECTIVELY = re.compile(r"分别|分別|依次|各")
_SHARE = re.compile(r"占(?:比|到|了|据|總|总)?(?:公司|集团|当期|同期|全部)?\s*$|佔\s*$")
_OTHERS = re.compile(r"(?:市场|市場|分析师|分析師|机构|券商|外界|华尔街|证券|證券|研报|大行|卖方|彭博|Wind|FactSet|LSEG)[^，。；]{0,12}$|我们(?:将|把)?$|一致$|普遍$")
_PAST_BASE = re.compile(r"(?:上年|去年)同期(?:则?为|亏损|盈利|净利|是|[^，。；]{0,10}为)")
_REPORTED = re.compile(r"(?:Q[1-4]|H[12]|FY)$|^\d{4}-\d\d(?:\.\.\d{4}-\d\d)?$")
_FROM = re.compile(r"(?:由|从|從|自)(?:[^，。；,]{0,8}的)?\s*$")
_RISES_TO = re.compile(r"[^，。；,]{0,8}?(?:升|降|增|涨|跌|提高|提升|下降|扩大|收窄|回落|上升|减少|攀升|下调|上调|滑|退|抬|压|爬|調|跌)[^，。；,]{0,4}?(?:至|到|为)")
_NO_PERIOD = re.compile(r"目前|近期|近日|现有|現時|迄今|累计已")
_SOURCE = re.compile(r"[”）)]?\s*(?:的|发布的|最新)*(?:数据|數據|统计|統計|研报|报告显示|分析师|预测|监测|跟踪|口径|给出的|提示|认为|指出|發布的)")
_SOURCE_BEFORE = re.compile(r"(?:据|根据|按|據|根據|按照)[：:]?\s*$")
_MEDIA = re.compile(r"\s*(?:的)?(?:记者|記者|讯|訊|报道|報道|电|网讯|编辑|消息)")
_MEDIA_BEFORE = re.compile(r"(?:来源|源自|编辑|图源|援引|对|接受|告诉|向|编辑)[：:]?\s*$")
_OURSELVES = re.compile(r"公司|集团|集團|该行|本行|我们|我們|其(?:中)?(?:营收|收入)")
# forecasts of several years, earnings per share to come, multiples: an analyst's
_ANALYSTS = re.compile(r"20\d\d[-–—~～至到/](?:20)?\d\d年[^。]{0,40}(?:EPS|PE|每股收益|市盈率|净利润|淨利潤|营业收入|营收)|盈利预测|盈利預測|我们预[计测]|我們預[計測]")
_BROKER = re.compile(r"(?:证券|證券|研究|研究院|咨询|諮詢|资讯|資訊|资本|彭博|路透|高盛|摩通|大摩|小摩|花旗|瑞银|瑞銀|野村|里昂|汇丰研究|中金公司|协会|協會|统计局|海关总署|Wind|IDC|财联社)$")
_MARKET = re.compile(r"价格|均价|市场规模|现货价|报价|价差|行业规模|價格|均價|市場規模")
_BASE_OF_COMPARISON = re.compile(r"(?:较|比|與|与|相比|对比|較|去年|上年)\s*$")
_IS = re.compile(r"\s*(?:的)?(?:则?为|是|仅为|仅|曾为|[（(：:]|亏损|净亏损|净流出|同口径为|录得|只有|約為|為|则|有)")
_VAGUE_COUNT = re.compile(r"^[一二两三四五六七八九十]{1,2}[家款大个位名种类项条]$")


class Linker:
    """Links the values of one text. ``spans`` in text order, with norms where they are known."""

    def __init__(self, text: str, spans: list[Span]):
        self.text = text
        self.spans = sorted(spans, key=lambda s: s.start)
        self.starts = [s.start for s in self.spans]
        self.sentences = [m.span() for m in _SENTENCE.finditer(text) if m.end() > m.start()]
        self.sentence_starts = [a for a, _ in self.sentences]
        self.facts: list[Fact] = []
        self.linked: list[tuple[Span, list[Span]]] = []  # values with the lines of their facts
        self.carried_period: Span | None = None
        self.carried_main: Span | None = None
        codes = Counter(c for s in self.spans if s.label == "DATE" and _REPORTED.search(c := self.code(s) or ""))
        self.main_code = codes.most_common(1)[0][0] if codes else None
        self.orgs = [s for s in self.spans if s.label == "ORG" and not self.is_media(s)]
        self.org_starts = [s.start for s in self.orgs]
        self.main = self.main_company()
        self.preview = bool(re.search(r"预[告增减亏盈]|預告|盈利警告|盈警", text))

    def link(self) -> list[Fact]:
        for a, b in self.sentences:
            self.sentence(a, b)
        return self.facts

    def within(self, a: int, b: int, *labels: str) -> list[Span]:
        i, j = bisect.bisect_left(self.starts, a), bisect.bisect_left(self.starts, b)
        return [s for s in self.spans[i:j] if not labels or s.label in labels]

    def clause_start(self, at: int, floor: int) -> int:
        """Where the clause begins that holds ``at``; punctuation inside spans does not count."""
        for m in reversed(list(_CLAUSE.finditer(self.text, floor, at))):
            if not any(s.start < m.end() and m.start() < s.end for s in self.within(max(floor, m.start() - 40), m.end())):
                return m.end()
        return floor

    def sentence(self, a: int, b: int) -> None:
        spans = self.within(a, b)
        values = [s for s in spans if s.label in VALUE_LABELS]
        lists = self.lists(values)
        self.periods(spans, values, a)
        for value in values:
            group = next((g for g in lists if value in g), [value])
            fact = self.fact(value, group, spans, a, b)
            if fact is not None:
                self.facts.append(fact)
                self.linked.append((value, [t for t in spans if t.id in set(fact.dimensions)]))
        dates = [s for s in spans if s.label == "DATE" and self.dates_figures(s, a)]
        if dates:
            self.carried_period = dates[-1]
            main = [s for s in dates if self.code(s) == self.main_code]
            self.carried_main = main[-1] if main else self.carried_main

    def lists(self, values: list[Span]) -> list[list[Span]]:
        """Runs of values joined by 、 和 及: 56.6%、30.0%和13.4%."""
        groups: list[list[Span]] = []
        for v in values:
            if groups and _LIST.fullmatch(self.text[groups[-1][-1].end:v.start]) and (
                    v.label == groups[-1][-1].label or {v.label, groups[-1][-1].label} <= {"MONEY", "QUANTITY"}):
                groups[-1].append(v)
            else:
                groups.append([v])
        return [g for g in groups if len(g) > 1]

    # ---- one value ----------------------------------------------------
    def fact(self, v: Span, group: list[Span], spans: list[Span], a: int, b: int) -> Fact | None:
        head = group[0]
        clause = self.clause_start(head.start, a)
        before = [s for s in spans if s.end <= head.start]
        gap_from = max([clause, *(s.end for s in before)])
        left = self.text[gap_from:head.start]
        clause_left = self.text[clause:head.start]
        right = self.text[v.end:min(b, v.end + 14)]
        kind, direction, cue = self.kind(head, left, clause_left, clause, right if v is group[-1] else self.text[group[-1].end:group[-1].end + 14], before)
        evidence: dict[str, list[int]] = {}
        if cue:
            evidence["direction" if direction else "kind"] = cue
        bound, at = bound_of(self.text, v.start, v.end)
        if at:
            evidence["bound"] = at
        metric, dims = self.metric(v, group, spans, a, b, clause)
        if (metric is None or metric.start < clause) and v.label == "QUANTITY" and _VAGUE_COUNT.match(self.text[v.start:v.end]):
            return None
        if self.is_threshold(v, spans, b) or self.is_quote(v, spans):
            return None
        org = self.org(v, metric, dims, a)
        if metric is None and not dims and org is None:
            return None
        if metric is None and v.label in ("PERCENT", "MULTIPLE") and not cue and not dims:
            return None
        basis = None
        if kind == "change":
            basis, at = self.basis(v, head, clause, a, right)
            if at:
                evidence["basis"] = at
            if at is None:
                basis = self.unspoken_basis(v, metric, dims)
        elif direction is None and v.label in ("MONEY", "PERCENT", "QUANTITY") and self.is_loss(v, metric, left):
            direction = "down"
        status, at = self.status(v, clause, a, b)
        if at:
            evidence["status"] = at
        period = self.period(v, group, spans, kind, status, clause, a)
        return Fact(v.id, kind, basis, direction, {">=": ">", "<=": "<"}.get(bound, bound), status,
                    metric.id if metric else None, [d.id for d in dims], org.id if org else None,
                    period.id if period else None, evidence)

    def kind(self, v: Span, left: str, clause_left: str, clause: int, right: str, before: list[Span]):
        """(kind, direction, cue offsets)."""
        surface = self.text[v.start:v.end]
        unit = v.norm["quantity"]["unit"] if v.norm not in (None, ABSENT) else None
        if re.match(r"翻|倍增", surface):
            return "change", "up", [v.start, v.end]
        if re.match(r"腰斩|减半|拦腰", surface):
            return "change", "down", [v.start, v.end]
        negative = bool(re.match(r"[-−－负]", surface))
        across = bool(v.norm not in (None, ABSENT) and v.norm["quantity"]["low"] is not None
                      and Decimal(v.norm["quantity"]["low"]) < 0 < Decimal(v.norm["quantity"]["high"] or 1))
        # 多 or 高 alone moves a figure only right before it: not 多于500万, not 高端产品
        words = [w for w in _CHANGE_WORD.finditer(left) if len(w[0]) > 1 or _BRIEF.fullmatch(left, w.end())]
        if not left.strip() and before and before[-1].label in ("METRIC", "SEGMENT") and before[-1].end <= v.start:
            if m := _ADDED.search(self.text, max(clause, before[-1].start - 8), before[-1].start):  # 净增门店73家
                return "change", _CHANGE[m[1]], list(m.span(1))
        if _VERB_TO.search(left):
            return "level", None, None
        if words:
            w = words[-1]
            rest = left[w.end():]
            at = [v.start - len(left) + w.start(), v.start - len(left) + w.end()]
            if not (_TO.search(rest) and not re.fullmatch(r"(?:率|幅|幅度|速|额|了|情况)?(?:分别|分別|均|也)?(?:则?为|達|达|达到|约为|超|逾|超过|近|约|高达|至少|不低于|最高达|突破|达约|約|達到)\s*.{0,2}", rest)) and len(rest) <= 8:
                if not re.match(r"[\s，,]*(?:实现|完成)", rest):
                    direction = None if negative or across else _CHANGE[w[0]]
                    return "change", direction, at
        m = _FOLLOWING.match(right)
        if m and v.label in ("PERCENT", "MULTIPLE", "MONEY", "QUANTITY"):
            word = list(_CHANGE_WORD.finditer(m[0]))
            if word:
                at = [v.end + word[-1].start(), v.end + word[-1].end()]
                return "change", None if negative or across else _CHANGE[word[-1][0]], at
        if v.label in ("PERCENT", "MULTIPLE") and _CUE["basis"].search(left) and not _TO.search(left[-3:]) or surface[:1] == "+":
            return "change", None if negative or across else "up", None
        if v.label == "PERCENT" and unit in ("percentage_point", "basis_point") and not _TO.search(left):
            return "change", None if negative else "up", None
        return "level", None, None

    def basis(self, v: Span, head: Span, clause: int, a: int, right: str):
        """The comparison that the words state: in the clause, else carried over the list before."""
        for start, end in ((clause, head.start), (v.end, min(v.end + 10, len(self.text)))):
            found = list(_CUE["basis"].finditer(self.text, start, end))
            if end > v.end:
                found = [m for m in found if _FOLLOWING.match(self.text, v.end, v.end + 14)]
            if found:
                m = found[-1]
                return _CUES["basis"][m[0]], list(m.span())
        dates = self.within(clause, head.start, "DATE")
        for d in reversed(dates):
            if _BASE_OF_COMPARISON.search(self.text, max(clause, d.start - 2), d.start):
                word = self.text[d.start:d.end]
                if re.search("(?<!周)同期|去年$|上年度?$", word):
                    return "yoy", [d.start, d.end]
                if re.search("季|月$|周$", word) and "同期" not in word and not re.search("年", word):
                    return "qoq", [d.start, d.end]
                return "other", [d.start, d.end]
        previous = self.clause_start(clause - 1, a) if clause > a else clause
        found = list(_CUE["basis"].finditer(self.text, previous, clause))
        if found and re.search(r"[，,（(]\s*$", self.text[:clause][-2:]) and re.fullmatch(r"(?:较|比|与|與)?.{0,14}(?:相比)?[，,]", self.text[previous:clause]):
            return _CUES["basis"][found[-1][0]], list(found[-1].span())
        return None, None

    def unspoken_basis(self, v: Span, metric: Span | None, dims: list[Span]) -> str | None:
        """A rise over a reporting period means the year before; a move of a price or rate means nothing of the kind."""
        if metric is None:
            return "yoy" if dims else None
        if re.search(r"新增|新开", self.text[max(0, metric.start - 4):v.start]):
            return None
        if re.search(r"净[增减开关]", self.text[max(0, metric.start - 4):v.start]):
            return "other"  # over the period, against its beginning
        if re.search(r"股价|收盘|开盘|市值|目标价|股價|指数|现价", self.text[metric.start:metric.end]):
            return None
        return "yoy"

    def is_loss(self, v: Span, metric: Span | None, left: str) -> bool:
        if re.match(r"[-−－负(（]", self.text[v.start:v.end]):
            return False
        name = self.text[metric.start:metric.end] if metric else ""
        if re.search(r"亏损|净流出|虧損|淨流出|预亏|净亏", name) and not re.search(r"率|面|幅", name):
            return True
        return bool(re.search(r"亏损?(?:额|了|约|達|达|为|近|超)*\s*$|净流出(?:额)?(?:约|达|为)*\s*$|虧損(?:額|約|達|為)*\s*$|预亏\s*$|蝕\s*$", left))

    def broker_before(self, at: int, a: int) -> bool:
        """Does the name named last in this sentence before ``at`` belong to a broker or researcher?"""
        orgs = self.within(a, at, "ORG")
        return bool(orgs) and bool(_BROKER.search(self.text, orgs[-1].start, orgs[-1].end)) and self.text[orgs[-1].start:orgs[-1].end] != self.main

    def status(self, v: Span, clause: int, a: int, b: int):
        """Guidance and consensus by the words before the value; in a preview every range is the company's forecast."""
        for m in reversed(list(_CUE["status"].finditer(self.text, a, min(b, v.end + 6)))):
            value = _CUES["status"][m[0]]
            if self.text[m.start() - 1:m.start()] == "小" or any(t.start <= m.start() and m.end() <= t.end for t in self.within(max(a, m.start() - 20), m.end())):
                continue  # 小目标; a 计划 that is a product's name
            if m.start() >= v.end:
                if value == "consensus":
                    return value, list(m.span())
                continue
            before = self.text[max(a, m.start() - 30):m.start()]
            if value == "guidance" and (_OTHERS.search(before) or self.broker_before(m.start(), a) or _ANALYSTS.search(self.text, a, b)):
                return "consensus", list(m.span())
            if re.fullmatch(r"(?:的|值|均值|中值|约|为|[（(])*", self.text[m.end():v.start]) and value == "consensus":
                return value, list(m.span())
            if re.match(r"(?:超|高于|好于|优于|符合|低于)", self.text[max(a, m.start() - 2):m.start()]):
                continue
            if "；" in self.text[m.end():v.start] and not self.preview:
                continue
            if _PAST_BASE.search(self.text, clause, v.start):
                continue
            return value, list(m.span())
        if self.preview and v.norm not in (None, ABSENT):
            q = v.norm["quantity"]
            if q["number"] is None and q["low_inclusive"] and q["high_inclusive"]:
                return "guidance", None
        return "actual", None

    # ---- indicator and lines ------------------------------------------
    def metric(self, v: Span, group: list[Span], spans: list[Span], a: int, b: int, clause: int):
        """(METRIC or None, dimensions)."""
        head = group[0]
        before = [s for s in spans if s.end <= head.start and s.label == "METRIC" and not self.is_share_base(s, a)]
        names = [s for s in before if not self.is_gloss(s) and not self.is_base(s, a)]
        near = names[-1] if names else None
        after = next((s for s in self.within(v.end, min(b, v.end + 24), "METRIC")), None)
        # 百万级的现金激励, 311亿元营收: the indicator follows
        if after is not None and v is group[-1] and re.fullmatch(r"\s*(?:以上|左右|多|余)?的?(?:人民币)?\s*", self.text[v.end:after.start]):
            directly = near is not None and not re.search(r"[，,；;、]", self.text[near.end:v.start]) and near.start >= clause
            if not directly and not self.has_value_after(after, spans):
                return after, self.dims_before(after, a, clause)
        if len(group) > 1:
            distributed = self.distribute(v, group, spans, a)
            if distributed:
                return distributed
        segments = self.own_segments(v, head, spans, near, clause, a)
        if near is None:
            return None, segments
        if segments and (near.start < clause or segments[0].start > near.start):
            return near, segments
        dims = self.dims_before(near, a, clause)
        if not dims and not self.whole_company(near, a):
            dims = self.carried_lines(near, a)
        return near, dims

    def whole_company(self, metric: Span, a: int) -> bool:
        """Is the indicator the company's own (公司净利润, 总营收), so that no line is carried to it?"""
        between = self.text[max(a, metric.start - 12):metric.start]
        return bool(re.search(r"公司|集团|集團|整体|合计|总体|总", between) or re.match(r"总|整体|综合|归母|归属|净利|扣非|合并|股东|股東|每股", self.text[metric.start:metric.end]))

    def carried_lines(self, metric: Span, a: int) -> list[Span]:
        """An elided line is carried within its sentence: 钴产品营收10.74亿元，…；毛利率为2.92%."""
        for fact_span, lines in reversed(self.linked):
            if fact_span.start < a:
                break
            if self.within(fact_span.end, metric.start, "ORG"):
                return []
            return lines
        return []

    def is_share_base(self, s: Span, a: int) -> bool:
        """占营收的21.3%: the share is not of the indicator 营收 but in it."""
        return bool(_SHARE.search(self.text, max(a, s.start - 6), s.start)) and not re.match(r"\s*的?(?:比|份额|比重)", self.text[s.end:s.end + 4]) \
            and not self.within(s.end, s.end + 4, "METRIC")

    def is_base(self, s: Span, a: int) -> bool:
        """较年初余额增长: the indicator inside the comparison names what is compared with."""
        dates = self.within(max(a, s.start - 10), s.start, "DATE")
        return bool(dates) and re.fullmatch(r"\s*的?", self.text[dates[-1].end:s.start]) is not None and \
            _BASE_OF_COMPARISON.search(self.text, max(a, dates[-1].start - 2), dates[-1].start) is not None

    def is_gloss(self, s: Span) -> bool:
        """GMV(商品交易总额): a fact takes the head."""
        if not re.search(r"[（(]\s*$", self.text[:s.start][-2:]):
            return False
        return any(t.label == "METRIC" and t.end >= s.start - 2 for t in self.within(max(0, s.start - 30), s.start))

    def has_value_after(self, metric: Span, spans: list[Span]) -> bool:
        nxt = next((s for s in spans if s.start >= metric.end), None)
        return nxt is not None and nxt.label in VALUE_LABELS and re.fullmatch(r"\s*(?:为|達|达|约|至|超|近|同比.{0,4}|增长|是)*\s*", self.text[metric.end:nxt.start]) is not None

    def own_segments(self, v, head, spans, near, clause, a) -> list[Span]:
        """Lines named in the value's own clause after the indicator: 其中，海外市场增长43%."""
        floor = max(clause, near.end if near else a)
        found = [s for s in spans if s.label in ("SEGMENT", "PRODUCT") and s.start >= floor and s.end <= head.start]
        if not found:
            return []
        return self.chain(found[-1], spans, floor)

    def dims_before(self, metric: Span, a: int, clause: int) -> list[Span]:
        """The lines directly before an indicator: 电商|泛货架商品卡|GMV, 传媒资讯、平台电商等行业的营销消耗."""
        spans = self.within(a, metric.start)
        lines = [s for s in spans if s.label in ("SEGMENT", "PRODUCT")]
        if lines and self.close(lines[-1].end, metric.start, metric):
            return self.chain(lines[-1], spans, a)
        others = [s for s in spans if s.label == "METRIC"]
        if others and others[-1].end <= metric.start and re.fullmatch(r"\s*(?:和|及|、|与|以及)\s*(?:其)?", self.text[others[-1].end:metric.start]):
            return self.dims_before(others[-1], a, clause)
        if lines:
            gap = self.text[lines[-1].end:metric.start]
            if not re.search(r"[。；;]", gap) and len(gap) <= 60 and not self.within(lines[-1].end, metric.start, "ORG") \
                    and self.subject_line(lines[-1], a):
                return self.chain(lines[-1], spans, a)
        return []

    def subject_line(self, s: Span, a: int) -> bool:
        """Does the line stand as the topic of the clauses that follow (游戏业务方面，收入…)?"""
        return bool(re.match(r"\s*(?:业务|板块|方面|领域|分部|市场)*\s*(?:方面|中|上)?[，,：:]|\s*(?:业务|板块)?(?:实现|录得|取得|完成|的?(?:收入|营收))|方面", self.text[s.end:s.end + 8]))

    def close(self, end: int, start: int, metric: Span) -> bool:
        gap = self.text[end:start]
        return len(gap) <= 14 and not re.search(r"[，,。；;：:]", gap) and not self.within(end, start, "METRIC", *VALUE_LABELS)

    def chain(self, last: Span, spans: list[Span], floor: int) -> list[Span]:
        """The line and those stacked or listed before it without a break."""
        chain = [last]
        for s in reversed([s for s in spans if s.end <= last.start and s.start >= floor]):
            if s.label not in ("SEGMENT", "PRODUCT"):
                break
            gap = self.text[s.end:chain[0].start]
            if not re.fullmatch(r"\s*(?:[、/]|和|及|以及|与|的|之|旗下|市场|业务|\s|在|于|地区|内|中|上|等)*\s*|[”》」]|的?[《“「]", gap):
                break
            chain.insert(0, s)
        return chain

    def distribute(self, v: Span, group: list[Span], spans: list[Span], a: int):
        """分别-lists: the n-th value takes the n-th indicator or line."""
        i, n = group.index(v), len(group)
        head = group[0]
        metrics = [s for s in spans if s.label == "METRIC" and s.end <= head.start and not self.is_share_base(s, a) and not self.is_gloss(s)]
        lists = self.joined(metrics, spans)
        lines = self.joined([s for s in spans if s.label in ("SEGMENT", "PRODUCT") and s.end <= head.start], spans)
        metric_list = next((g for g in reversed(lists) if len(g) == n), None)
        line_list = next((g for g in reversed(lines) if len(g) == n), None)
        if metric_list and (not line_list or metric_list[0].start > line_list[0].start):
            return metric_list[i], self.dims_before(metric_list[0], a, a)
        if line_list:
            metric = next((m for m in reversed(metrics) if m.start > line_list[-1].start), metrics[-1] if metrics else None)
            front = self.chain(line_list[0], spans, a)[:-1]
            outer = [s for s in front if s not in line_list and not re.search(r"[、和及与]", self.text[s.end:line_list[0].start])]
            return metric, [*outer, line_list[i]]
        return None

    def joined(self, items: list[Span], spans: list[Span]) -> list[list[Span]]:
        groups: list[list[Span]] = []
        for s in items:
            gap = self.text[groups[-1][-1].end:s.start] if groups else ""
            if groups and len(gap) <= 12 and re.search(r"[、/]|和|及|与|以及|與", gap) and not re.search(r"[，。；]", gap):
                groups[-1].append(s)
            else:
                groups.append([s])
        return [g for g in groups if len(g) > 1]

    def is_threshold(self, v: Span, spans: list[Span], b: int) -> bool:
        """GMV成交破百万的直播间数: the value defines what is counted."""
        if not re.match(r"\s*的", self.text[v.end:v.end + 2]):
            return False
        nxt = next((s for s in spans if s.start >= v.end), None)
        return nxt is not None and nxt.label == "METRIC" and re.fullmatch(r"\s*的\s*", self.text[v.end:nxt.start]) is not None \
            and self.has_value_after(nxt, spans)

    def is_quote(self, v: Span, spans: list[Span]) -> bool:
        """A stock quote in running text: 13.050, 0.17, 1.32%."""
        return bool(re.search(r"[\d%]\s*[,，]\s*$", self.text[max(0, v.start - 3):v.start]) or
                    re.match(r"\s*[,，]\s*[-+]?\d", self.text[v.end:v.end + 4])) and not re.search(r"[元万亿]", self.text[v.start:v.end]) \
            and v.label in ("MONEY", "PERCENT") and bool(re.search(r"[（(][^（）()]*$", self.text[max(0, v.start - 40):v.start]))

    # ---- company and period -------------------------------------------
    def is_source(self, s: Span) -> bool:
        """A researcher, broker or association whose data are cited."""
        return bool(_SOURCE.match(self.text, s.end, s.end + 12) or _SOURCE_BEFORE.search(self.text, max(0, s.start - 4), s.start))

    def is_media(self, s: Span) -> bool:
        return bool(_MEDIA.match(self.text, s.end, s.end + 5) or _MEDIA_BEFORE.search(self.text, max(0, s.start - 4), s.start))

    def main_company(self) -> str | None:
        """The name that stands most often among those that are no sources."""
        names = Counter(self.text[s.start:s.end] for s in self.orgs if not self.is_source(s))
        if not names:
            self.one_company = False
            return None
        (name, n), *others = names.most_common()
        self.one_company = n >= 3 and 2 * n >= names.total() and n >= 2 * sum(m for _, m in others[:1])
        return name

    def last_main(self, i: int) -> Span | None:
        """The last mention of the main company before the ``i``-th name."""
        return next((s for s in reversed(self.orgs[:i]) if self.text[s.start:s.end] == self.main and not self.is_source(s)), None)

    def org(self, v: Span, metric: Span | None, dims: list[Span], a: int) -> Span | None:
        """Whose figure it is: the name before, the company where 公司 stands for it, nobody for market data."""
        i = bisect.bisect_left(self.org_starts, v.start)
        if not i:
            return next((s for s in self.orgs if not self.is_source(s)), None)
        near = self.orgs[i - 1]
        between = self.text[max(a, near.end):v.start]
        ours = _OURSELVES.search(between)
        if ours and (self.is_source(near) or self.text[near.start:near.end] != self.main) and (main := self.last_main(i)):
            return main
        if self.is_source(near):
            return None
        market = metric is not None and _MARKET.search(self.text, metric.start, metric.end)
        if self.text[near.start:near.end] != self.main:
            broker = _BROKER.search(self.text, near.start, near.end)
            if self.one_company and not market and (broker or near.end < a):
                return self.last_main(i) or near  # a peer or a broker of an earlier sentence in an article about one company
            if broker and near.end < a:
                return next((s for s in reversed(self.orgs[:i - 1]) if not _BROKER.search(self.text, s.start, s.end)), None)
        if metric is not None and dims and near.end < a and not ours and market:
            return None
        return near

    def dates_figures(self, s: Span, a: int) -> bool:
        """Can this DATE date a figure? Days of publication, lengths of time and bases of comparison do not."""
        norm = s.norm["period"] if s.norm not in (None, ABSENT) else None
        if norm and norm["duration"]:
            return bool(re.search(r"连续\s*$", self.text[max(0, s.start - 3):s.start]))
        if _BASE_OF_COMPARISON.search(self.text, max(a, s.start - 2), s.start):
            return False
        word = self.text[s.start:s.end]
        if norm and norm["start"] and norm["start"] == norm["end"] or re.search(r"\d日$|[今昨前明]日|[今昨]晚|周[一二三四五六日]|日晚", word):
            return bool(re.search(r"(?:截至|截止|于|至|至于|於)\s*$", self.text[max(a, s.start - 3):s.start])) or bool(re.search(r"[末底初]$", word))
        if re.match(r"\s*(?:年报|年报|半年报|中报|季报|报告|业绩|财报|发布|推出|上线|成立|上市)", self.text[s.end:s.end + 4]) and re.search(r"月$|日$", word):
            return False
        return True

    def periods(self, spans: list[Span], values: list[Span], a: int) -> None:
        self.dates = [s for s in spans if s.label == "DATE"]

    def period(self, v: Span, group: list[Span], spans: list[Span], kind: str, status: str, clause: int, a: int) -> Span | None:
        dates = [s for s in self.dates if s.end <= v.start]
        if kind == "level" and _RISES_TO.match(self.text, v.end) and (m := _FROM.search(self.text, max(a, v.start - 12), v.start)):
            own = [s for s in dates if s.start >= m.start()]  # 由A升至B: A is dated by its own DATE, if there is one
            return own[-1] if own else None
        if len(group) > 1 and _RESPECTIVELY.search(self.text, dates[-1].end if dates else a, group[0].start):
            listed = next((g for g in reversed(self.joined(dates, spans)) if len(g) == len(group)), None)
            if listed and not any(t.label in VALUE_LABELS for t in self.within(listed[-1].end, group[0].start)):
                return listed[group.index(v)]
        for s in reversed(dates):
            word = self.text[s.start:s.end]
            if re.search(r"同期|^上年$|^去年$", word) or _BASE_OF_COMPARISON.search(self.text, max(a, s.start - 2), s.start):
                if kind == "level" and _IS.match(self.text, s.end) and s.start >= self.clause_start(v.start, a) - 1:
                    return s
                continue
            if self.dates_figures(s, a):
                return s if not self.undated(v, s, clause) else None
        if self.undated(v, None, clause):
            return None
        return self.carried(status)

    def carried(self, status: str) -> Span | None:
        """The period of a sentence that names none: the one named last, or the article's main one once the
        one named last was only a part of it, lies before it, or lies ahead of it and the figure does not."""
        last, main = self.carried_period, self.carried_main
        if last is None or main is None:
            return last
        p, m = (s.norm["period"] for s in (last, main)) if last.norm and main.norm else ({}, {})
        if not p or not p["start"] or not p["end"] or not m["start"]:
            return main
        inside = m["start"] <= p["start"] and p["end"] <= m["end"]
        ahead = status == "actual" and m["end"] is not None and p["start"] > m["end"]
        return main if inside or ahead or p["end"] < m["start"] else last

    def code(self, s: Span) -> str | None:
        return s.norm["period"]["code"] if s.norm not in (None, ABSENT) else None

    def undated(self, v: Span, date: Span | None, clause: int) -> bool:
        """目前 and 近期 instead of a period."""
        m = None
        for m in _NO_PERIOD.finditer(self.text, clause, v.start):
            pass
        return m is not None and (date is None or date.start < m.start())


def link(text: str, spans: list[Span]) -> list[Fact]:
    """The facts of a text, one a value that states something, in text order.

    ``spans`` carry their norms (see `quantities.norms` and `periods.norms`); evidence offsets are those of ``text``.
    """
    return Linker(text, spans).link()


def resolve(text: str, spans: list[Span], facts: list[Fact]) -> None:
    """Fill ``resolved`` of each fact: company, ticker, period code and dates, signed number; None where not known.

    The ticker is that in brackets after a mention of the same name in this text.
    """
    by_id = {s.id: s for s in spans}
    surface = lambda s: text[s.start:s.end]
    tickers: dict[str, str] = {}
    for org, ticker in zip(spans, spans[1:]):
        if org.label == "ORG" and ticker.label == "TICKER" and re.fullmatch(r"[”」]?\s*[（(]\s*", text[org.end:ticker.start]):
            tickers.setdefault(surface(org), surface(ticker))
    for f in facts:
        org, period, value = (by_id.get(i) for i in (f.org, f.period, f.value))
        quantity = value.norm["quantity"] if value.norm not in (None, ABSENT) else None
        dates = period.norm["period"] if period is not None and period.norm not in (None, ABSENT) else {}
        number = quantity["number"] if quantity else None
        if number is not None and f.direction == "down" and not number.startswith("-"):
            number = "-" + number if Decimal(number) else number
        company = surface(org) if org is not None else None
        f.resolved = {"company": company, "ticker": tickers.get(company), "period": dates.get("code"),
                      "period_start": dates.get("start"), "period_end": dates.get("end"), "number": number}
