"""Answers kept during an exam, the window of time of a paper, and exams that learners set."""

import sqlalchemy as sa
from alembic import op

revision = "exam_drafts"
down_revision = "desk_work"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and make the table."""
    op.add_column("attempts", sa.Column("draft", sa.Text, nullable=False, server_default=""))
    op.add_column("papers", sa.Column("opens_at", sa.DateTime, nullable=True))
    op.add_column("papers", sa.Column("closes_at", sa.DateTime, nullable=True))
    op.create_table(
        "self_tests",
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer, nullable=True),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("ticket", sa.Text, nullable=False),
        sa.Column("draft", sa.Text, nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("handed_in_at", sa.DateTime, nullable=True),
        sa.PrimaryKeyConstraint("nonce", name="pk_self_tests"),
        sa.UniqueConstraint("account_id", "address", "code", name="uq_self_tests_account_id"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_self_tests_account_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_self_tests_address", "self_tests", ["address", "code"])
    op.create_index("ix_self_tests_started_at", "self_tests", ["started_at"])
