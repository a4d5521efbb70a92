from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = (
    r"""(?P<matched>import\s*(?P<names>\{[^}]*\})\s*from\s*["'](?P<url>\./[^"']+)["'])""",
    'import %(names)s from "%(url)s"',
)


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Hashed names also where one of the site's own scripts imports another: no browser mixes old and new ones."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (IMPORT,)))
