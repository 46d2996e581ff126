"""The log as a thing of its own: canonical entries, Merkle tree, tiles, checkpoints, export. No database, no Django."""
