"""The file that both applications send: as large as the PDF of a profile, and the same each time."""

import random

CONTENT = random.Random(150).randbytes(150_000)  # noqa: S311  the same bytes each time
NAME = "file.pdf"
