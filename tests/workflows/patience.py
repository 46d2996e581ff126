"""Runs of tests of processes on a machine that has much else to do."""

import pytest

from workflows.trials import running


@pytest.fixture(autouse=True)
def without_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run may take its time: how long it may hold others up is tested by itself."""
    monkeypatch.setattr(running, "SECONDS_AT_MOST", 300.0)
