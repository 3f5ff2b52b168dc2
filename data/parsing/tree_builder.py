"""Tree builder: attaches each segment of an act to its place in the tree."""

from collections.abc import Sequence

from data.eid import eid_number, number_key
from data.model import Chapter, Kind
from data.numbering import (
    MAX_NUMBER_GAP,
    MAX_NUMBER_GAP_IN_LINE,
    continues_decimal,
    continues_numbering,
    is_next,
)
from data.parsing.blocks import Block
from data.parsing.boilerplate import (
    begins_attachment,
    begins_draft,
    ends_with_agreement,
    is_label,
    is_signature,
    note_end,
)
from data.parsing.heading_lines import continues_heading, is_caption
from data.parsing.lookahead import ENDS, Lookahead, is_title
from data.parsing.markers import HEADINGS, Form, Marker, Reading
from data.parsing.point_lists import PointLists
from data.parsing.repealed_ranges import RepealedRanges
from data.parsing.tree_state import Node, Tree, TreeState

# An act that only amends or approves others seldom has so many articles.
_SEVERAL = 3


class TreeBuilder:
    """Builder of the tree: it reads the segments of one act in order and adds each to the tree."""

    def __init__(self, segments: Sequence[Block], language: str) -> None:
        self._segments = segments
        self._language = language
        self._ahead = Lookahead(segments)
        self._state = TreeState()
        self._lists = PointLists(self._state, self._ahead)
        self._repeals = RepealedRanges(self._state, self._ahead, language)
        self._index = 0

    def build(self) -> Tree:
        """Return the tree of all segments."""
        for index, block in enumerate(self._segments):
            self._index = index
            self._add(block)
        return self._state.tree()

    def _add(self, block: Block) -> None:
        state = self._state
        if block.after_gap:
            state.close_titles()
        if block.note or (not block.quoted and note_end(block.text)):
            self._add_note(block)
            return
        if self._add_numbered(block):
            self._repeals.mark_range(block)
            state.after_signature = state.in_attachment_title = state.after_unnumbered = False
            return
        state.release_captions()
        if block.run_on and state.tail is not None:
            state.join(block, state.tail)
        elif is_label(block.text) and self._is_under_heading():
            self._add_note(block)
        elif block.quoted or state.latest is None:
            self._add_unnumbered(block)
        elif state.open_title is not None and (
            is_signature(block.text) or begins_attachment(block.text) or begins_draft(block.text)
        ):
            state.join(block, state.open_title)
        elif is_signature(block.text):
            self._add_note(block)
            state.after_signature = True
        elif begins_attachment(block.text):
            state.attach(block, has_heading=True)
        elif begins_draft(block.text):
            self._add_note(block)
            state.in_attachment_title = state.after_signature = True
        else:
            self._add_unnumbered(block)

    def _is_under_heading(self) -> bool:
        """Return whether an article or chapter has begun that does not wait for its heading.

        "Форма" below "Статья 5." is the heading of the article and no label of a form.
        """
        tail = self._state.tail
        if isinstance(tail, Chapter) and not tail.title:
            return False
        if isinstance(tail, Node) and tail.kind is Kind.ARTICLE:
            return bool(tail.heading or tail.text or tail.children)
        return self._state.latest is not None

    def _add_note(self, block: Block) -> None:
        state = self._state
        if block.run_on and isinstance(state.tail, Chapter):
            # A note on the line of a chapter's heading: chapters have no notes of their own.
            state.join(block, state.tail)
            return
        state.tail = None
        after = self._ahead.segment(self._index + 1)
        latest = state.latest
        if latest is None and after is not None and after.run_on and not after.is_numbered:
            state.add_preamble(block)
        elif latest is None or (after is not None and after.run_on):
            state.pending_notes.append(block.text)
        else:
            on_line = block.run_on or block.lines[0] <= latest.lines[1]
            owner = latest if on_line or state.article is None else state.article
            owner.notes += [*state.pending_notes, block.text]
            state.pending_notes = []
            self._repeals.mark_articles(block.text, self._index)

    def _add_numbered(self, block: Block) -> bool:
        """Add a segment by its marker; return False if the marker is part of a sentence."""
        if self._is_cited(block):
            return False
        match block.marker:
            case Marker.PARAGRAPH:
                return self._begin_paragraph(block)
            case Marker.ARTICLE:
                return self._begin_article(block)
            case Marker.POINT:
                return self._lists.add(block, self._index)
            case None:
                return False
        return self._begin_heading(block)

    def _is_cited(self, block: Block) -> bool:
        """Return whether a heading inside a sentence is a reference.

        It is one if the same heading begins a later line, or if a sentence follows it in the text
        of a provision ("as stated in Chapter 3. Other terms …"); Kazakh puts the number first.
        """
        if block.marker not in HEADINGS or not block.run_on:
            return False
        if self._segments[self._index - 1].text.endswith((*ENDS, "»", '"', "”", ")")):
            return False
        tail = self._state.tail
        in_text = isinstance(tail, Node) and tail.kind is not Kind.PREAMBLE and bool(tail.text)
        if in_text and block.words.endswith(".") and block.text[0].isalpha():
            return True
        return self._ahead.heads_line(self._index, block.marker, block.number)

    def _begin_heading(self, block: Block) -> bool:
        state = self._state
        number = eid_number(block.number)
        top = "" if state.attachment is None else f"{state.attachment.eid}__"
        marker = self._level(block)
        if marker is Marker.SUBDIVISION:
            eid = f"{state.division or state.chapter}__sec_{number}"
        elif marker is Marker.DIVISION:
            above = state.chapter and state.chapter.partition("__sec_")[0]
            eid = f"{above}__sec_{number}" if above else f"{top}sec_{number}"
        else:
            eid = f"{top}{marker}_{number}"
            if eid in state.eids and marker is Marker.CHAPTER and state.section:
                eid = f"{state.section}__{marker}_{number}"
        if not state.add_heading(eid, block):
            return False
        if marker is Marker.SECTION:
            state.section = eid
            state.section_ordinal = block.ordinal if block.marker is marker else ""
        state.division = eid if marker is Marker.DIVISION else state.division
        return True

    def _level(self, block: Block) -> Marker:
        """Return the level of a heading: a section may be above or below the chapters."""
        state, marker = self._state, block.marker or Marker.CHAPTER
        if marker is Marker.PART:
            return Marker.SECTION if self._ahead.has_chapters else Marker.CHAPTER
        if marker is Marker.SUBDIVISION and state.chapter is None:
            return Marker.SECTION
        above = state.section_ordinal
        is_below = marker is Marker.SECTION and state.chapter is not None
        if (
            is_below
            and self._ahead.has_sections_below
            and not (above and is_next(above, block.ordinal))
        ):
            return Marker.DIVISION
        return marker

    def _begin_article(self, block: Block) -> bool:
        state = self._state
        if self._repeals.lacks_statement(block, self._index):
            return False
        number, last = block.ordinal, state.last_numbers.get(Kind.ARTICLE)
        reading = block.match.readings[0] if block.match is not None else None
        if last is not None:
            if number == "1" and (
                state.after_unnumbered or state.after_signature or self._begins_treaty(block)
            ):
                state.attach(block, has_heading=False)
            elif raised := self._raised(number, last):
                number = raised
                reading = Reading(Form.HEADING, number, number)
            elif not continues_numbering(number, last, 10_000):
                return False
            elif not is_next(last, number):
                if self._ahead.comes_later(self._index, last, number):
                    return False
                if block.run_on and not self._may_skip(number, last):
                    return False
        elif block.run_on and state.roots and number != "1":
            return False
        node = None
        if reading is not None:
            node = state.add_numbered(Kind.ARTICLE, block, state.attachment, reading)
        if node is None:
            return False
        state.last_numbers[Kind.ARTICLE] = number
        if not node.heading and self._ahead.is_heading(self._index):
            node.heading, node.text = node.text, ""
        state.article = state.base = node
        state.open_points = []
        self._repeals.mark_articles(node.heading or node.text, self._index)
        return True

    def _raised(self, number: str, last: str) -> str:
        """Return the ordinal of a raised number that was flattened: 211 between 21 and 22 is 21-1.

        The result is "" for any other number.
        """
        after = next(self._ahead.article_numbers(self._index), None)
        base = last.partition("-")[0]
        digits = number.removeprefix(base) if number.startswith(base) else ""
        raised = f"{base}-{digits}"
        if after is None or not digits.isdigit() or not is_next(last, raised):
            return ""
        follows = number_key(after)[0] == int(base) + 1 or after == f"{base}{int(digits) + 1}"
        return raised if follows else ""

    def _may_skip(self, number: str, last: str) -> bool:
        """Return whether an article inside a line, after a sentence or heading, may skip a number.

        More numbers may be missing if the act has several articles and the next one follows.
        """
        before = self._segments[self._index - 1].text
        if not (before.endswith(ENDS) or isinstance(self._state.tail, Chapter)):
            return False
        several = number_key(last)[0] >= _SEVERAL
        may_be_far = several and self._ahead.article_follows(self._index, number)
        max_gap = MAX_NUMBER_GAP if may_be_far else MAX_NUMBER_GAP_IN_LINE
        return continues_numbering(number, last, max_gap)

    def _begins_treaty(self, block: Block) -> bool:
        """Return whether a treaty begins with this article, on the line of its agreement clause."""
        before = self._segments[self._index - 1].text if self._index else ""
        return block.run_on and ends_with_agreement(before)

    def _begin_paragraph(self, block: Block) -> bool:
        state = self._state
        parent = state.article or state.attachment or self._recitals(block)
        last = parent.last_paragraph if parent else state.last_paragraph
        if block.match is None:
            return False
        reading = block.match.readings[0]
        if reading.form is Form.ENCLOSED:
            # Below "1." or "1)" the numbers "(1)" are those of points.
            is_point = state.open_points if last is None else last.form is not Form.ENCLOSED
            if is_point:
                return self._lists.add(block, self._index)
        before = None if last is None else last.ordinal
        max_gap = MAX_NUMBER_GAP_IN_LINE if block.run_on else MAX_NUMBER_GAP
        if reading.form is Form.DECIMAL:
            above = None if state.article is None else state.article.ordinal
            if not continues_decimal(reading.ordinal, before, above):
                return False
        elif not continues_numbering(reading.ordinal, before, max_gap):
            return False
        if before is None and not self._lists.may_begin(block, self._index, reading):
            return False
        if block.run_on and self._ahead.stands_below(self._index, reading):
            return False
        node = state.add_numbered(Kind.PARAGRAPH, block, parent, reading)
        if node is None:
            return False
        state.last_numbers[Kind.PARAGRAPH] = reading.ordinal
        state.base = node
        state.open_points = []
        return True

    def _recitals(self, block: Block) -> Node | None:
        """Return the preamble if the paragraph is a recital: enclosed, before article 1."""
        state = self._state
        is_recital = block.form is Form.ENCLOSED and self._ahead.has_articles
        root = state.roots[-1] if state.roots else None
        return root if is_recital and root is not None and root.kind is Kind.PREAMBLE else None

    def _add_unnumbered(self, block: Block) -> None:
        """Add unnumbered text: a title, the text of an empty article, or a part."""
        state = self._state
        if self._repeals.mark_repeated_range(block):
            return
        if self._add_title(block):
            self._repeals.mark_articles(block.text, self._index)
            return
        if state.open_points and (
            block.quoted or self._ahead.list_continues(self._index, state.open_points[-1])
        ):
            state.add_part(block, state.open_points[-1])
        elif state.base is None:
            state.add_preamble(block)
        elif self._is_text_of_article(block):
            state.fill(state.base, block)
            self._repeals.mark_articles(block.text, self._index)
        else:
            state.add_part(block, state.base)
            state.open_points = []
        state.after_unnumbered = not block.quoted

    def _is_text_of_article(self, block: Block) -> bool:
        """Return whether unnumbered text is the first one below an article's heading."""
        base = self._state.base
        if base is None or base is not self._state.article or block.after_gap:
            return False
        return not (base.text or base.children)

    def _add_title(self, block: Block) -> bool:
        """Add the text as a title; return False if it is none."""
        state = self._state
        if block.quoted or (block.rows and not state.after_signature):
            return False
        tail, after = state.tail, self._ahead.segment(self._index + 1)
        title = is_title(block)
        empty = isinstance(tail, Chapter) and not tail.title
        if isinstance(tail, Node) and tail.kind is Kind.ARTICLE:
            empty = not (tail.heading or tail.text or tail.children)
            empty = empty and after is not None and after.marker is not Marker.ARTICLE
        if tail is not None and empty and title:
            state.join(block, tail)
            return True
        if (
            title
            and after is not None
            and is_caption(block, self._index, state, self._ahead, self._language)
        ):
            state.captions = [block]
            return True
        if tail is not None and title and continues_heading(block, self._index, tail, self._ahead):
            state.join(block, tail)
            return True
        if state.in_attachment_title and title:
            if state.open_title is not None:
                state.join(block, state.open_title)
            else:
                self._add_note(block)
            return True
        if title and len(block.text) < 100 and after and is_signature(after.text):
            self._add_note(block)
            return True
        state.in_attachment_title = False
        if self._opens_attachment(block):
            state.attach(block, has_heading=title)
            return title
        if (
            state.after_signature
            and len(block.text) < 200
            and self._ahead.next_number(self._index) is None
        ):
            self._add_note(block)
            return True
        return False

    def _opens_attachment(self, block: Block) -> bool:
        """Return whether a new numbering begins after this text."""
        state = self._state
        if not (state.after_signature or is_title(block)):
            return False
        ahead = self._ahead.next_number(self._index)
        if ahead is None:
            return state.after_signature and (block.rows or len(block.text) >= 200)
        kind, number = ahead
        if kind is Kind.PARAGRAPH and state.article is not None and not state.after_signature:
            return False
        return number == "1" and kind in state.last_numbers
