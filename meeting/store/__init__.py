"""What is kept: meetings as logs of events, sealed boxes, links; nothing above this package knows SQL."""
