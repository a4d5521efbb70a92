"""The documents tell what is so: what they show as examples is asked and run."""

import json
import re
import shutil
import subprocess
import sys
from html import unescape

import pytest
from django.conf import settings as site
from django.db import transaction

from api.views import docs, lists
from api.views.interface import document
from tests.api.world import make_world
from tests.replay import play

PAGE = "/en/open-data/api/"
CODE = re.compile(r'<code lang="en" class="language-(\w+)">(.*?)</code>', re.DOTALL)
ADDRESS = re.compile(r'https?://[^"\s]+')


def samples(client):
    found = CODE.findall(client.get(PAGE).content.decode())
    return {language: unescape(code) for language, code in found}


PATHS = {path.removesuffix("/"): told["get"] for path, told in document()["paths"].items()}
"""What the document says of each address."""


def model_of(name):
    """What an address answers, by the name that the document has for it."""
    operations = [
        operation for view in lists.router.path_operations.values() for operation in view.operations
    ]
    [found] = [operation for operation in operations if operation.operation_id == name]
    return found.response_models[200].model_fields["response"].annotation


def standing(live_server, settings):
    """Everything stands there at once: nothing is left for the worker to make."""
    settings.SITE_URL = live_server.url
    with transaction.atomic():
        play(make_world)


def test_document_for_machines_shows_what_the_models_take(world, ask):
    described = ask("/openapi.json")

    assert described["openapi"] == "3.1.0"
    assert described["servers"] == [{"url": f"{site.SITE_URL}/api/v1"}]
    assert len(described["paths"]) == 12
    for told in described["paths"].values():
        assert list(told) == ["get"]
        example = told["get"]["responses"]["200"]["content"]["application/json"]["example"]
        model = model_of(told["get"]["operationId"])
        assert model.model_validate(example).model_dump(mode="json") == example
        assert all(parameter["description"] for parameter in told["get"]["parameters"])


def test_every_reference_of_the_document_leads_somewhere(world, ask):
    described = ask("/openapi.json")

    names = set(re.findall(r"#/components/schemas/(\w+)", json.dumps(described)))

    assert names - set(described["components"]["schemas"]) == set()


@pytest.mark.parametrize("path", PATHS)
def test_answer_has_the_fields_that_the_document_says(world, ask, path):
    """What is answered reads as the model it is said to be, and leaves nothing out."""
    here = {"mgi-local": "small", "exemplia": "nowhere", "migrants-rights": "domain-1"}
    name, example = PATHS[path]["operationId"], docs.example_path(path, PATHS[path])
    for shown, known in here.items():
        example = example.replace(shown, known)
    example = example.removeprefix("/api/v1")
    if name.endswith("-of-country"):
        assert ask(example, status=404)["status"] == 404
        return

    told = ask(example)

    assert model_of(name).model_validate(told).model_dump(mode="json") == told
    assert told.get("items") != []


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_page_names_every_address_and_parameter(world, client, language):
    page = client.get(f"/{language}/open-data/api/").content.decode()

    for path, told in PATHS.items():
        assert f'id="{told["operationId"]}"' in page
        assert f">/api/v1{path}</code>" in page
        for parameter in told["parameters"]:
            assert f">{parameter['name']}</code>" in page


def test_page_prints_the_terms_of_new_editions(world, client):
    assert "rights (fr)" in client.get("/fr/open-data/api/").content.decode()


def test_page_takes_two_statements_at_most(world, client, django_assert_max_num_queries):
    client.get(PAGE)
    with django_assert_max_num_queries(2):
        client.get(PAGE)


def test_page_loads_nothing_from_elsewhere(world, client):
    page = client.get(PAGE).content.decode()

    assert re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1)', page) == []


def test_addresses_in_the_examples_answer(world, client):
    found = [address for code in samples(client).values() for address in ADDRESS.findall(code)]

    assert len(found) == 5
    for address in found:
        assert client.get(address.removeprefix(site.SITE_URL)).status_code == 200


def test_example_in_python_runs(transactional_db, live_server, settings, client):
    standing(live_server, settings)

    run = subprocess.run(
        [sys.executable, "-c", samples(client)["python"]],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )

    lines = run.stdout.splitlines()
    assert lines[0].startswith("argentina/quilmes/2022/en-2#finding-")
    assert len(lines) > 3


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_example_in_curl_runs(transactional_db, live_server, settings, client, tmp_path):
    standing(live_server, settings)

    subprocess.run(
        ["/bin/sh", "-e", "-c", samples(client)["bash"]],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert (tmp_path / "findings.csv").read_text(encoding="utf-8").startswith("id,profile,edition,")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed")
def test_example_in_r_runs(transactional_db, live_server, settings, client):
    standing(live_server, settings)

    run = subprocess.run(
        [shutil.which("Rscript"), "-e", samples(client)["r"]],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )

    assert "argentina/quilmes/2022" in run.stdout
