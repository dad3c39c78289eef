"""Alembic's entry: migrations run on the connection they are given, in its transaction."""

from alembic import context

from peerfhir.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
