"""What a test needs from the machine: skipped with the reason where it is missing, failed where CI=true."""

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip the running test, or fail it when CI=true: a machine that lacks a part must not look green."""
    if os.environ.get("CI", "").lower() == "true":
        pytest.fail(f"CI=true and {reason}", pytrace=False)
    pytest.skip(reason)
