from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Problem:
    """Why a step can't be taken now, in words for the person who tries; `url` leads to where it is mended."""

    text: str | Promise
    url: str = ""

    def __str__(self) -> str:
        return str(self.text)
