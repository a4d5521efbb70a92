"""Whether text can be read in a colour, on the grounds that the style sheet has for paper and for a dark screen."""

PAPER = "#fbfaf7"
DARK = "#1d222b"
"""The ground on which a colour contrasts least, by day and by night; `tests/ui/test_colours.py` holds them to the
style sheet."""

LEAST = 4.5
"""Of text of any size: WCAG 2.2, success criterion 1.4.3."""


def contrast(one: str, other: str) -> float:
    """The ratio between two colours as `#rrggbb`, from 1 to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004  the definition’s own numbers
