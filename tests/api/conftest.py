import json

import pytest

from tests.api.world import make_world
from tests.replay import play


@pytest.fixture
def world(db):
    """Something of everything that is published, and of everything that must not get out."""
    return play(make_world)


@pytest.fixture
def ask(client):
    """The answer to a path of the interface, as data, after a look at its status."""

    def get(path, status=200, **how):
        response = client.get(f"/api/v1{path}", **how)
        assert response.status_code == status, response.content
        return json.loads(response.content)

    return get
