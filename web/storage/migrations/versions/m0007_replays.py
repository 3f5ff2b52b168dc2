"""Table of replays."""

import sqlalchemy as sa
from alembic import op

revision = "replays"
down_revision = "teaching"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "replays",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("base", sa.String(64), nullable=False),
        sa.Column("entries", sa.JSON, nullable=False),
        sa.Column("newest", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("beat", sa.DateTime, nullable=False),
        sa.Column("trouble", sa.Text, nullable=False),
        sa.Column("result", sa.JSON, nullable=True),
        sa.Column("publication", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_replays"),
    )
    op.create_index("ix_replays_state", "replays", ["state"])
