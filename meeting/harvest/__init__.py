"""The harvest of a meeting as people read it: the report as a page, and a round as a ring of people."""
