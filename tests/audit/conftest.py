import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_attempts_so_far():
    """allauth counts attempts in the cache, which no transaction takes back."""
    cache.clear()
