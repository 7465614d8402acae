"""Simulated participants over the real network path: they speak the wire of docs/wire.md and import no rules."""
