"""Signing in with the login and password of an employee's account."""

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from agencies.models import Employee


class EmployeeBackend(BaseBackend):
    """Accounts of active people; the time of an answer does not tell whether a login exists."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_kwargs: object
    ) -> Employee | None:
        """The person whose login and password these are, or None."""
        if not username or password is None:
            return None
        employee = Employee.objects.filter(username__iexact=username).first()
        if employee is None:
            Employee().set_password(password)
            return None
        return employee if employee.check_password(password) and employee.is_active else None

    def get_user(self, user_id: int) -> Employee | None:
        """The active person with this number."""
        return Employee.objects.filter(pk=user_id, is_active=True).first()
