"""Tests of the rules, without store, clock or network."""
