"""Drills: what goes wrong in a hall, done on purpose to the real server, and what people were told compared with it.

`make drills` lists them. The short ones run in `make test` too, in a smaller size.
"""
