from pathlib import Path

import fontpkg_ibm_plex_sans
import fontpkg_ibm_plex_sans_arabic
import fontpkg_ibm_plex_serif
from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools.subset import Options, Subsetter, parse_unicodes
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import AxisTriple, instantiateVariableFont

# The ranges stand in static/css/tokens.css too: a page loads a file only when it needs one of its letters.
LATIN = (
    "20-7E,A0-17F,218-21B,2C6,2DA,2DC,2009,2010-2014,2018-201A,201C-201E,2020-2022,2026,202F,2030,2039,203A,"
    "2044,20AC,2116,2122,2190-2193,2212,2248,2260,2264,2265,2713"
)
ARABIC = "600-6FF,750-77F,FB50-FDFF,FE70-FEFC,200C-200F"
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "rlig", "init", "medi", "fina", "isol", "tnum"]

SERIF = fontpkg_ibm_plex_serif.ROOT / "files"
SANS = fontpkg_ibm_plex_sans.ROOT / "files"
SANS_ARABIC = fontpkg_ibm_plex_sans_arabic.ROOT / "files"
FILES = {
    "plex-serif-300.woff2": (SERIF / "IBMPlexSerif-Light.ttf", LATIN),
    "plex-serif-400.woff2": (SERIF / "IBMPlexSerif-Regular.ttf", LATIN),
    "plex-serif-600.woff2": (SERIF / "IBMPlexSerif-SemiBold.ttf", LATIN),
    "plex-sans.woff2": (SANS / "IBMPlexSans[wdth,wght].ttf", LATIN),
    "plex-sans-arabic-300.woff2": (SANS_ARABIC / "IBMPlexSansArabic-Light.ttf", ARABIC),
    "plex-sans-arabic-400.woff2": (SANS_ARABIC / "IBMPlexSansArabic-Regular.ttf", ARABIC),
    "plex-sans-arabic-600.woff2": (SANS_ARABIC / "IBMPlexSansArabic-SemiBold.ttf", ARABIC),
}


class Command(BaseCommand):
    help = "Writes the small web fonts of the pages. Files that exist are left alone."

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="Write files anew that exist.")

    def handle(self, *args, force, **options):
        folder = settings.VAR_DIR / "fonts"
        folder.mkdir(parents=True, exist_ok=True)
        for name, (source, unicodes) in FILES.items():
            target = folder / name
            if force or not target.exists():
                write_subset(source, unicodes, target)
                self.stdout.write(f"{name}: {target.stat().st_size / 1024:.1f} KB")


def write_subset(source: Path, unicodes: str, target: Path) -> None:
    """Write the letters of `source` that pages need, whole or not at all."""
    font = TTFont(source)
    options = Options()
    options.hinting = False
    options.layout_features = FEATURES
    options.drop_tables += ["meta"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=parse_unicodes(unicodes))
    subsetter.subset(font)
    if "fvar" in font:
        font = instantiateVariableFont(font, {"wdth": 100, "wght": AxisTriple(400, 400, 600)})
    font.flavor = "woff2"
    unfinished = target.with_suffix(".part")
    font.save(unfinished)
    unfinished.replace(target)
