"""Lines of headings: captions above an article, and the second line of a title."""

from data.model import Chapter, Kind
from data.numbering import continues_numbering
from data.parsing.blocks import Block
from data.parsing.lookahead import ENDS, Lookahead
from data.parsing.markers import HEADINGS, Marker
from data.parsing.repeals import named_articles
from data.parsing.tree_state import Node, TreeState

# Characters of the caption above an article, and of the second line of a heading.
MAX_CAPTION_LENGTH = 160
MAX_TITLE_LINE_LENGTH = 200


def is_caption(block: Block, index: int, state: TreeState, ahead: Lookahead, language: str) -> bool:
    """Return whether the title-like text at an index is the caption of the article after it."""
    after = ahead.segment(index + 1)
    if after is None or after.marker is not Marker.ARTICLE or block.run_on or block.quoted:
        return False
    if after.after_gap:
        return False
    if len(block.text) > MAX_CAPTION_LENGTH or state.captions:
        return False
    if named_articles(block.text, language):
        return False
    last = state.last_numbers.get(Kind.ARTICLE)
    if last is not None and not continues_numbering(after.ordinal, last):
        return False
    if block.text[0] == "(" and block.text[1:2].isupper() and block.text.endswith(")"):
        return True
    # Without brackets: "Short title" above "1. This Act may be cited as …".
    has_words = after.words.endswith((".", ":", ";", "—", "-"))
    follows = ahead.segment(index + 2)
    starts = not after.words and follows is not None and follows.run_on
    return language == "en" and (has_words or starts)


def continues_heading(block: Block, index: int, tail: Node | Chapter, ahead: Lookahead) -> bool:
    """Return whether the title-like text at an index is the second line of the heading above."""
    after = ahead.segment(index + 1)
    if after is None or block.run_on or len(block.text) > MAX_TITLE_LINE_LENGTH:
        return False
    if isinstance(tail, Chapter):
        return after.marker in HEADINGS
    if tail.kind is not Kind.ARTICLE or not tail.heading or tail.text or tail.children:
        return False
    if tail.heading.endswith(ENDS) or tail.notes:
        return False
    both_capital = tail.heading.isupper() and block.text.isupper()
    return both_capital or (after.marker is Marker.PARAGRAPH and after.ordinal == "1")
