from places.models import Jurisdiction
from tests.factories.accounts import allow_setting_up, make_person
from tests.factories.places import make_country, make_place

NEW = "/en/places/new/"


def typed(country, name="Quilmes"):
    names = {f"name_{code}": name for code in ("en", "fr", "es")}
    return (
        {"kind": "municipality", "country": country.pk} | names | {f"official_{key}": name for key in names}
    )


def coordinator(client_for):
    person = make_person()
    allow_setting_up(person)
    return client_for(person)


def test_new_place_leads_back_to_the_new_assessment(db, client_for):
    country = make_country()

    done = coordinator(client_for).post(NEW, typed(country))

    assert (done.status_code, done.url) == (302, "/en/assessments/new/")
    assert Jurisdiction.objects.get(slug="quilmes").address == "argentina/quilmes"


def test_place_that_exists_is_told_and_nothing_typed_is_lost(db, client_for):
    country = make_place().country

    page = coordinator(client_for).post(NEW, typed(country))

    assert page.context["form"].non_field_errors() == [
        "Jurisdiction with this Country and Name in addresses already exists."
    ]
    assert page.context["form"]["name_en"].value() == "Quilmes"


def test_name_that_makes_no_address_is_refused(db, client_for):
    page = coordinator(client_for).post(NEW, typed(make_country(), "北京"))

    assert page.status_code == 200
    assert page.context["form"].non_field_errors() == ["This field cannot be blank."]
