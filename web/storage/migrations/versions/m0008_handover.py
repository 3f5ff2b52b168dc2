"""Tables of cases and of the provisions that answer them."""

import sqlalchemy as sa
from alembic import op

revision = "handover"
down_revision = "replays"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=True),
        sa.Column("left_at", sa.DateTime, nullable=False),
        sa.Column("until", sa.DateTime, nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=True),
        sa.Column("decided_at", sa.DateTime, nullable=True),
        sa.Column("phrase", sa.String(32), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("reference", name="uq_cases_reference"),
        sa.UniqueConstraint("token", name="uq_cases_token"),
    )
    op.create_index("ix_cases_state_left_at", "cases", ["state", "left_at"])
    op.create_index("ix_cases_until", "cases", ["until"])
    op.create_table(
        "case_quotes",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("act", sa.String(128), nullable=False),
        sa.Column("edition", sa.String(128), nullable=False),
        sa.Column("eid", sa.String(255), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("case_id", "place", name="pk_case_quotes"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name="fk_case_quotes_case_id", ondelete="CASCADE"
        ),
    )
