"""Pages of auditors and managers; to everybody else they do not exist. Nothing here can be changed, by anybody."""
