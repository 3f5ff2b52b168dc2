"""Tables of canned replies and their quotes."""

import sqlalchemy as sa
from alembic import op

revision = "canned"
down_revision = "training"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "canned",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("asked", sa.Text, nullable=False),
        sa.Column("approved_by", sa.String(64), nullable=False),
        sa.Column("approved_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_canned"),
    )
    op.create_table(
        "canned_quotes",
        sa.Column("canned_id", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("act", sa.String(128), nullable=False),
        sa.Column("edition", sa.String(128), nullable=False),
        sa.Column("eid", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("canned_id", "place", name="pk_canned_quotes"),
        sa.ForeignKeyConstraint(
            ["canned_id"], ["canned.id"], name="fk_canned_quotes_canned_id", ondelete="CASCADE"
        ),
    )
