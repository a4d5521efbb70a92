from typing import IO

from django.utils.translation import gettext as _
from PIL import Image

from uploads.kinds import JPEG, PNG, WEBP, Kind
from uploads.refusal import Refused

MAX_PIXELS = 80_000_000  # a page of A3 scanned at 600 dots an inch has 70 million

FORMATS = {"PNG": PNG, "JPEG": JPEG, "MPO": JPEG, "WEBP": WEBP}


def check_image(file: IO[bytes]) -> Kind:
    """Which picture it is, from its header; it is never decoded. Raises Refused for one with too many pixels."""
    try:
        with Image.open(file, formats=["PNG", "JPEG", "WEBP"]) as image:
            width, height, kind = *image.size, FORMATS[str(image.format)]
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except (OSError, SyntaxError, ValueError, KeyError, OverflowError) as error:
        raise Refused(_("This picture is damaged. Save it anew and try again.")) from error
    if width * height > MAX_PIXELS:
        raise _too_many_pixels()
    return kind


def _too_many_pixels() -> Refused:
    return Refused(_("This picture has too many pixels. Save it smaller: 80 million are the limit."))
