import pytest

from profiles.house_style import warnings

RANKS = "“%s” ranks; a profile describes."
NAMELESS = "It names neither a year nor an institution."
STRAIGHT = "It has straight quotation marks or apostrophes; use “…” and ’."


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("", "en", []),
        ("In 2021, services were opened.", "en", []),
        ("The Secretariat of Health opens its services.", "en", []),
        ("There is no strategy.", "en", [NAMELESS]),
        ("There is none. The city has no plan.", "en", [NAMELESS]),
        ("The city’s “Cerca” programme began in 2020.", "en", []),
        ('The "Cerca" programme began in 2020.', "en", [STRAIGHT]),
        ("The city's programme began in 2020.", "en", [STRAIGHT]),
        ("Since 2020 it is the Best in the region.", "en", [RANKS % "Best"]),
        ("Since 2020 the best interests of the child come first.", "en", []),
        ("Steps leading to a plan were taken in 2020.", "en", []),
        ("In 2020 it did better than others.", "en", [RANKS % "better than"]),
        ("Depuis 2020, la meilleure politique.", "fr", [RANKS % "meilleure"]),
        ("Desde 2020, los mejores servicios.", "es", [RANKS % "mejores"]),
        ("Desde 2020 se busca mejorar.", "es", []),
        ("Em 2020, a best política.", "pt", []),
        ("Since 2020 " + "x" * 390, "en", ["It has 401 characters; aim for at most 400."]),
    ],
)
def test_warnings_of_a_text(text, language, expected):
    assert warnings(text, language) == expected
