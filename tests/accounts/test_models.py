import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import User
from tests.factories.accounts import make_people, make_person


def test_create_user_keeps_the_address_in_small_letters(db):
    user = User.objects.create_user("Ada@Example.ORG", "Ada Lovelace", "a long enough password")

    assert (user.email, user.name, user.language, user.is_staff, user.is_superuser) == (
        "ada@example.org",
        "Ada Lovelace",
        "en",
        False,
        False,
    )
    assert user.check_password("a long enough password")


def test_create_user_without_a_password_cannot_sign_in(db):
    assert not User.objects.create_user("ada@example.org", "Ada").has_usable_password()


def test_create_superuser_opens_the_administration(db):
    user = User.objects.create_superuser("ada@example.org", "Ada", "a long enough password")

    assert (user.is_staff, user.is_superuser) == (True, True)


@pytest.mark.parametrize(
    ("email", "name", "messages"),
    [
        ("no address", "Ada", ["Enter a valid email address."]),
        ("ada@example.org", "", ["This field cannot be blank."]),
        ("ada@example.org", "A" * 151, ["Ensure this value has at most 150 characters (it has 151)."]),
    ],
)
def test_create_user_with_unusable_details_is_invalid(db, email, name, messages):
    with pytest.raises(ValidationError) as raised:
        User.objects.create_user(email, name)

    assert raised.value.messages == messages
    assert not User.objects.exists()


def test_database_refuses_the_same_address_in_other_letters(db):
    make_person()

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(email="ADA.Lovelace@example.org", name="Another Ada")


def test_with_email_looks_past_letter_case_and_blanks(db):
    ada, _grace = make_people("Ada", "Grace")

    assert list(User.objects.with_email(" ADA@example.org ")) == [ada]


def test_person_is_called_by_name(db):
    ada = make_person()

    assert (str(ada), ada.get_full_name(), ada.get_short_name()) == (
        "Ada Lovelace <ada.lovelace@example.org>",
        "Ada Lovelace",
        "Ada Lovelace",
    )


def test_has_perm_on_no_object_asks_the_administration(db):
    superuser, person = make_people("Root", is_superuser=True)[0], make_person()

    assert superuser.has_perm("assessments.add_assessment")
    assert not person.has_perm("assessments.add_assessment")
