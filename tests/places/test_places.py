from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from places.choices import Kind
from places.forms import PlaceForm
from places.models import Jurisdiction
from places.workflow import add_place, country_names, load_countries
from tests.factories.places import make_country, make_place

NAMES = {"en": "Quilmes", "fr": "Quilmes", "es": "Quilmes"}
OFFICIAL = {"en": "Municipality of Quilmes", "fr": "Municipalité de Quilmes", "es": "Municipio de Quilmes"}


# Countries --------------------------------------------------------------------------------------------


def test_countries_are_loaded_with_their_names(db):
    load_countries()

    wanted = Jurisdiction.objects.filter(iso_code__in=["AR", "CI", "DE"]).order_by("iso_code")
    assert list(wanted.values_list("iso_code", "slug", "name_en", "name_fr", "name_es")) == [
        ("AR", "argentina", "Argentina", "Argentine", "Argentina"),
        ("CI", "cote-divoire", "Côte d’Ivoire", "Côte d’Ivoire", "Côte d’Ivoire"),
        ("DE", "germany", "Germany", "Allemagne", "Alemania"),
    ]


def test_countries_are_all_of_iso_3166_named_in_every_language(db):
    added = load_countries()

    countries = Jurisdiction.objects.countries()
    unnamed = [
        c.iso_code for c in countries if not (c.name_en and c.name_fr and c.name_es and c.official_name_fr)
    ]
    assert added == countries.count()
    assert added == 249
    assert unnamed == []


def test_countries_loaded_twice_add_nothing(db):
    load_countries()
    before = list(Jurisdiction.objects.order_by("pk").values())

    assert load_countries() == 0
    assert list(Jurisdiction.objects.order_by("pk").values()) == before


def test_countries_that_were_corrected_stay_so(db):
    country = make_country("DE")
    country.official_name_en = "Federal Republic of Germany"
    country.save()

    added = load_countries()

    assert added == 248
    assert Jurisdiction.objects.get(iso_code="DE").official_name_en == "Federal Republic of Germany"


def test_command_says_how_many_countries_it_added(db):
    out = StringIO()

    call_command("load_countries", stdout=out)
    call_command("load_countries", stdout=out)

    assert out.getvalue() == "249 countries added.\n0 countries added.\n"


@pytest.mark.parametrize(("language", "name"), [("en", "Germany"), ("fr", "Allemagne"), ("es", "Alemania")])
def test_country_is_called_as_in_the_language_of_the_page(db, language, name):
    country = make_country("DE")

    with translation.override(language):
        assert str(Jurisdiction.objects.get(pk=country.pk)) == name


def test_country_names_of_an_unknown_code_are_none():
    assert country_names("XX") == {}


# Places in them ---------------------------------------------------------------------------------------


def test_add_place_puts_a_place_into_its_country(db):
    argentina = make_country()

    place = add_place(
        kind=Kind.MUNICIPALITY, country=argentina, slug="quilmes", names=NAMES, official_names=OFFICIAL
    )

    place.refresh_from_db()
    assert (place.name_fr, place.official_name_fr, place.country) == (
        "Quilmes",
        "Municipalité de Quilmes",
        argentina,
    )
    assert (str(place), place.address, place.is_country) == ("Quilmes, Argentina", "argentina/quilmes", False)


def test_country_stands_for_itself(db):
    argentina = make_country()

    assert (str(argentina), argentina.address, argentina.is_country) == ("Argentina", "argentina", True)


def test_add_place_twice_is_invalid(db):
    quilmes = make_place()

    with pytest.raises(ValidationError) as raised:
        make_place(country=quilmes.country)

    assert raised.value.messages == ["Jurisdiction with this Country and Name in addresses already exists."]
    assert Jurisdiction.objects.exclude(kind="country").count() == 1


def test_add_place_of_the_same_name_in_another_country_stands(db):
    make_place("Quilmes", make_country("AR"))

    make_place("Quilmes", make_country("DE"))

    addresses = [place.address for place in Jurisdiction.objects.exclude(kind="country").for_choice()]
    assert addresses == ["argentina/quilmes", "germany/quilmes"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "country"}, "A country stands alone; every other place names its country."),
        ({"country": None}, "A country stands alone; every other place names its country."),
        ({"kind": "planet"}, "Value 'planet' is not a valid choice."),
        (
            {"slug": "not a slug"},
            "Enter a valid “slug” consisting of letters, numbers, underscores or hyphens.",
        ),
        ({"names": NAMES | {"en": ""}}, "This field cannot be blank."),
    ],
)
def test_add_place_that_cannot_stand_is_invalid(db, change, message):
    place = {
        "kind": Kind.MUNICIPALITY,
        "country": make_country(),
        "slug": "quilmes",
        "names": NAMES,
        "official_names": OFFICIAL,
    }

    with pytest.raises(ValidationError) as raised:
        add_place(**place | change)

    assert message in raised.value.messages
    assert Jurisdiction.objects.count() == 1


# What the database keeps ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "country", "slug": "argentina"},
        {"kind": "country", "slug": "other", "iso_code": "AR"},
        {"kind": "municipality", "slug": "nowhere"},
    ],
)
def test_database_refuses_a_second_country_and_a_place_in_none(db, fields):
    make_country("AR")

    with pytest.raises(IntegrityError), transaction.atomic():
        Jurisdiction.objects.create(name="N", official_name="N", **fields)


def test_database_refuses_a_country_inside_another(db):
    argentina, germany = make_country("AR"), make_country("DE")

    for field in ("country", "parent"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Jurisdiction.objects.filter(pk=germany.pk).update(**{field: argentina})


def test_country_with_places_is_not_deleted(db):
    quilmes = make_place()

    with pytest.raises(IntegrityError), transaction.atomic():
        quilmes.country.delete()


# The list to choose from, and the form ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Argentina", "Quilmes, Argentina", "Rosario, Argentina", "Germany", "Bremen, Germany"]),
        ("fr", ["Allemagne", "Bremen, Allemagne", "Argentine", "Quilmes, Argentine", "Rosario, Argentine"]),
    ],
)
def test_for_choice_is_in_order_of_the_pages_language_in_one_statement(
    db, django_assert_num_queries, language, names
):
    argentina, germany = make_country("AR"), make_country("DE")
    make_place("Rosario", argentina)
    make_place("Bremen", germany)
    make_place("Quilmes", argentina)

    with translation.override(language), django_assert_num_queries(1):
        found = [str(place) for place in Jurisdiction.objects.for_choice()]

    assert found == names


def test_form_gives_what_add_place_takes(db):
    argentina = make_country()
    typed = {"kind": "city", "country": argentina.pk}
    typed |= {f"name_{code}": f"Ciudad Ñ {code}" for code in ("en", "fr", "es")}
    typed |= {f"official_name_{code}": f"City of Ñ {code}" for code in ("en", "fr", "es")}

    form = PlaceForm(typed)

    assert form.is_valid()
    assert form.place() == {
        "kind": "city",
        "country": argentina,
        "slug": "ciudad-n-en",
        "names": {code: f"Ciudad Ñ {code}" for code in ("en", "fr", "es")},
        "official_names": {code: f"City of Ñ {code}" for code in ("en", "fr", "es")},
    }


def test_form_asks_for_every_name_in_every_language(db):
    form = PlaceForm({"kind": "city", "country": make_country().pk})

    assert sorted(form.errors) == [
        "name_en",
        "name_es",
        "name_fr",
        "official_name_en",
        "official_name_es",
        "official_name_fr",
    ]


def test_form_offers_no_country_inside_a_country(db):
    assert "country" not in dict(PlaceForm().fields["kind"].choices)
