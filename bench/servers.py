"""Databases and servers that live as long as the run, and no longer."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from bench import download
from bench.client import Browser

ROOT = Path(__file__).resolve().parents[1]
SERVER = (
    "-m", "gunicorn", "--workers", "2", "--threads", "8", "--no-control-socket", "--log-level", "warning",
)  # fmt: skip
PATIENCE = 60  # seconds


@dataclass(frozen=True)
class Site:
    """A running server, and what was put into its database before it was started."""

    port: int
    seeded: dict
    process: int  # gunicorn's, whose children answer

    def browser(self, address="127.0.0.1"):
        return Browser(self.port, address)

    def cpu(self):
        """Seconds of processor time that the server has taken so far; nothing where there is no /proc."""
        children = Path(f"/proc/{self.process}/task/{self.process}/children")
        if not children.exists():
            return None
        stats = [Path(f"/proc/{child}/stat").read_text() for child in children.read_text().split()]
        ticks = [sum(map(int, stat.rpartition(")")[2].split()[11:13])) for stat in stats]
        return sum(ticks) / os.sysconf("SC_CLK_TCK")


@contextmanager
def database(folder, name):
    """The address of a new database: on the server of BENCH_DATABASE_URL, else a SQLite file. Dropped at the end."""
    server = os.environ.get("BENCH_DATABASE_URL", "")
    if not server:
        yield f"sqlite:///{folder / name}.sqlite3"
        return
    name = f"mgi_bench_{name}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def portal_environment(folder, address, name="portal"):
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "mgi_portal.settings.demo",
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": address,
        "FILES_DIR": str(folder / "files"),
        "CACHE_DIR": str(folder / f"cache_{name}"),  # what one site keeps says nothing about another
        "BROKER_URL": "memory://",
        "TRUSTED_PROXY_COUNT": "1",  # each simulated person has an address of their own
        "LOG_LEVEL": "ERROR",
    }


def run(environment, *arguments):
    """What the Python program printed; raises RuntimeError with its complaint where it fails."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout


def collect_static_files(folder):
    """As the demonstration does, into the folder var; without them no page can be made."""
    environment = portal_environment(folder, "sqlite://:memory:")
    (ROOT / "var" / "fonts").mkdir(parents=True, exist_ok=True)  # the settings look whether it is there
    run(environment, "manage.py", "build_fonts")
    run(environment, "manage.py", "collectstatic", "--noinput", "--verbosity", "0")


@contextmanager
def portal(folder, name, count, profiles=0):
    """The portal with `count` assessments and, where a number is given, so many published profiles, running."""
    with database(folder, name) as address:
        environment = portal_environment(folder, address, name)
        run(environment, "manage.py", "migrate", "--verbosity", "0")
        seeded = json.loads(run(environment, "-m", "bench.seed", str(count), str(profiles)))
        with serving(environment, "mgi_portal.wsgi", "/healthz") as (port, process):
            yield Site(port, seeded, process)


@contextmanager
def floor(folder):
    """The bare application, running."""
    with database(folder, "floor") as address:
        static = folder / "floor-static"
        static.mkdir(exist_ok=True)
        (static / download.NAME).write_bytes(download.CONTENT)
        environment = os.environ | {
            "SECRET_KEY": secrets.token_urlsafe(48),
            "DATABASE_URL": address,
            "FLOOR_STATIC": str(static),
        }
        seeded = json.loads(run(environment, "-c", "from bench import floor; floor.make()"))
        with serving(environment, "bench.floor", "/constant/") as (port, process):
            yield Site(port, seeded, process)


@contextmanager
def serving(environment, application, path):
    """The port on which the application answers until the end of the block, and the process that does."""
    port = free_port()
    command = [sys.executable, *SERVER, application, "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True)
    try:
        wait_for(process, port, path)
        yield port, process.pid
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(process, port, path):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        browser = Browser(port)
        try:
            if browser.get(path).status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            browser.close()
    raise RuntimeError(f"the server of {path} does not answer")
