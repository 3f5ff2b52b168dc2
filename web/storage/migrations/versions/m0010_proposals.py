"""Table of decisions on proposed questions."""

import sqlalchemy as sa
from alembic import op

revision = "proposals"
down_revision = "publications"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "proposal_decisions",
        sa.Column("act", sa.String(128), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("draft_id", sa.Integer, nullable=True),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("act", "digest", name="pk_proposal_decisions"),
        sa.ForeignKeyConstraint(
            ["draft_id"],
            ["draft_entries.id"],
            name="fk_proposal_decisions_draft_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_proposal_decisions_draft_id", "proposal_decisions", ["draft_id"])
