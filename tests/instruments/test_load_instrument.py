from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modeltranslation.translator import translator

from instruments import document
from instruments.document import FaultyFile
from instruments.models import Domain, Indicator, Instrument, InstrumentEvent, Option, Scale, Subcategory, Tag
from instruments.report import document_of
from instruments.workflow import load_instrument
from tests.factories.assessments import set_up
from tests.factories.instruments import make_document, make_instrument, tags_of
from tests.instruments.test_document import DOMAINS, FILE

DATA = Path(document.__file__).parent / "data"
SHIPPED = ["mgi-local.yaml", "mgi-national.yaml"]
MODELS = (Instrument, Domain, Subcategory, Scale, Option, Indicator, InstrumentEvent)
TRANSLATED = (Instrument, Domain, Subcategory, Option, Indicator, Tag)


@pytest.fixture
def file(tmp_path):
    (tmp_path / "domains.yaml").write_text(DOMAINS, encoding="utf-8")
    path = tmp_path / "small.yaml"
    path.write_text(FILE, encoding="utf-8")
    return path


def load(path, *options):
    out = StringIO()
    call_command("load_instrument", path, *options, stdout=out)
    return out.getvalue().strip()


def change(path, old, new):
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def everything():
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in MODELS}


def contents(instrument):
    """The questionnaire as people read it."""
    return [
        (row.subcategory.domain.short_name, row.subcategory.title, row.code, row.question)
        for row in Indicator.objects.filter(instrument=instrument)
        .in_order()
        .select_related("subcategory__domain")
    ]


# Loading ----------------------------------------------------------------------------------------------


def test_file_is_loaded_as_a_draft(db, file):
    said = load(file)

    instrument = Instrument.objects.get()
    assert said == "small 1: loaded."
    assert (instrument.state, instrument.published_at) == ("draft", None)
    assert contents(instrument) == [
        ("Rights", "Services", "T1.1.1", "Health?"),
        ("Rights", "Services", "T1.1.2", "School?"),
        ("Partners", "Cities", "T2.1.1", "Twin towns?"),
    ]
    assert list(
        Option.objects.order_by("position").values_list("scale__key", "value", "label_fr", "outcome")
    ) == [
        ("presence", "yes", "Oui", "well_developed"),
        ("presence", "no", "Non", "potential"),
    ]


def test_description_is_that_of_the_scope(db, file):
    load(file)
    domains = Domain.objects.in_order()
    local = list(domains.values_list("description_fr", flat=True))
    change(file, "scope: local", "scope: national")
    change(
        file.with_name("domains.yaml"), "      local: {en: With cities.", "      national: {en: With cities."
    )

    load(file)

    assert local == ["Dans les villes.", "Avec les villes."]
    assert list(domains.values_list("description_fr", flat=True)) == ["Dans les pays.", "Avec les villes."]


def test_file_loaded_with_publish_is_frozen_with_an_event(db, file):
    load(file, "--publish")

    instrument = Instrument.objects.get()
    assert list(InstrumentEvent.objects.values_list("name", "source", "target", "by")) == [
        ("publish from file", "draft", "published", None)
    ]
    assert instrument.published_at == instrument.events.get().at
    assert list(Instrument.objects.published()) == [instrument]


@pytest.mark.parametrize("options", [[], ["--publish"]])
def test_same_file_twice_changes_nothing(db, file, options):
    load(file, *options)
    before = everything()

    said = load(file, *options)

    assert said == "small 1: unchanged."
    assert everything() == before


def test_other_layout_of_the_same_file_changes_nothing(db, file):
    load(file, "--publish")
    before = everything()
    change(file, "scales:", "# The scales of this questionnaire\n\nscales:")

    load(file, "--publish")

    assert everything() == before


def test_draft_is_published_by_loading_it_again_with_publish(db, file):
    load(file)

    said = load(file, "--publish")

    assert said == "small 1: loaded."
    assert Instrument.objects.get().state == "published"


def test_changed_file_replaces_the_draft(db, file):
    load(file)
    change(file, "en: Health?", "en: Is there health care?")

    said = load(file)

    assert said == "small 1: loaded."
    assert contents(Instrument.objects.get())[0] == ("Rights", "Services", "T1.1.1", "Is there health care?")
    assert (Indicator.objects.count(), Domain.objects.count(), Scale.objects.count()) == (3, 2, 1)


