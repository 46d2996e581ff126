"""Between our rows and the sealed containers of `signing`: builds messages and receipts, reads what others sent."""
