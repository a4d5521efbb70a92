"""Nothing that the site says, sends or sorts by lets anybody put jurisdictions in an order of merit.

No model field, field of a form, parameter of an address, key of the data, column or heading is named after a score, a
rank, or a number of findings or answers; no list that crosses jurisdictions is ordered by one; and how much was found
about a place changes nothing of the lists that name it. Each walker is shown something planted first.
"""

import csv
import io
import json
import re
from contextlib import contextmanager
from html.parser import HTMLParser

import docx
import pytest
from django import forms
from django.apps import apps
from django.db import models
from django.db.models import Avg, Count, F, StdDev, Subquery, Sum, Variance, Window
from django.db.models.functions import Rank
from django.db.models.sql.compiler import SQLCompiler
from django.test.utils import isolate_apps
from django.urls import reverse

from assessments.workflow import assign_role
from portal.querysets import PublicationQuerySet
from portal.version import change_version
from portal.workflow import shelve
from profiles.document import files_of
from profiles.models import Edition, Finding, FindingText, Profile
from profiles.snapshot import Snapshot
from profiles.workflow import publish
from tests.architecture.test_access import TABLE, everything_published, lines_of, path_of
from tests.architecture.test_models import MODELS, ROOMS, ROOT
from tests.factories.assessments import make_case
from tests.factories.places import make_country, make_place
from tests.factories.profiles import consented, finish, profile_of, published
from tests.replay import play

MERIT = re.compile(
    r"scores?|scored|scoring|rank(s|ed|ings?)?|points|percent(ages?|iles?)?|grades?|ratings?|average|mean|median"
    r"|totals?|counts?|weights?|league|best|worst|top"
    r"|puntos|puntuaci[oó]n|puntaje|porcentaje|clasificaci[oó]n|promedio"
    r"|pourcentage|classement|rang|moyenne|note moyenne"
)
AMOUNTS = re.compile(
    r"(number|amount|sum|how many|most|fewest).*(findings?|answers?|areas?|sources?|indicators?)"
)
SUMS = (Avg, Count, StdDev, Sum, Variance, Window)
ACROSS = ("for everybody", "work", "oversight")
"""The pages whose lists cross jurisdictions, as the table of access calls them."""

# Walkers ----------------------------------------------------------------------------------------------


def telling(names):
    """Those among the names or headings that tell of merit."""
    return sorted({name for name in map(str, names) if tells(name)})


def tells(name):
    words = " ".join(re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))).lower()
    return any(MERIT.fullmatch(word) for word in words.split()) or bool(AMOUNTS.search(words))


def fields_of(model_classes):
    return [
        f"{model._meta.label}.{field.name}" for model in model_classes for field in model._meta.get_fields()
    ]


def parameters_of(form_classes):
    """The names of all fields, and of all choices that don't come from rows."""
    for form in form_classes:
        for name, field in form.base_fields.items():
            yield name
            choices = getattr(field, "choices", ())
            if not isinstance(field, forms.ModelChoiceField) and isinstance(choices, list):
                yield from (f"{name}={choice}" for choice, _label in choices)