def test_changed_file_of_a_published_version_is_refused(db, file):
    load(file, "--publish")
    before = everything()
    change(file, "en: Health?", "en: Is there health care?")

    with pytest.raises(CommandError) as refused:
        load(file)

    assert str(refused.value) == (
        "Nothing was loaded.\n"
        "small: instrument.version: small 1 is frozen: Published. Give the changed text a new version."
    )
    assert everything() == before


def test_new_version_stands_beside_the_published_one(db, file):
    load(file, "--publish")
    change(file, 'version: "1"', 'version: "2"')
    change(file, "en: Health?", "en: Is there health care?")

    load(file, "--publish")

    assert list(Instrument.objects.published().values_list("slug", "version")) == [
        ("small", "2"),
        ("small", "1"),
    ]
    assert [contents(row)[0][3] for row in Instrument.objects.published()] == [
        "Is there health care?",
        "Health?",
    ]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (
            "scope: local",
            "scope: planetary",
            "small.yaml:3: instrument.scope: Input should be 'national' or 'local'",
        ),
        (
            "code: T2.1.1",
            "code: T1.1.1",
            "small.yaml:18: questionnaire[1].subcategories[1].indicators[1].code: code T1.1.1 stands here more than once\n"
            "small.yaml:30: questionnaire[2].subcategories[1].indicators[1].code: code T1.1.1 stands here more than once",
        ),
        ("scales:", "scales: [", "small.yaml:9: expected the node content, but found '-'"),
    ],
)
def test_faulty_file_changes_nothing_and_says_why(db, file, old, new, reason):
    load(file)
    before = everything()
    change(file, old, new)

    with pytest.raises(CommandError) as refused:
        load(file, "--publish")

    assert str(refused.value) == f"Nothing was loaded.\n{reason}"
    assert everything() == before


def test_draft_that_is_replaced_takes_nothing_of_others_along(db):
    other = make_instrument(slug="other")
    make_instrument(((1,),), publish=False)

    replaced = make_instrument(((2,),), publish=False)

    assert list(Instrument.objects.order_by("pk")) == [other, replaced]
    assert other.indicators.count() == 4


def test_published_questionnaire_in_use_stays(db):
    assessment = set_up()

    instrument, changed = load_instrument(document=make_document(), publish=True)

    assert (instrument, changed) == (assessment.instrument, False)


# Kinds, conditions, tags, lineage ---------------------------------------------------------------------

ASKED = {
    "T1.1.2": {"kind": "multiple", "show_if": ("T1.1.1", ["yes", "partly"]), "tags": ["gcm-15", "sdg-3.8"]},
    "T1.2.1": {"kind": "year", "scale": "unanswered", "evidence": "always", "required": False},
    "T2.1.1": {"kind": "text"},
}


def test_everything_a_document_says_is_stored(db):
    document = make_document(asked=ASKED)

    instrument = make_instrument(asked=ASKED)

    assert document_of(instrument) == document
    assert document_of(instrument).digest == instrument.digest


def test_indicator_knows_when_it_is_asked_and_what_it_speaks_to(db):
    make_instrument(asked=ASKED)

    indicator = Indicator.objects.get(code="T1.1.2")

    assert (indicator.kind, indicator.scale.key, indicator.depends_on.code) == (
        "multiple",
        "groups",
        "T1.1.1",
    )
    assert [option.value for option in indicator.shown_by.order_by("position")] == ["yes", "partly"]
    assert [(tag.key, tag.title_fr) for tag in indicator.tags.in_order()] == [
        ("gcm-15", "Title of gcm-15 (fr)"),
        ("sdg-3.8", "Title of sdg-3.8 (fr)"),
    ]


def test_statements_of_loading_do_not_grow_with_the_questionnaire(db):
    def statements(shape, **head):
        document = make_document(shape, asked={"T1.1.2": {"tags": ["gcm-1"]}}, **head)
        with CaptureQueriesContext(connection) as found:
            load_instrument(document=document, tags=tags_of(document))
        return len(found)

    assert statements(((2,),), slug="one") == statements(((2, 3), (4,)), slug="three")


def test_tag_takes_the_title_of_the_file_loaded_last(db):
    document = make_document(asked={"T1.1.1": {"tags": ["gcm-1"]}})
    [tag] = tags_of(document)
    load_instrument(document=document, tags=[tag])

    load_instrument(
        document=document,
        tags=[tag.model_copy(update={"title": tag.title.model_copy(update={"fr": "Autre"})})],
    )

    assert list(Tag.objects.values_list("framework", "code", "title_en", "title_fr")) == [
        ("gcm", "1", "Title of gcm-1", "Autre")
    ]


