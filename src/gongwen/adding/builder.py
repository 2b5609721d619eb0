"""An entry in the making: its lines in order, and what the plan has to say first."""

from __future__ import annotations

from collections.abc import Sequence

from gongwen.adding.facts import Facts
from gongwen.adding.lines import Line, Style, Value
from gongwen.plan.schema import DOCUMENT_TYPES
from gongwen.problems import Place, Problem, Severity

EVERYBODY = "各科室"


class Entry:
    """Lines are added from top to bottom; `place` is the plan file, for what is missing in it."""

    def __init__(self, kind: str, facts: Facts, style: Style, place: Place) -> None:
        """Begin with id and type."""
        self.kind, self.facts, self._style, self._place = kind, facts, style, place
        self.id = facts.free_id(kind)
        self.lines: list[Line] = []
        self.missing: list[Problem] = []
        self.say("id", self.id, "编号，不能与其他文件相同；gongwen build 后面就写它")
        self.say("type", kind, DOCUMENT_TYPES[kind])

    def word(self, key: str) -> str:
        """A key as this file writes it, for comments."""
        return self._style.word(key)

    def say(self, key: str, value: Value, comment: str) -> None:
        """A line that counts."""
        self.lines.append(Line(key, value, comment))

    def offer(self, key: str, example: Value, comment: str) -> None:
        """A line that counts once its # is taken away: nothing but the #, so that it stands in its column."""
        self.lines.append(Line(key, example, comment, live=False))

    def note(self, text: str) -> None:
        """A line that only explains."""
        self.lines.append(Line("", "", text, live=False))

    def need(self, key: str, example: Value, comment: str, missing: tuple[str, str]) -> None:
        """A line for which the plan has nothing yet: what is missing and what to do is told at once."""
        self.offer(key, example, comment)
        self.lacks(*missing)

    def lacks(self, what: str, remedy: str) -> None:
        """Tell what the plan has to say before the document can be made."""
        self.missing.append(Problem("new.missing", what, remedy, self._place, Severity.WARNING))

    # ------------------------------------------------------------ what many types share
    def title(self, text: str, comment: str = "") -> None:
        """The title."""
        self.say("title", text, comment or "标题；想自己分行，写成 [第一行, 第二行]")

    def number(self) -> None:
        """发文字号, after signature."""
        self.offer(
            "number", {"seq": self.facts.next_seq()}, "发文字号的序号，签发后填写（去掉行首的 #）；没有填写就是送审稿"
        )

    def date(self, like: str | None = None, comment: str = "成文日期，签发后填写（去掉行首的 #）") -> None:
        """成文日期, after signature."""
        self.offer("date", like or f"{self.facts.year}-12-20", comment)

    def to_everybody(self) -> None:
        """主送 of a paper within the unit."""
        self.say("to", [EVERYBODY], "主送；也可以写 [办公室, 财务科]")

    def to_superior(self, comment: str = "主送，只写一个上级机关；其余的写在 {cc}") -> None:
        """主送 of a paper to the body above."""
        superior = self.facts.text("unit", "superior")
        comment = comment.format(cc=self.word("cc"))
        if superior:
            self.say("to", [superior], comment)
        else:
            what = "计划里还没有上级单位（unit 的 superior）"
            remedy = (
                f"请在 unit（单位）中加上 superior（上级单位），或在“{self.id}”的 {self.word('to')} 中写明主送机关。"
            )
            self.need("to", ["上级机关全称"], comment, (what, remedy))

    def signed(self, comment: str) -> None:
        """签发人, whom the plan may name for all papers."""
        signer = self.facts.signer
        if signer and not self.facts.text("issuance", "signer"):
            self.say("signer", [signer], comment)
        else:
            self.offer("signer", [signer or "A001"], comment)

    def attend(self, words: Sequence[str], comment: str) -> None:
        """Who takes part."""
        more = "可写：领导小组、支委会、科室负责人、联络员、全体职工、全体党员，或科室名称、工号"
        self.say("attend", list(words), f"{comment}；{more}")

    def records(self, ids: Sequence[str], others: Sequence[str], comment: str) -> None:
        """The records it is made from, and which others there are."""
        also = f"；也可以写 {'、'.join(others[:4])} 等" if others else ""
        self.say("from_records", list(ids), comment + also)

    def no_record(self, kind: str, what: str, comment: str) -> None:
        """The place of a record that the plan does not have."""
        key = self.word("from_records")
        remedy = f"请先在 records（记录）中加上一条 kind: {kind} 的记录，再在“{self.id}”的 {key} 中填它的编号。"
        self.need("from_records", ["A01"], comment, (f"计划里还没有{what}记录", remedy))

    def requirements(self, *examples: str) -> None:
        """工作要求 instead of the general ones."""
        self.offer("requirements", list(examples), "工作要求，不写就用通用的几条")

    def contact(self) -> None:
        """Whom to ask."""
        self.offer("contact", "办公室，8001", "联系人和电话，照写")

    def output(self) -> None:
        """Where it goes."""
        name = self.facts.free_output(self.kind)
        comment = "文件夹" if name.endswith("/") else "文件名"
        self.say("output", name, f"{comment}，在 outputs/{self.facts.year}/ 里")
