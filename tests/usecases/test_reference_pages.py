"""Reference pages made from the code equal what the code makes."""

from pathlib import Path

import pytest

from ploughshare.usecases.reference_pages import PAGES

FOLDER = Path(__file__).parents[2] / "docs" / "reference"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_code_makes(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == PAGES[name](), "run: python -m ploughshare.usecases.reference_pages"