def keys_of(data):
    """All keys in the data of an edition, however deep."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield key
            yield from keys_of(value)
    elif isinstance(data, list | tuple):
        for each in data:
            yield from keys_of(each)


def headings_of(document):
    """Headings, and what stands in the first row of each table, of a DOCX file."""
    opened = docx.Document(io.BytesIO(document))
    styled = [each.text for each in opened.paragraphs if each.style.name.startswith(("Heading", "Title"))]
    return styled + [cell.text for table in opened.tables for cell in table.rows[0].cells]


class Labels(HTMLParser):
    """What names something on a page, and how its parts are named in the markup."""

    NAMING = {"th", "dt", "label", "legend", "option", "h1", "h2", "h3", "caption", "summary"}
    ATTRIBUTES = {"name", "class", "id", "itemprop", "aria-sort"}

    def __init__(self, page):
        super().__init__()
        self.within, self.found = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in self.NAMING:
            self.within.append(tag)
            self.found.append("")
        self.found[:0] = [
            f"{name}={value}" for name, value in attrs if name in self.ATTRIBUTES or name.startswith("data-")
        ]
        self.found[:0] = [part for name, value in attrs if name == "href" for part in asked_in(value or "")]

    def handle_endtag(self, tag):
        if self.within and tag == self.within[-1]:
            self.within.pop()

    def handle_data(self, data):
        if self.within:
            self.found[-1] += data


def labels_of(response):
    """What a page names, or the columns of a table, or the keys of data. A PDF is the page of its edition."""
    kind = response.headers["Content-Type"].partition(";")[0]
    if kind == "application/pdf":
        return []
    content = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
    if kind == "text/csv":
        return next(csv.reader(io.StringIO(content, newline="")))
    return list(keys_of(json.loads(content))) if kind == "application/json" else Labels(content).found


def asked_in(address):
    return re.findall(r"[?&]([^=&#]+(?:=[^&#]*)?)", address)


@contextmanager
def orders(found):
    """Adds to `found` what any statement is ordered by that tells of merit, wherever its order was named."""
    real = SQLCompiler.get_order_by

    def looked_at(compiler):
        ordered = real(compiler)
        found.extend(name for expression, _sql in ordered for name in merits_in(expression))
        return ordered

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "get_order_by", looked_at)
        yield found


def merits_in(expression):
    for part in expression.flatten():
        inner = part.query.annotations.values() if isinstance(part, Subquery) else ()
        for each in (part, *(one for annotation in inner for one in annotation.flatten())):
            if isinstance(each, SUMS):
                yield type(each).__name__
        target = getattr(part, "target", None)
        yield from telling([target.name] if target is not None else [])


# The walkers find what is planted -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["score", "totalScore", "mgi_rank", "ranking", "percent-done", "answers_count", "number_of_findings",
     "Most well-developed areas", "Classement", "Puntaje"],
)  # fmt: skip
def test_words_of_merit_are_known(name):
    assert telling([name]) == [name]


@isolate_apps("profiles")
def test_planted_model_field_is_found():
    class Planted(models.Model):
        overall_score = models.IntegerField()

        class Meta:
            app_label = "profiles"

        def __str__(self):
            return "planted"

    assert telling(fields_of([Planted])) == ["profiles.Planted.overall_score"]


def test_planted_parameters_are_found():
    class Planted(forms.Form):
        rank = forms.IntegerField()
        sort = forms.ChoiceField(choices=[("name", "Name"), ("-findings_count", "Most findings")])

    assert telling(parameters_of([Planted])) == ["rank", "sort=-findings_count"]


def test_planted_key_of_the_data_is_found():
    assert telling(keys_of({"domains": [{"slug": "a", "developed": [{"points": 3}]}]})) == ["points"]


@pytest.mark.parametrize(
    "page",
    [
        "<table><tr><th>Place</th><th><b>Rank</b></th></tr></table>",
        "<dl><dt>Score</dt><dd>3</dd></dl>",
        "<select name='sort'><option>Number of findings</option></select>",
        "<input name='min_score'>",
        "<li data-findings-count='7'>Quilmes</li>",
        "<a href='?sort=-score'>Quilmes</a>",
    ],
)
def test_planted_label_is_found(page):
    assert len(telling(Labels(page).found)) == 1


def test_planted_heading_is_found():
    planted = docx.Document()
    planted.add_heading("Ranking")
    planted.add_table(1, 1).rows[0].cells[0].text = "Score"
    content = io.BytesIO()
    planted.save(content)

    assert telling(headings_of(content.getvalue())) == ["Ranking", "Score"]


@pytest.mark.parametrize(
    "planted",
    [
        lambda: Profile.objects.annotate(n=Count("findings")).order_by("-n"),
        lambda: Profile.objects.annotate(n=Count("findings")).order_by(F("n").desc(), "pk"),
        lambda: Profile.objects.annotate(n=Window(Rank(), order_by=F("pk").asc())).order_by("n"),
        lambda: Profile.objects.annotate(
            n=Subquery(Profile.objects.annotate(n=Count("findings")).values("n")[:1])
        ).order_by("n"),
        lambda: Profile.objects.annotate(m=Avg("findings__position")).order_by("m", "pk"),
    ],
)
def test_planted_order_is_found(db, planted):
    with orders([]) as found:
        list(planted())

    assert found


# What there is ----------------------------------------------------------------------------------------


def form_classes():
    """Every form of the site, once its modules are imported by the addresses."""
    reverse("home")
    waiting, found = [forms.BaseForm], set()
    while waiting:
        subclasses = waiting.pop().__subclasses__()
        waiting += subclasses
        found |= {each for each in subclasses if each.__module__.split(".")[0] in ROOMS}
    return sorted(found, key=str)


def asked_in_code():
    """What views read from an address beside forms."""
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            yield from re.findall(r"GET(?:\.get(?:list)?\(|\[)\"(\w+)\"", text)
            yield from re.findall(r"\"(\w+)\" (?:not )?in (?:self\.)?request\.GET", text)


def test_no_model_has_a_field_of_merit():
    assert len(MODELS) > 40
    assert telling(fields_of(MODELS)) == []


def test_nothing_can_be_asked_by_merit():
    forms_there, asked = form_classes(), list(asked_in_code())

    assert (len(forms_there) > 30, len(asked) > 10) == (True, True)
    assert telling([*parameters_of(forms_there), *asked]) == []


@pytest.fixture
def scenario(db):
    return play(everything_published)


def test_no_file_of_an_edition_tells_of_merit(scenario):
    edition = Edition.objects.get(profile__assessment=scenario.own.assessment)
    files = files_of(Snapshot.from_json(edition.snapshot))
    columns = next(csv.reader(io.StringIO(files["csv"].decode("utf-8-sig"))))

    assert telling(keys_of(edition.snapshot)) == telling(columns) == telling(headings_of(files["docx"])) == []
    assert {"domains", "developed"} <= set(keys_of(edition.snapshot))
    assert len(headings_of(files["docx"])) > 5


def pages_across(scenario):
    """Address → what it is, of all pages that anybody gets, and of those that tell of several assessments."""
    for group in ACROSS:
        for name, variant, method in lines_of(group):
            if (
                method == "GET"
                and not variant
                and not name.endswith(("-file", "healthz", "readyz", "palette"))
            ):
                yield path_of(scenario, name, variant)


def test_no_page_that_crosses_jurisdictions_tells_or_sorts_by_merit(scenario, client_for):
    assert set(ACROSS) <= set(TABLE)
    readers = [client_for(), client_for(scenario.own.coordinator), client_for(scenario.own.reviewer)]
    sorts = ["", "?sort=due", "?sort=waiting", "?sort=overdue", "?sort=signed", "?sort=name", "?order=-pk"]
    labels, seen = [], 0

    with orders([]) as ordered:
        for path in pages_across(scenario):
            for reader in readers:
                for sort in sorts:
                    response = reader.get(path + sort)
                    if response.status_code == 200:
                        labels += labels_of(response)
                        seen += 1

    assert seen > 100
    assert (telling(labels), ordered) == ([], [])


# What was found about a place changes no list -----------------------------------------------------------


def two_places():
    """Two published profiles, and nothing between them but their names."""
    country = make_country()
    cases = [make_case(place=make_place("Azul", country)), None]
    cases[1] = make_case(
        place=make_place("Zarate", country), instrument=cases[0].assessment.instrument, names=" of Zarate"
    )
    assign_role(
        assessment=cases[1].assessment, user=cases[0].coordinator, role="coordinator", by=cases[1].coordinator
    )
    published(cases[0])
    consented(cases[1])
    finish(publish(profile=profile_of(cases[1]), language="en", by=cases[1].coordinator))
    return cases


def find_much(profile, count):
    """So many more findings, in the rows and in what was published; those of before are taken away."""
    Finding.objects.filter(profile=profile, position__gte=1000).delete()
    domain = profile.assessment.instrument.domains.in_order().first()
    more = Finding.objects.bulk_create(
        Finding(profile=profile, domain=domain, kind="developed", position=1000 + n, inclusion="included")
        for n in range(count)
    )
    FindingText.objects.bulk_create(
        FindingText(finding=each, language="en", body=f"Finding {each.position}.") for each in more
    )
    edition = profile.editions.get()
    lines = [{"key": each.pk, "body": "More.", "sources": []} for each in more]
    edition.snapshot["domains"][0]["developed"] = lines
    edition.save(update_fields=["snapshot"])
    shelve_anew(profile)


def shelve_anew(profile):
    """What lists show is made from the editions as they are now, and no page that was kept is shown again."""
    shelve(profile=profile)
    change_version()  # what follows the commit, which no test has


def lists(client):
    asked = (
        "",
        "?country=argentina",
        "?level=city",
        "?name=a",
        "?sort=findings",
        "?sort=-score",
        "?ordering=rank",
    )
    return {
        path: client.get(path).content for path in ["/en/", *(f"/en/profiles/{query}" for query in asked)]
    }


def swapped(client):
    """The lists with much found about one place and little about the other, and the other way round."""
    azul, zarate = (profile_of(case) for case in play(two_places))
    found = []
    for numbers in ((60, 1), (1, 60)):
        for profile, number in zip((azul, zarate), numbers, strict=True):
            find_much(profile, number)
        found.append(lists(client))
    assert azul.findings.count() < zarate.findings.count()
    return found


def test_how_much_was_found_changes_no_byte_of_the_lists(db, client):
    before, after = swapped(client)

    assert after == before
    assert all(page.count(b"<h3><a") == 2 for page in before.values())


def test_list_in_an_order_of_merit_would_be_found_out(db, client, monkeypatch):
    def by_merit(rows):
        return rows.annotate(n=Count("profile__findings")).order_by("-n", "pk")

    monkeypatch.setattr(PublicationQuerySet, "newest_first", by_merit)
    with orders([]) as ordered:
        before, after = swapped(client)

    assert [path for path in before if before[path] == after[path]] == []
    assert set(ordered) == {"Count"}


def test_how_much_was_found_changes_no_order_of_those_who_work_on_several(db, client_for):
    cases = play(two_places)
    azul, zarate = (profile_of(case) for case in cases)
    client, found = client_for(cases[0].coordinator), []

    for numbers in ((60, 1), (1, 60)):
        for profile, number in zip((azul, zarate), numbers, strict=True):
            find_much(profile, number)
        pages = [client.get(path).content.decode() for path in ("/en/work/", "/en/oversight/?q=")]
        found.append([re.findall("Azul|Zarate", page) for page in pages])

    assert found[0] == found[1]
    assert [set(names) for names in found[0]] == [{"Azul", "Zarate"}] * 2


def test_lists_are_put_in_order_by_date(db, client):
    """As far as anything is the same about two places, the date decides, and nothing else."""
    azul, zarate = (profile_of(case) for case in play(two_places))
    moments = [profile.editions.get().published_at for profile in (azul, zarate)]
    for profile, moment in zip((azul, zarate), reversed(moments), strict=True):
        profile.editions.update(published_at=moment)
        shelve_anew(profile)

    page = client.get("/en/profiles/").content

    assert page.index(b"Azul</a>") < page.index(b"Zarate</a>")


def test_rooms_are_all_walked():
    """A new room with models would otherwise be looked past."""
    own = {config.name for config in apps.get_app_configs() if (ROOT / config.name).is_dir()}

    assert {name for name in own if list(apps.get_app_config(name).get_models())} <= set(ROOMS)
