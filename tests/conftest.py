"""Fixtures that several test modules share."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the tests that need models run with others than the bundled ones: ``pytest --models FOLDER``."""
    parser.addoption("--models", default="bundled", help="folder of Stanza models for the tests marked 'models'")


@pytest.fixture(scope="session")
def models(request: pytest.FixtureRequest) -> str:
    """Return what to pass as ``models=`` in tests with real models."""
    return str(request.config.getoption("--models"))
