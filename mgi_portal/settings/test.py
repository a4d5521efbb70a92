"""The suite: cheap hashing, mail and files in memory, jobs run at once after commit."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-the-test-suite")

from mgi_portal.settings.base import *  # noqa: F403  the secret must stand in the environment first
from mgi_portal.settings.base import DATABASES, STORAGES

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CELERY_BROKER_URL = os.environ.get("BROKER_URL", "memory://")
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
DATABASES["default"].get("OPTIONS", {}).pop("pool", None)
STORAGES["default"] = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STATICFILES_DIRS = [BASE_DIR / "static"]  # noqa: F405  the subset fonts are made at collect time only
WHITENOISE_AUTOREFRESH = True
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PAGES_KEPT_SECONDS = 0  # most tests undo their transaction, so nothing tells the pages that they have changed
