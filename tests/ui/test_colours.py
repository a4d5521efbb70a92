import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from ui.colours import DARK, PAPER, contrast


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21),
        ("#ffffff", "#000000", 21),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#9a2d5b", "#9a2d5b", 1),
    ],
)
def test_contrast_is_what_wcag_defines(one, other, ratio):
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)


def grounds():
    """The colours of paper and card, by day and by night, from the style sheet."""
    sheet = Path(finders.find("css/tokens.css")).read_text(encoding="utf-8")
    return re.findall(r"--paper: (#\w{6}); --card: (#\w{6})", sheet)


def test_colours_of_domains_are_held_to_the_ground_that_is_worst_for_them():
    day, night = grounds()

    assert min(day, key=lambda ground: contrast(ground, "#000000")) == PAPER
    assert max(night, key=lambda ground: contrast(ground, "#000000")) == DARK
