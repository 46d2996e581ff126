"""Passwords of invented people, hashed as in production but cheaply."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """Argon2 at its lowest cost."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
