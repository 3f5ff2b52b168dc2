"""Reports of faulty training cards, and the cards that instructors struck out."""

import sqlalchemy as sa
from alembic import op

revision = "card_reports"
down_revision = "exam_drafts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "card_reports",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("act", sa.String(100), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("note", sa.String(300), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_card_reports"),
    )
    op.create_index("ix_card_reports_act", "card_reports", ["act", "key"])
    op.create_table(
        "struck_cards",
        sa.Column("act", sa.String(100), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("struck_by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("act", "key", name="pk_struck_cards"),
    )
