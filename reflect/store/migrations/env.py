"""Runs the migrations on the connection that `reflect.store.database.upgrade` hands over."""

from __future__ import annotations

from alembic import context

from reflect.store import consent_tables, mask_tables, reflection_tables, teaching_tables  # noqa: F401 # their tables join those of `Table`
from reflect.store.tables import Table

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=Table.metadata, render_as_batch=True, compare_type=True)
with context.begin_transaction():
    context.run_migrations()
