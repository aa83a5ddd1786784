"""How Alembic runs the migrations: on the connection it is given, inside its transaction."""

from alembic import context

from ploughshare.registry.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
