"""What happens now: one writer for all meetings, and telling everybody."""
