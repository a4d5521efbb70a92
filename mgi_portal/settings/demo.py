"""The demonstration on one's own machine: plain http on loopback, and a secret of its own kept in var/."""

import os
import secrets
from pathlib import Path

VAR_DIR = Path(__file__).resolve().parents[2] / "var"
SECRET_FILE = VAR_DIR / "secret.key"

if "SECRET_KEY" not in os.environ:
    VAR_DIR.mkdir(exist_ok=True)
    if not SECRET_FILE.exists():
        SECRET_FILE.touch(mode=0o600)
        SECRET_FILE.write_text(secrets.token_urlsafe(64), encoding="utf-8")  # a “$” would name a setting
    os.environ["SECRET_KEY"] = SECRET_FILE.read_text(encoding="utf-8")

from mgi_portal.settings.base import *  # noqa: E402, F403  the secret must stand in the environment first

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False
LANGUAGE_COOKIE_SECURE = False
