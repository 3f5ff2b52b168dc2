"""One index for each statistic, in the order of its counting."""

from alembic import op

revision = "figures"
down_revision = "canned"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_questions_day_language_status": ["day", "language", "status"],
    "ix_questions_day_visitor": ["day", "visitor"],
    "ix_questions_day_act_eid": ["day", "act", "eid"],
    "ix_questions_day_ms": ["day", "ms"],
}


def upgrade() -> None:
    """Make the indexes in place of the one for all."""
    op.drop_index("ix_questions_figures", "questions")
    for name, columns in _INDEXES.items():
        op.create_index(name, "questions", columns)
