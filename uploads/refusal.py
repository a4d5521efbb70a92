from django.utils.functional import Promise


class Refused(Exception):
    """A file is not taken in. `reason` says why and what to do instead, in words for the person who sent it."""

    def __init__(self, reason: str | Promise) -> None:
        self.reason = reason
        super().__init__(str(reason))