def test_lineage_leads_to_the_indicators_of_the_version_it_follows(db):
    before = make_instrument()
    lineage = {
        "T1.1.1": {"lineage": ("same", ["T1.1.1"])},
        "T1.1.2": {"lineage": ("split", ["T1.2.1"])},
        "T1.2.1": {"lineage": ("reworded", ["T1.2.1"])},
        "T2.1.1": {"lineage": ("merged", ["T1.1.2", "T2.1.1"])},
    }

    after = make_instrument(asked=lineage, version="2", follows="1")

    assert after.predecessor == before
    assert [
        (row.code, row.relation, [old.code for old in row.predecessors.filter(instrument=before).in_order()])
        for row in after.indicators.in_order()
    ] == [
        ("T1.1.1", "same", ["T1.1.1"]),
        ("T1.1.2", "split", ["T1.2.1"]),
        ("T1.2.1", "reworded", ["T1.2.1"]),
        ("T2.1.1", "merged", ["T1.1.2", "T2.1.1"]),
    ]


@pytest.mark.parametrize("publish", [None, False])
def test_questionnaire_follows_what_is_loaded_and_published_only(db, publish):
    if publish is not None:
        make_instrument(publish=publish)

    with pytest.raises(FaultyFile) as refused:
        make_instrument(version="2", follows="1")

    assert str(refused.value) == "small: instrument.follows: small 1 isn’t loaded and published yet"


# The shipped questionnaires ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_questionnaire_loads_and_is_filled_in_every_language(db, name):
    load(DATA / name, "--publish")

    empty = [
        f"{model.__name__} {row.pk}: {field}"
        for model in TRANSLATED
        for row in model.objects.all()
        for field in columns(model)
        if not (getattr(row, field) or "").strip()
    ]
    assert empty == []
    assert Instrument.objects.published().count() == 1


def columns(model):
    """The database’s column of each translated field, per language."""
    fields = translator.get_options_for_model(model).all_fields
    return [column.name for field in fields.values() for column in field]


def test_shipped_questionnaires_share_names_and_colours_and_differ_in_description(db):
    for name in SHIPPED:
        load(DATA / name)
    fields = ("number", "slug", "colour", "colour_dark", "short_name_fr", "long_name_fr")

    local, national = (
        list(Domain.objects.filter(instrument__scope=scope).in_order().values_list(*fields))
        for scope in ("local", "national")
    )
    texts = Domain.objects.values_list("description_fr", flat=True)

    assert local == national
    assert len(set(texts)) == len(local) + len(national)


@pytest.mark.parametrize(("name", "asked"), [("mgi-local.yaml", 93), ("mgi-national.yaml", 95)])
def test_shipped_questionnaire_asks_everything_on_at_most_forty_short_pages(name, asked):
    read = document.read(DATA / name).document
    pages = [len(page.indicators) for part in read.questionnaire for page in part.subcategories]

    assert (sum(pages), len(pages) <= 40, set(pages) <= set(range(3, 9))) == (asked, True, True)


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_questionnaire_has_kinds_conditions_and_tags(name):
    indicators = list(document.read(DATA / name).document.indicators())

    assert {indicator.kind for indicator in indicators} == {"choice", "multiple", "number", "year"}
    assert 10 <= sum(indicator.show_if is not None for indicator in indicators) <= 20
    assert all(indicator.tags for indicator in indicators)
    assert {row.evidence for row in indicators if row.kind != "choice"} == {"always"}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_questionnaire_is_loaded_by_a_bounded_number_of_statements(db, name):
    read = document.read(DATA / name)

    with CaptureQueriesContext(connection) as statements:
        load_instrument(document=read.document, tags=read.tags, publish=True)

    assert len(statements) <= 45


# Any number of domains --------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3, 9])
def test_questionnaire_may_have_any_number_of_domains(db, count):
    instrument = make_instrument(((1, 2),) * count)

    numbers = [domain.number for domain in instrument.domains.in_order()]

    assert numbers == list(range(1, count + 1))
    assert instrument.indicators.count() == 3 * count


@pytest.mark.parametrize("count", [3, 9])
def test_assessment_with_any_number_of_domains_shows_them_all(db, client_for, count):
    assessment = set_up(instrument=make_instrument(((1,),) * count))

    page = client_for(assessment.created_by).get(assessment.get_absolute_url()).content.decode()

    found = [number for number in range(1, 20) if f"Domain {number}<" in page or f"Domain {number} " in page]
    assert found == list(range(1, count + 1))
