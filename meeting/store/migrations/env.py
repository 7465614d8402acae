"""Lets Alembic run on the connection and inside the transaction that the store gives it."""

from alembic import context
from sqlmodel import SQLModel

from meeting.store import tables  # noqa: F401 - fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
