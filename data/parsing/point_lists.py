"""Lists of points: each number continues an open list of its form or begins a new list."""

from dataclasses import dataclass

from data.model import Kind
from data.numbering import (
    MAX_NUMBER_GAP,
    MAX_NUMBER_GAP_IN_LINE,
    continues_numbering,
    is_next,
)
from data.parsing.blocks import Block
from data.parsing.lookahead import Lookahead
from data.parsing.markers import UNCERTAIN_FORMS, Form, Reading
from data.parsing.tree_state import TreeState


@dataclass(frozen=True, slots=True)
class PointLists:
    """Open lists of points of the tree under construction; ``index`` is that of the segment."""

    state: TreeState
    ahead: Lookahead

    def add(self, block: Block, index: int) -> bool:
        """Add a point to a list that is open, or as the first one of a new list."""
        if block.match is None:
            return False
        readings = block.match.readings
        if len(readings) > 1 and any(
            reading.ordinal == "1" and self.ahead.next_in_list(index, reading)
            for reading in readings
        ):
            # "(i)" after "(h)" begins a nested list if "(ii)" follows.
            readings = tuple(sorted(readings, key=lambda one: one.ordinal != "1"))
            return any(self._begin_list(block, index, reading) for reading in readings) or any(
                self._continue_list(block, index, reading) for reading in readings
            )
        return any(self._continue_list(block, index, reading) for reading in readings) or any(
            self._begin_list(block, index, reading) for reading in readings
        )

    def _continue_list(self, block: Block, index: int, reading: Reading) -> bool:
        """Add a point to the innermost open list that it continues."""
        state = self.state
        number = reading.ordinal
        points = state.open_points
        depths = [
            depth for depth in range(len(points), 0, -1) if points[depth - 1].form is reading.form
        ]
        exact = [d for d in depths if is_next(points[d - 1].ordinal, number)]
        loose = [d for d in depths if d not in exact]
        max_gap = MAX_NUMBER_GAP
        if block.run_on:
            # One point may be missing if the list continues after it.
            loose = loose[:1] if self.ahead.point_follows(index, number) else []
            max_gap = MAX_NUMBER_GAP_IN_LINE
        for depth in (*exact, *loose):
            last = points[depth - 1]
            if continues_numbering(number, last.ordinal, max_gap):
                node = state.add_numbered(Kind.POINT, block, last.parent, reading)
                if node is not None:
                    state.open_points = [*points[: depth - 1], node]
                    return True
        return False

    def _begin_list(self, block: Block, index: int, reading: Reading) -> bool:
        """Add a point as the first one of a list under the latest text."""
        state = self.state
        if state.latest is not None and state.latest.points:
            return False
        max_gap = MAX_NUMBER_GAP_IN_LINE if block.run_on else MAX_NUMBER_GAP
        if not continues_numbering(reading.ordinal, None, max_gap):
            return False
        if not self.may_begin(block, index, reading):
            return False
        node = state.add_numbered(Kind.POINT, block, state.latest, reading)
        if node is None:
            return False
        # A list under a point is nested in the list of that point; any other list is a new one.
        inside = node.parent is not None and node.parent in state.open_points
        state.open_points = [*state.open_points, node] if inside else [node]
        return True

    def may_begin(self, block: Block, index: int, reading: Reading) -> bool:
        """Return whether a list may begin with the reading: a second number has to follow."""
        if reading.form not in UNCERTAIN_FORMS:
            return True
        if reading.form is Form.ENCLOSED and block.run_on:
            # "Article 1 (1) …": the number follows the heading on its line.
            return reading.ordinal == "1"
        return reading.ordinal == "1" and self.ahead.next_in_list(index, reading)
