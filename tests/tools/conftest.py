"""Bad samples for the checks of this house."""

import pytest
from house.addons import Addon

MANIFEST = {
    "name": "Sample",
    "summary": "One line",
    "version": "19.0.1.0.0",
    "author": "CRM Extended",
    "license": "LGPL-3",
    "data": [],
}


@pytest.fixture
def sample(tmp_path):
    """`sample({"models/x.py": "..."}, version="1")` writes an addon that is faultless but for what is asked."""

    def write(files=None, **manifest):
        path = tmp_path / "crm_sample"
        files = {"static/description/icon.png": "", "readme/DESCRIPTION.md": "x"} | (files or {})
        for name, text in files.items():
            if text is not None:
                (path / name).parent.mkdir(parents=True, exist_ok=True)
                (path / name).write_text(text)
        return Addon("crm_sample", path, MANIFEST | manifest)

    return write
