"""Fixtures of the pages: the house in full swing."""

from tests.pages.house import house, stage

__all__ = ["house", "stage"]
