"""Tree builder: attaches each segment of an act to its place in the tree."""

from collections.abc import Sequence

from data.eid import number_key
from data.model import Chapter, Kind
from data.numbering import (
    MAX_NUMBER_GAP,
    MAX_NUMBER_GAP_IN_LINE,
    comes_later,
    continues_numbering,
    is_next,
)
from data.parsing.blocks import Block
from data.parsing.boilerplate import (
    begins_attachment,
    begins_draft,
    ends_with_agreement,
    is_signature,
    note_end,
)
from data.parsing.lookahead import Lookahead, is_title
from data.parsing.markers import Marker
from data.parsing.tree import Node, Tree
from data.parsing.tree_state import TreeState

# Articles of an act that orders others seldom are as many.
_SEVERAL = 3
_ENDS = (".", ";", ":", "!", "?", ",")


class TreeBuilder:
    """Reads the segments of one act in order and extends the tree with each."""

    def __init__(self, pieces: Sequence[Block]) -> None:
        """Take the segments."""
        self._pieces = pieces
        self._ahead = Lookahead(pieces)
        self._state = TreeState()
        self._at = 0

    def build(self) -> Tree:
        """Return the tree of all segments."""
        for at, unit in enumerate(self._pieces):
            self._at = at
            self._take(unit)
        return self._state.tree()

    def _take(self, unit: Block) -> None:
        """Add the next segment."""
        state = self._state
        if not unit.quoted and note_end(unit.text):
            self._note(unit, unit.text)
        elif self._numbered(unit):
            state.signed = state.titling = state.loose = False
        elif unit.run_on and state.tail is not None:
            state.join(unit, state.tail)
        elif unit.quoted or state.latest is None:
            self._words(unit)
        elif state.open_title is not None and (
            is_signature(unit.text) or begins_attachment(unit.text) or begins_draft(unit.text)
        ):
            state.join(unit, state.open_title)
        elif is_signature(unit.text):
            self._note(unit, unit.text)
            state.signed = True
        elif begins_attachment(unit.text):
            state.attach(unit, has_heading=True)
        elif begins_draft(unit.text):
            self._note(unit, unit.text)
            state.titling = state.signed = True
        else:
            self._words(unit)

    def _note(self, unit: Block, text: str) -> None:
        state = self._state
        if unit.run_on and isinstance(state.tail, Chapter):
            # On the line of a chapter's heading, which has no notes of its own.
            state.join(unit, state.tail)
            return
        state.tail = None
        after = self._ahead.piece(self._at + 1)
        latest = state.latest
        if latest is None and after is not None and after.run_on and not after.counts:
            state.add_preamble(unit)
        elif latest is None or (after is not None and after.run_on):
            state.waiting.append(text)
        else:
            on_line = unit.run_on or unit.lines[0] <= latest.lines[1]
            owner = latest if on_line or state.article is None else state.article
            owner.notes += [*state.waiting, text]
            state.waiting = []

    def _numbered(self, unit: Block) -> bool:
        """Add a marked segment; return False where the mark is part of the words after all."""
        match unit.mark:
            case Marker.SECTION | Marker.CHAPTER | Marker.DIVISION:
                return self._heading(unit)
            case Marker.ARTICLE:
                return self._begin_article(unit)
            case Marker.PARAGRAPH:
                return self._begin_paragraph(unit)
            case Marker.POINT:
                return self._begin_point(unit)
        return False

    def _heading(self, unit: Block) -> bool:
        assert unit.found is not None
        state, number = self._state, unit.found.number
        top = "" if state.attachment is None else f"{state.attachment.eid}__"
        if unit.found.mark is Marker.DIVISION:
            above = state.chapter and state.chapter.partition("__sec_")[0]
            eid = f"{above}__sec_{number}" if above else f"{top}sec_{number}"
        else:
            step = f"{unit.found.mark}_{number}"
            eid = f"{top}{step}"
            if eid in state.taken and unit.found.mark is Marker.CHAPTER and state.section:
                eid = f"{state.section}__{step}"
        if not state.add_heading(eid, unit):
            return False
        if unit.found.mark is Marker.SECTION:
            state.section = eid
        return True

    def _begin_article(self, unit: Block) -> bool:
        assert unit.found is not None
        state = self._state
        number, last = unit.found.number, state.last.get(Kind.ARTICLE)
        if last is not None:
            if number == "1" and (state.loose or state.signed or self._agreed(unit)):
                state.attach(unit, has_heading=False)
            elif not continues_numbering(number, last, 10_000):
                return False
            elif not is_next(last, number):
                if comes_later(last, self._ahead.articles(self._at)):
                    return False
                if unit.run_on and not self._may_skip(number, last):
                    return False
        elif unit.run_on and state.roots and number != "1":
            return False
        node = state.add_numbered(Kind.ARTICLE, unit, state.attachment)
        if node is None:
            return False
        state.last[Kind.ARTICLE] = number
        if self._ahead.is_heading(self._at):
            node.heading, node.text = node.text, ""
        state.article = state.base = node
        state.lists = []
        return True

    def _may_skip(self, number: str, last: str) -> bool:
        """Return whether an article inside a line, after a sentence or heading, may skip a number.

        More numbers may be missing where the act has several articles and goes on with the next.
        """
        before = self._pieces[self._at - 1].text
        if not (before.endswith(_ENDS) or isinstance(self._state.tail, Chapter)):
            return False
        several = number_key(last)[0] >= _SEVERAL and self._ahead.articles_go_on(self._at, number)
        return continues_numbering(
            number, last, MAX_NUMBER_GAP if several else MAX_NUMBER_GAP_IN_LINE
        )

    def _agreed(self, unit: Block) -> bool:
        """Return whether a treaty begins with this article, on the line of the text before it."""
        before = self._pieces[self._at - 1].text if self._at else ""
        return unit.run_on and ends_with_agreement(before)

    def _begin_paragraph(self, unit: Block) -> bool:
        assert unit.found is not None
        state = self._state
        parent = state.article or state.attachment
        siblings = parent.children if parent else state.roots
        before = next((n.number for n in reversed(siblings) if n.kind is Kind.PARAGRAPH), None)
        farthest = MAX_NUMBER_GAP_IN_LINE if unit.run_on else MAX_NUMBER_GAP
        if not continues_numbering(unit.found.number, before, farthest):
            return False
        node = state.add_numbered(Kind.PARAGRAPH, unit, parent)
        if node is None:
            return False
        state.last[Kind.PARAGRAPH] = unit.found.number
        state.base = node
        state.lists = []
        return True

    def _begin_point(self, unit: Block) -> bool:
        assert unit.found is not None
        state = self._state
        number = unit.found.number
        depths = range(len(state.lists), 0, -1)
        exact = [d for d in depths if is_next(state.lists[d - 1].number or "0", number)]
        loose = [d for d in depths if d not in exact]
        farthest = MAX_NUMBER_GAP
        if unit.run_on:
            # One point may be missing where the list goes on after it.
            loose = loose[:1] if self._ahead.points_go_on(self._at, number) else []
            farthest = MAX_NUMBER_GAP_IN_LINE
        for depth in (*exact, *loose):
            last = state.lists[depth - 1]
            if continues_numbering(number, last.number, farthest):
                node = state.add_numbered(Kind.POINT, unit, last.parent)
                if node is not None:
                    state.lists = [*state.lists[: depth - 1], node]
                    return True
        if state.latest is not None and state.latest.points:
            return False
        if not continues_numbering(
            number, None, MAX_NUMBER_GAP_IN_LINE if unit.run_on else MAX_NUMBER_GAP
        ):
            return False
        node = state.add_numbered(Kind.POINT, unit, state.latest)
        if node is None:
            return False
        # A list under a point stands inside the list of that point; any other list is a new one.
        inside = node.parent is not None and node.parent in state.lists
        state.lists = [*state.lists, node] if inside else [node]
        return True

    def _words(self, unit: Block) -> None:
        """Add unnumbered words: a title, the text of a node without any, or a part."""
        state = self._state
        if self._is_title(unit):
            return
        if state.lists and (
            unit.quoted or self._ahead.list_goes_on(self._at, state.lists[-1].number)
        ):
            state.add_part(unit, state.lists[-1])
        elif state.base is None:
            state.add_preamble(unit)
        elif state.base is state.article and not state.base.text and not state.base.children:
            state.fill(state.base, unit)
        else:
            state.add_part(unit, state.base)
            state.lists = []
        state.loose = not unit.quoted

    def _is_title(self, unit: Block) -> bool:
        """Add the words as a title; return False where they are none."""
        state = self._state
        if unit.quoted or (unit.rows and not state.signed):
            return False
        tail, after = state.tail, self._ahead.piece(self._at + 1)
        empty = isinstance(tail, Chapter) and not tail.title
        if isinstance(tail, Node) and tail.kind is Kind.ARTICLE:
            empty = not (tail.heading or tail.text or tail.children or after is None)
            empty = empty and not (after is not None and after.mark is Marker.ARTICLE)
        if tail is not None and empty and is_title(unit):
            state.join(unit, tail)
            return True
        if state.titling and is_title(unit):
            if state.open_title is not None:
                state.join(unit, state.open_title)
            else:
                self._note(unit, unit.text)
            return True
        if is_title(unit) and len(unit.text) < 100 and after and is_signature(after.text):
            self._note(unit, unit.text)
            return True
        state.titling = False
        if self._opens_attachment(unit):
            state.attach(unit, has_heading=is_title(unit))
            if is_title(unit):
                return True
        elif state.signed and len(unit.text) < 200 and self._ahead.number(self._at) is None:
            self._note(unit, unit.text)
            return True
        return False

    def _opens_attachment(self, unit: Block) -> bool:
        """Return whether a new numbering begins after these words."""
        state = self._state
        if not (state.signed or is_title(unit)):
            return False
        ahead = self._ahead.number(self._at)
        if ahead is None:
            return state.signed and (unit.rows or len(unit.text) >= 200)
        kind, number = ahead
        if kind is Kind.PARAGRAPH and state.article is not None and not state.signed:
            return False
        return number == "1" and kind in state.last
