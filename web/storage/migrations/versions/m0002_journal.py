"""Tables of the journal: questions, feedback, salts."""

import sqlalchemy as sa
from alembic import op

revision = "journal"
down_revision = "accounts"
branch_labels = None
depends_on = None

_COUNTED = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "questions",
        sa.Column("id", _COUNTED, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("session", sa.String(64), nullable=True),
        sa.Column("visitor", sa.String(16), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("ui", sa.String(2), nullable=True),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("asked_as", sa.String(300), nullable=False),
        sa.Column("struck", sa.String(100), nullable=False),
        sa.Column("exact", sa.Boolean, nullable=False),
        sa.Column("repaired", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("act", sa.String(128), nullable=True),
        sa.Column("eid", sa.String(255), nullable=True),
        sa.Column("passages", sa.JSON, nullable=False),
        sa.Column("ms", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_questions"),
    )
    op.create_index(
        "ix_questions_figures",
        "questions",
        ["day", "language", "status", "act", "eid", "ms", "visitor"],
    )
    op.create_index("ix_questions_missed", "questions", ["status", "day", "asked_as"])
    for column in ("at", "answer_id", "session"):
        op.create_index(f"ix_questions_{column}", "questions", [column])
    op.create_table(
        "feedback",
        sa.Column("id", _COUNTED, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("answer_id", sa.String(64), nullable=False),
        sa.Column("verdict", sa.String(3), nullable=False),
        sa.Column("fault", sa.String(32), nullable=True),
        sa.Column("comment", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("eids", sa.JSON, nullable=False),
        sa.Column("session", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_feedback"),
    )
    for column in ("at", "day", "answer_id"):
        op.create_index(f"ix_feedback_{column}", "feedback", [column])
    op.create_table(
        "salts",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("salt", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_salts"),
    )
