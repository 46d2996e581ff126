"""Acts of the processes: the road of a case, the road of a letter, the desk, and effort.

The flows lay work on desks through ``laying``, so that module knows no flow; import acts from their own modules.
"""
