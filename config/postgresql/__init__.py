"""How we use PostgreSQL: see `base`. Named in `config.settings`."""
