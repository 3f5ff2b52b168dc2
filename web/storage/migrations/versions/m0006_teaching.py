"""Tables of misses, their clusters, and draft entries."""

import sqlalchemy as sa
from alembic import op

revision = "teaching"
down_revision = "figures"
branch_labels = None
depends_on = None

_COUNTED = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables, and the index by which the journal is sorted."""
    op.create_index("ix_questions_to_sort", "questions", ["status", "id", "reason"])
    op.create_table(
        "miss_groups",
        sa.Column("id", _COUNTED, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("languages", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text, nullable=True),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("decided_at", sa.DateTime, nullable=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("asked", sa.Integer, nullable=False),
        sa.Column("not_covered", sa.Integer, nullable=False),
        sa.Column("closest", sa.Integer, nullable=False),
        sa.Column("noes", sa.Integer, nullable=False),
        sa.Column("again", sa.Integer, nullable=False),
        sa.Column("first_at", sa.DateTime, nullable=False),
        sa.Column("last_at", sa.DateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_miss_groups"),
    )
    op.create_index("ix_miss_groups_state_asked", "miss_groups", ["state", "asked"])
    op.create_index("ix_miss_groups_state_last_at", "miss_groups", ["state", "last_at"])
    op.create_index("ix_miss_groups_first_at", "miss_groups", ["first_at"])
    op.create_table(
        "miss_vectors",
        sa.Column("group_id", _COUNTED, autoincrement=False, nullable=False),
        sa.Column("made_with", sa.String(300), nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("group_id", name="pk_miss_vectors"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["miss_groups.id"], name="fk_miss_vectors_group_id", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "misses",
        sa.Column("question_id", _COUNTED, autoincrement=False, nullable=False),
        sa.Column("group_id", _COUNTED, nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("no", sa.Boolean, nullable=False),
        sa.Column("asked_as", sa.String(300), nullable=False),
        sa.Column("then_id", _COUNTED, nullable=True),
        sa.PrimaryKeyConstraint("question_id", name="pk_misses"),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name="fk_misses_question_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["miss_groups.id"], name="fk_misses_group_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["then_id"], ["questions.id"], name="fk_misses_then_id", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_misses_group_id_then_id", "misses", ["group_id", "then_id"])
    op.create_index("ix_misses_asked_as", "misses", ["asked_as"])
    op.create_index("ix_misses_then_id", "misses", ["then_id"])
    op.create_table(
        "sorting",
        sa.Column("id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("question_id", sa.BigInteger, nullable=False),
        sa.Column("feedback_id", sa.BigInteger, nullable=False),
        sa.Column("holder", sa.String(64), nullable=True),
        sa.Column("until", sa.DateTime, nullable=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sorting"),
    )
    op.create_table(
        "draft_entries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("group_id", _COUNTED, nullable=True),
        sa.Column("question", sa.Text, nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("act", sa.String(128), nullable=False),
        sa.Column("eids", sa.JSON, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("publication", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_draft_entries"),
        sa.ForeignKeyConstraint(
            ["group_id"], ["miss_groups.id"], name="fk_draft_entries_group_id", ondelete="SET NULL"
        ),
    )
    op.create_index("ix_draft_entries_group_id", "draft_entries", ["group_id"])
    op.create_index("ix_draft_entries_publication", "draft_entries", ["publication"])
