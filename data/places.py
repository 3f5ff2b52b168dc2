"""The place of each piece in the tree of an act."""

from data.act import Chapter, Kind
from data.ahead import is_title
from data.eid import number_key
from data.furniture import (
    begins_attachment,
    begins_draft,
    ends_with_agreement,
    is_signature,
    note_end,
)
from data.growth import Growth
from data.marks import Mark
from data.numbering import (
    FARTHEST_STEP,
    FARTHEST_STEP_IN_LINE,
    comes_later,
    follows,
    is_next,
)
from data.tree import Node, Tree
from data.units import Unit

# Articles of an act that orders others seldom are as many.
_SEVERAL = 3
_ENDS = (".", ";", ":", "!", "?", ",")


class Places(Growth):
    """Reads piece after piece and keeps the place in the tree."""

    def build(self) -> Tree:
        """The tree of all pieces."""
        for at, unit in enumerate(self._pieces):
            self._at = at
            self._take(unit)
        if self._waiting and self._latest is not None:
            self._latest.notes += self._waiting
        return Tree(tuple(self._chapters), tuple(self._roots))

    def _take(self, unit: Unit) -> None:
        if not unit.quoted and note_end(unit.text):
            self._note(unit, unit.text)
        elif self._numbered(unit):
            self._signed = self._titling = self._loose = False
        elif unit.run_on and self._tail is not None:
            self._join(unit, self._tail)
        elif unit.quoted or self._latest is None:
            self._words(unit)
        elif self._is_open_title() and (
            is_signature(unit.text) or begins_attachment(unit.text) or begins_draft(unit.text)
        ):
            assert self._attachment is not None
            self._join(unit, self._attachment)
        elif is_signature(unit.text):
            self._note(unit, unit.text)
            self._signed = True
        elif begins_attachment(unit.text):
            self._attach(unit)
        elif begins_draft(unit.text):
            self._note(unit, unit.text)
            self._titling = self._signed = True
        else:
            self._words(unit)

    def _is_open_title(self) -> bool:
        """Whether words without a number still belong to the heading of an attachment."""
        node = self._attachment
        return self._titling and node is not None and not node.children and not node.notes

    def _note(self, unit: Unit, text: str) -> None:
        if unit.run_on and isinstance(self._tail, Chapter):
            # On the line of a chapter's heading, which has no notes of its own.
            self._join(unit, self._tail)
            return
        self._tail = None
        after = self._ahead.piece(self._at + 1)
        latest = self._latest
        if latest is None and after is not None and after.run_on and not after.counts:
            self._preamble(unit)
        elif latest is None or (after is not None and after.run_on):
            self._waiting.append(text)
        else:
            on_line = unit.run_on or unit.lines[0] <= latest.lines[1]
            owner = latest if on_line or self._article is None else self._article
            owner.notes += [*self._waiting, text]
            self._waiting = []

    def _numbered(self, unit: Unit) -> bool:
        """Take a unit with a mark; False where the mark turns out to be part of the words."""
        match unit.mark:
            case Mark.SECTION | Mark.CHAPTER | Mark.DIVISION:
                return self._heading(unit)
            case Mark.ARTICLE:
                return self._begin_article(unit)
            case Mark.PARAGRAPH:
                return self._begin_paragraph(unit)
            case Mark.POINT:
                return self._begin_point(unit)
        return False

    def _heading(self, unit: Unit) -> bool:
        assert unit.found is not None
        top = "" if self._attachment is None else f"{self._attachment.eid}__"
        step = f"{unit.found.mark}_{unit.found.number}"
        if unit.found.mark is Mark.DIVISION:
            above = self._chapter and self._chapter.partition("__sec_")[0]
            eid = f"{above}__sec_{unit.found.number}" if above else f"{top}sec_{unit.found.number}"
        else:
            eid = f"{top}{step}"
            if eid in self._taken and unit.found.mark is Mark.CHAPTER and self._section:
                eid = f"{self._section}__{step}"
        if eid in self._taken:
            return False
        self._taken.add(eid)
        chapter = Chapter(eid, unit.found.number, unit.words, unit.lines)
        self._chapters.append(chapter)
        if self._waiting and self._latest is not None:
            # A note on the line of a heading belongs to what stands before.
            self._latest.notes += self._waiting
            self._latest.lines = (self._latest.lines[0], unit.lines[1])
            self._waiting = []
        self._chapter = eid
        if unit.found.mark is Mark.SECTION:
            self._section = eid
        self._article = None
        self._lists = []
        self._tail = chapter
        return True

    def _begin_article(self, unit: Unit) -> bool:
        assert unit.found is not None
        number, last = unit.found.number, self._last.get(Kind.ARTICLE)
        if last is not None:
            if number == "1" and (self._loose or self._signed or self._agreed(unit)):
                self._attach(None)
            elif not follows(number, last, 10_000):
                return False
            elif not is_next(last, number):
                if comes_later(last, self._ahead.articles(self._at)):
                    return False
                if unit.run_on and not self._may_skip(number, last):
                    return False
        elif unit.run_on and self._roots and number != "1":
            return False
        node = self._node(Kind.ARTICLE, unit, self._attachment)
        if node is None:
            return False
        self._last[Kind.ARTICLE] = number
        if self._ahead.is_heading(self._at):
            node.heading, node.text = node.text, ""
        self._article = self._base = node
        self._lists = []
        return True

    def _may_skip(self, number: str, last: str) -> bool:
        """Whether an article inside a line may leave out a number: after a sentence or a heading.

        More numbers may be missing where the act has several articles and goes on with the next.
        """
        before = self._pieces[self._at - 1].text
        if not (before.endswith(_ENDS) or isinstance(self._tail, Chapter)):
            return False
        several = number_key(last)[0] >= _SEVERAL and self._ahead.articles_go_on(self._at, number)
        return follows(number, last, FARTHEST_STEP if several else FARTHEST_STEP_IN_LINE)

    def _agreed(self, unit: Unit) -> bool:
        """Whether a treaty begins with this article, on the line of what stands before."""
        before = self._pieces[self._at - 1].text if self._at else ""
        return unit.run_on and ends_with_agreement(before)

    def _begin_paragraph(self, unit: Unit) -> bool:
        assert unit.found is not None
        parent = self._article or self._attachment
        siblings = parent.children if parent else self._roots
        before = next((n.number for n in reversed(siblings) if n.kind is Kind.PARAGRAPH), None)
        farthest = FARTHEST_STEP_IN_LINE if unit.run_on else FARTHEST_STEP
        if not follows(unit.found.number, before, farthest):
            return False
        node = self._node(Kind.PARAGRAPH, unit, parent)
        if node is None:
            return False
        self._last[Kind.PARAGRAPH] = unit.found.number
        self._base = node
        self._lists = []
        return True

    def _begin_point(self, unit: Unit) -> bool:
        assert unit.found is not None
        number = unit.found.number
        depths = range(len(self._lists), 0, -1)
        exact = [d for d in depths if is_next(self._lists[d - 1].number or "0", number)]
        loose = [d for d in depths if d not in exact]
        farthest = FARTHEST_STEP
        if unit.run_on:
            # One point may be missing where the list goes on after it.
            loose = loose[:1] if self._ahead.points_go_on(self._at, number) else []
            farthest = FARTHEST_STEP_IN_LINE
        for depth in (*exact, *loose):
            last = self._lists[depth - 1]
            if follows(number, last.number, farthest):
                node = self._node(Kind.POINT, unit, last.parent)
                if node is not None:
                    self._lists = [*self._lists[: depth - 1], node]
                    return True
        if self._latest is not None and self._latest.points:
            return False
        if not follows(number, None, FARTHEST_STEP_IN_LINE if unit.run_on else FARTHEST_STEP):
            return False
        node = self._node(Kind.POINT, unit, self._latest)
        if node is None:
            return False
        # A list under a point stands inside the list of that point; any other list is a new one.
        inside = node.parent is not None and node.parent in self._lists
        self._lists = [*self._lists, node] if inside else [node]
        return True

    def _words(self, unit: Unit) -> None:
        """Words without a number: a title, the text of the node that has none yet, or a part."""
        if self._is_title(unit):
            return
        if self._lists and (unit.quoted or self._ahead.list_goes_on(self._at, self._lists[-1])):
            self._part(unit, self._lists[-1])
        elif self._base is None:
            self._preamble(unit)
        elif self._base is self._article and not self._base.text and not self._base.children:
            base = self._base
            base.text, base.lines = unit.text, (base.lines[0], unit.lines[1])
            base.repairs += unit.repairs
            self._claim(base)
        else:
            self._part(unit, self._base)
            self._lists = []
        self._loose = not unit.quoted

    def _is_title(self, unit: Unit) -> bool:
        """Take the words as a title where they are one."""
        if unit.quoted or (unit.rows and not self._signed):
            return False
        tail, after = self._tail, self._ahead.piece(self._at + 1)
        empty = isinstance(tail, Chapter) and not tail.title
        if isinstance(tail, Node) and tail.kind is Kind.ARTICLE:
            empty = not (tail.heading or tail.text or tail.children or after is None)
            empty = empty and not (after is not None and after.mark is Mark.ARTICLE)
        if tail is not None and empty and is_title(unit):
            self._join(unit, tail)
            return True
        if self._titling and is_title(unit):
            if self._is_open_title():
                assert self._attachment is not None
                self._join(unit, self._attachment)
            else:
                self._note(unit, unit.text)
            return True
        if is_title(unit) and len(unit.text) < 100 and after and is_signature(after.text):
            self._note(unit, unit.text)
            return True
        self._titling = False
        if self._opens_attachment(unit):
            self._attach(unit if is_title(unit) else None)
            if is_title(unit):
                return True
        elif self._signed and len(unit.text) < 200 and self._ahead.number(self._at) is None:
            self._note(unit, unit.text)
            return True
        return False

    def _opens_attachment(self, unit: Unit) -> bool:
        """Whether a new numbering begins after these words."""
        if not (self._signed or is_title(unit)):
            return False
        ahead = self._ahead.number(self._at)
        if ahead is None:
            return self._signed and (unit.rows or len(unit.text) >= 200)
        kind, number = ahead
        if kind is Kind.PARAGRAPH and self._article is not None and not self._signed:
            return False
        return number == "1" and kind in self._last
