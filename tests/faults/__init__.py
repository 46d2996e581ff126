"""Proof under faults: two nodes on servers of their own, a wire that cuts and doubles, deaths at any moment.

`python -m tests.faults --minutes 30` runs it; what each part does is its name.
"""
