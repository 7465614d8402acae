"""The edge: pages, sockets and doors; nothing below this package knows the web."""
