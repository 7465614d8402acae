"""What people see: pure functions of the meeting and of who is present."""

from meeting.views.console import console
from meeting.views.host import host
from meeting.views.phone import mine, phone
from meeting.views.presence import Presence
from meeting.views.rights import LEADING
from meeting.views.room import room

__all__ = ["LEADING", "Presence", "console", "host", "mine", "phone", "room"]
