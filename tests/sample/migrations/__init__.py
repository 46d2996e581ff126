"""The tables of the sample."""
