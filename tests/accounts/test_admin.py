from accounts.models import User
from accounts.periodic import send_lost_invitations
from tests.factories.accounts import make_people, make_person

ADD = "/en/admin/accounts/user/add/"


def typed(**fields):
    return {"name": "Ada", "email": "Ada@Example.org", "language": "fr", "is_active": "on"} | fields


def administrator():
    return make_people("Root", is_staff=True, is_superuser=True)[0]


def test_person_made_in_the_administration_is_invited(
    db, client_for, mailoutbox, django_capture_on_commit_callbacks
):
    root = administrator()

    with django_capture_on_commit_callbacks(execute=True):
        done = client_for(root).post(ADD, typed())

    ada = User.objects.get(name="Ada")
    assert done.status_code == 302
    assert (ada.email, ada.language, ada.has_usable_password()) == ("ada@example.org", "fr", False)
    assert [mail.to for mail in mailoutbox] == [["ada@example.org"]]
    assert ada.invitations.get().invited_by == root


def test_same_address_in_other_letters_is_refused(db, client_for):
    root, ada = administrator(), make_person()

    response = client_for(root).post(ADD, typed(email=ada.email.upper()))

    assert response.status_code == 200
    assert User.objects.count() == 2


def test_password_is_no_field_of_the_administration(db, client_for):
    root, ada = administrator(), make_person()
    path = f"/en/admin/accounts/user/{ada.pk}/change/"

    page = client_for(root).get(path)
    client_for(root).post(path, typed(name="Ada L.", email=ada.email, password="overwritten"))

    changed = User.objects.get(pk=ada.pk)
    assert "password" not in page.context["adminform"].form.fields
    assert (changed.name, changed.password) == ("Ada L.", ada.password)


def test_sweep_of_lost_invitations_runs_without_any(db):
    assert send_lost_invitations() is None
