"""The stable codes of a refusal."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError


def codes(refused: "pytest.ExceptionInfo[ValidationError]") -> list[str]:
    """Codes of every part of a refusal, in order."""
    return [str(one.code) for one in _parts(refused.value)]


def _parts(error: Any) -> list[Any]:
    if hasattr(error, "error_dict"):
        return [part for errors in error.error_dict.values() for one in errors for part in _parts(one)]
    if hasattr(error, "error_list") and len(error.error_list) > 1:
        return [part for one in error.error_list for part in _parts(one)]
    return [error.error_list[0] if hasattr(error, "error_list") else error]
