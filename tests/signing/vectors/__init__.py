"""Packages that nobody should have sent, each built by code with the code for which it is refused, and valid ones.

``python -m tests.signing.vectors --help`` runs what is too long for the tests: the whole matrix of valid containers and
thousands of random mutations.
"""
