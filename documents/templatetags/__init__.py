"""Filters of the file plan."""
