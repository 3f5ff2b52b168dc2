"""Table of publications of the operator's bank."""

import sqlalchemy as sa
from alembic import op

revision = "publications"
down_revision = "handover"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "publications",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("withdraws", sa.Integer, nullable=True),
        sa.Column("entries", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_publications"),
    )
