from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):
    """Hashed names also where one script imports another, so that no browser mixes old and new ones."""

    support_js_module_import_aggregation = True
