"""The pictures of the README show screens of today's demo office."""

import re

import pytest
from PIL import Image
from zi_tools import pictures
from zi_tools.pictures import COVER, FOLDER, LIMIT_BYTES, PICTURES


@pytest.fixture(scope="module")
def taken(demo_office, tmp_path_factory):
    _database, server = demo_office
    return pictures.take_all(server.url, tmp_path_factory.mktemp("pictures"))


def test_every_picture_can_be_taken_anew(taken):
    """Each screen opens without an error, in the size that is kept, and is small."""
    for picture in PICTURES:
        fresh = Image.open(taken[picture.name])
        kept = Image.open(FOLDER / f"{picture.name}.png")
        assert fresh.size == kept.size == (picture.width, picture.height)
        # a blank page would have a handful of colours and bytes
        assert len(fresh.getcolors(maxcolors=100_000)) > 20, picture.name
        for path in (taken[picture.name], FOLDER / f"{picture.name}.png"):
            assert 3_000 < path.stat().st_size < LIMIT_BYTES, path


def test_readme_shows_every_picture_and_no_other(root):
    """No picture is missing, left over or unused."""
    named = re.findall(r"docs/pictures/([\w.-]+)", (root / "README.md").read_text())
    kept = {path.name for path in FOLDER.iterdir()}
    assert set(named) == kept == {f"{picture.name}.png" for picture in PICTURES}


def test_page_of_the_addon_shows_its_cover(root):
    """Odoo's list of apps shows icon, page and a picture that exists."""
    folder = root / "zi_governance/static/description"
    page = (folder / "index.html").read_text()
    assert re.findall(r'src="([^"]+)"', page) == [COVER.name]
    assert COVER.stat().st_size < LIMIT_BYTES
    assert Image.open(folder / "icon.png").size[0] >= 100
