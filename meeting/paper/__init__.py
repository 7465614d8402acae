"""Sheets of paper for a meeting, as PDF: what people hold in their hands when phones are not enough."""
