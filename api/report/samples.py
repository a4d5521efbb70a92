"""Programs to begin with, as the documentation shows them; the tests run them."""

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Sample:
    language: str
    name: str
    code: str


ASKED = {
    "profiles": "?country=argentina&limit=20",
    "findings": "?language=en&domain=migrants-rights",
    "places": "?region=019",
}
"""What the examples of lists ask, by the name of the list."""

CURL = """\
curl --fail "{site}/api/v1/profiles?country=argentina"
curl --fail --output findings.csv "{site}/data/findings.csv"
"""
PYTHON = """\
import json
from urllib.request import urlopen

address = "{site}/api/v1/findings?language=en&limit=100"
while address:
    with urlopen(address) as answer:
        page = json.load(answer)
    for finding in page["items"]:
        print(finding["id"], finding["text"])
    address = page["next"]
"""
R = """\
library(jsonlite)

page <- fromJSON("{site}/api/v1/profiles?language=en")
page$items[, c("id", "year", "page")]

findings <- read.csv("{site}/data/findings.csv")
findings <- findings[-1, ]  # the line of hashtags
"""


def samples() -> list[Sample]:
    told = (("bash", "curl", CURL), ("python", "Python", PYTHON), ("r", "R", R))
    return [Sample(language, name, code.format(site=settings.SITE_URL)) for language, name, code in told]
