"""Guards: append-only tables, a trail that only grows, an allocation ledger that never exceeds its caps."""

from __future__ import annotations

from alembic import op

from storage.migrations import guards

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for statement in guards.statements(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    for statement in guards.removals(op.get_bind().dialect.name):
        op.execute(statement)
