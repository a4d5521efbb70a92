"""Texts that a spreadsheet shows and does not run."""

SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula, or skips before one."""


def harmless(text: str) -> str:
    """As it is, or with an apostrophe where a spreadsheet would reckon with it."""
    return f"'{text}" if text.startswith(SIGNS) else text
