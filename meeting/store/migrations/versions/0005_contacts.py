"""How people in a team can be reached, apart from everything else."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "contacts",
        sa.Column("meeting_id", sa.String(), nullable=False),
        sa.Column("sign_up_id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reach", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", "sign_up_id", name=op.f("pk_contacts")),
        sqlite_with_rowid=False,
    )
