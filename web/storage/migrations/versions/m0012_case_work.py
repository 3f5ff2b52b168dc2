"""Columns and tables of work on cases: claims, due times, history, replaced decisions, drafts."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "case_work"
down_revision = "notices"
branch_labels = None
depends_on = None

# Cases of earlier versions get the default of BAPTA_HANDOVER_HOURS.
_DUE = timedelta(hours=72)


def upgrade() -> None:
    """Make the tables, and fill in the times of the cases that exist."""
    for name, kind in (
        ("claimed_by", sa.String(64)),
        ("claimed_at", sa.DateTime),
        ("due_at", sa.DateTime),
        ("told_due", sa.DateTime),
        ("reply", sa.Text),
        ("replied_at", sa.DateTime),
        ("helped", sa.Boolean),
    ):
        op.add_column("cases", sa.Column(name, kind, nullable=True))
    op.create_table(
        "case_past_decisions",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("replaced", sa.String(16), nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=False),
        sa.Column("decided_at", sa.DateTime, nullable=False),
        sa.Column("phrase", sa.String(32), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("quotes", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_past_decisions"),
        _of_case("case_past_decisions"),
    )
    op.create_index("ix_case_past_decisions_case_id", "case_past_decisions", ["case_id"])
    op.create_table(
        "case_events",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("detail", sa.String(300), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_events"),
        _of_case("case_events"),
    )
    op.create_index("ix_case_events_case_id", "case_events", ["case_id"])
    op.create_table(
        "case_drafts",
        sa.Column("case_id", sa.Integer, nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("saved_at", sa.DateTime, nullable=False),
        sa.Column("body", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "account", name="pk_case_drafts"),
        _of_case("case_drafts"),
    )
    times = op.create_table(
        "case_times",
        sa.Column("reference", sa.String(16), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("left_at", sa.DateTime, nullable=False),
        sa.Column("answered_at", sa.DateTime, nullable=True),
        sa.Column("answered_by", sa.String(64), nullable=True),
        sa.Column("decided_at", sa.DateTime, nullable=True),
        sa.Column("decided_by", sa.String(64), nullable=True),
        sa.Column("helped", sa.Boolean, nullable=True),
        sa.PrimaryKeyConstraint("reference", name="pk_case_times"),
    )
    op.create_index("ix_case_times_left_at", "case_times", ["left_at"])
    _fill(times)


def _of_case(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["case_id"], ["cases.id"], name=f"fk_{table}_case_id", ondelete="CASCADE"
    )


def _fill(times: sa.Table) -> None:
    cases = sa.table(
        "cases",
        *(sa.column(name) for name in ("id", "reference", "state", "language", "decided_by")),
        *(sa.column(name, sa.DateTime) for name in ("left_at", "due_at", "decided_at")),
    )
    connection = op.get_bind()
    for case in connection.execute(sa.select(cases)).all():
        due = cases.update().where(cases.c.id == case.id).values(due_at=case.left_at + _DUE)
        connection.execute(due)
        is_answered = case.state == "answered"
        connection.execute(
            times.insert().values(
                reference=case.reference,
                language=case.language,
                left_at=case.left_at,
                answered_at=case.decided_at if is_answered else None,
                answered_by=case.decided_by if is_answered else None,
                decided_at=case.decided_at,
                decided_by=case.decided_by,
            )
        )
