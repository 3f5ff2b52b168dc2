"""What questions mean, so that those that ask the same are found among many: as vectors.

With a question bank a question has two views: its vector centred by language, and that moved by
the metric that was learned from the bank. Questions are alike where both cosines are high. The
metric alone brings questions together that lie outside the law, as it was taught to: what a
passport and what alimony costs; the centred vectors alone know nothing of the law.

Measured on pairs of different questions. Of the bank's 3,300, whose writers avoided putting one
question twice, 478 pairs are alike: 80 in 100 ask of one provision, also across languages, 4 of
two, and 15 lie outside the law, of which about half ask the same. Of the 456 development questions
that name no provision, 19 pairs are alike, 15 of them rightly. So 1 question in 100 is put beside a
wrong one, mostly a neighbour ("the fee for a driving licence", "the fee for giving up a car").
Without a bank only questions that are all but the same word for word are alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from embeddings.encoder import FloatMatrix

# The least cosines of the view moved by the metric, and of the centred one.
WITH_METRIC = (0.74, 0.60)
WITHOUT = (0.96,)


@dataclass(frozen=True, slots=True)
class QuestionVectors:
    """Unit ``rows`` (n, views, d); ``least`` holds a cosine for each view.

    Rows can be compared that have the same ``made_with``.
    """

    made_with: str
    rows: FloatMatrix
    least: tuple[float, ...]


def nearest_questions(rows: FloatMatrix, one: FloatMatrix, least: Sequence[float]) -> int | None:
    """Which of ``rows`` (n, views, d) is most alike to ``one`` (views, d); None if none is alike.

    Alike is what reaches ``least`` in every view; the most alike has the highest sum of cosines.
    """
    if not len(rows):
        return None
    cosines = np.stack([rows[:, view] @ one[view] for view in range(len(least))])
    alike = np.all(cosines >= np.array(least, dtype=np.float32)[:, np.newaxis], axis=0)
    best = int(np.where(alike, cosines.sum(axis=0), -np.inf).argmax())
    return best if alike[best] else None
