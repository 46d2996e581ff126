"""Acts of the log itself: telling schemas, readings, sequencing, export, erasure."""
