import pytest

from profiles import tasks
from profiles.models import Edition, EditionEvent
from profiles.workflow import PROFILE, publish
from tests.factories.assessments import make_case
from tests.factories.profiles import consented, consult, profile_of, store, written
from tests.race import at_once, postgresql_only
from workflows.engine import TransitionRefused, perform

pytestmark = [pytest.mark.django_db(transaction=True), postgresql_only]


@pytest.fixture
def no_worker(monkeypatch):
    """Jobs wait: the tests here run them themselves."""
    monkeypatch.setattr(tasks.render_edition, "delay", lambda edition_id: None)


def test_edition_asked_for_twice_at_once_is_one(no_worker):
    case = make_case()
    profile = consented(case)

    editions = at_once(
        *[lambda: publish(profile=profile_of(case), language="en", by=case.coordinator) for _ in range(2)]
    )

    assert profile.editions.count() == 1
    assert set(editions) == {Edition.objects.get()}
    assert EditionEvent.objects.count() == 1


def test_two_workers_with_the_same_edition_publish_it_once(no_worker):
    case = make_case()
    consented(case)
    edition = publish(profile=profile_of(case), language="en", by=case.coordinator)
    store(edition)

    at_once(*[lambda: tasks.editions._end(Edition.objects.get(pk=edition.pk), "finish") for _ in range(2)])

    assert list(EditionEvent.objects.order_by("pk").values_list("name", flat=True)) == ["publish", "finish"]


def test_profile_cleared_and_taken_back_at_once_is_one_or_the_other():
    case = make_case()
    profile = written(case)
    consult(case, profile)

    results = at_once(
        lambda: perform(PROFILE, "clear", profile_of(case), by=case.second_reviewer),
        lambda: perform(PROFILE, "back to drafting", profile_of(case), by=case.coordinator, note="Wait."),
    )

    taken = [result.name for result in results if not isinstance(result, TransitionRefused)]
    last = profile.events.order_by("pk").last()
    assert profile_of(case).state == last.target
    assert taken in (["back to drafting"], ["clear", "back to drafting"])
