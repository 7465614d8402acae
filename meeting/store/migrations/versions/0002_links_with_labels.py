"""Staff links get a label, and the moment they were last used."""

import sqlalchemy as sa
from alembic import op

from meeting.store.tables import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("links") as links:
        links.add_column(sa.Column("label", sa.Text(), nullable=True))
        links.add_column(sa.Column("used_at", UtcDateTime(), nullable=True))
