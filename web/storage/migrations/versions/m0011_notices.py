"""Column of the notice with which an answer began, and its place in the index of teaching."""

import sqlalchemy as sa
from alembic import op

revision = "notices"
down_revision = "proposals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column, and make the index again with it."""
    op.add_column("questions", sa.Column("notice", sa.String(16), nullable=True))
    op.drop_index("ix_questions_to_sort", "questions")
    op.create_index("ix_questions_to_sort", "questions", ["status", "id", "reason", "notice"])
