"""What all tests share."""

import os

import pytest


def missing(reason):
    """Skip with a reason; in CI, which installs everything, fail instead."""
    if os.environ.get("CI"):
        pytest.fail(f"CI has to have this: {reason}")
    pytest.skip(reason)


def state_of(explorer, **settings):
    """What an explorer computes from these settings and its defaults."""
    return explorer.compute(**explorer.settings(**settings))


def sentence_of(explorer, **settings):
    """What an explorer says below the picture of that state."""
    return explorer.describe(state_of(explorer, **settings))
