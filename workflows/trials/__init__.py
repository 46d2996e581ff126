"""Tests of processes that their authors write: the language of scripts, the run that leaves no trace, coverage."""
