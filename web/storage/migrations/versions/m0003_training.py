"""Tables of training: memories of learners, exam papers and their attempts."""

import sqlalchemy as sa
from alembic import op

revision = "training"
down_revision = "journal"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "memories",
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("act", sa.String(100), nullable=False),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("state", sa.Integer, nullable=False),
        sa.Column("step", sa.Integer, nullable=True),
        sa.Column("stability", sa.Double, nullable=False),
        sa.Column("difficulty", sa.Double, nullable=False),
        sa.Column("due", sa.BigInteger, nullable=False),
        sa.Column("last", sa.BigInteger, nullable=False),
        sa.Column("seen", sa.Integer, nullable=False),
        sa.Column("missed", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "act", "key", name="pk_memories"),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_memories_account_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "papers",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("title", sa.String(100), nullable=False),
        sa.Column("group", sa.String(64), nullable=False),
        sa.Column("address", sa.String(200), nullable=False),
        sa.Column("cards", sa.Text, nullable=False),
        sa.Column("struck", sa.Text, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("pass_mark", sa.Integer, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_papers"),
        sa.UniqueConstraint("code", name="uq_papers_code"),
    )
    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("paper_id", sa.Integer, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("started_at", sa.DateTime, nullable=False),
        sa.Column("handed_in_at", sa.DateTime, nullable=True),
        sa.Column("answers", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attempts"),
        sa.UniqueConstraint("paper_id", "account_id", name="uq_attempts_paper_id_account_id"),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["papers.id"], name="fk_attempts_paper_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name="fk_attempts_account_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_attempts_paper_id", "attempts", ["paper_id"])
    op.create_table(
        "handed_in",
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("until", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("nonce", name="pk_handed_in"),
    )
    op.create_index("ix_handed_in_until", "handed_in", ["until"])
