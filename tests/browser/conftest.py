"""JupyterLab and a browser, once for all tests that need them."""

import os

import pytest

from tools.browser import CHROMIUM, Lab, start_chromium, start_lab


@pytest.fixture(scope="session")
def chromium():
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing (on Debian: apt install chromium)"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with start_chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def lab_server(chromium, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    private = tmp_path_factory.mktemp("jupyter")
    with start_lab(folder, private) as (address, token):
        yield Lab(chromium, folder, address, token, private)


@pytest.fixture
def lab(lab_server):
    yield lab_server
    lab_server.close()
