"""Eight people write at once into one database file, each in a process of their own; run by test_writers."""

import multiprocessing
import sys
import time

import django


def write(place, seconds):
    """The answer, how many texts one person stored through the site, and what else the site answered."""
    answer_pk, person_pk = place
    client, stored, revision, faults = Client(), 0, 0, []
    client.force_login(User.objects.get(pk=person_pk), backend="django.contrib.auth.backends.ModelBackend")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        typed = {"revision": revision, "statement": f"Text {stored}"}
        fields = {f"answer-{answer_pk}-{name}": value for name, value in typed.items()}
        response = client.post(f"/en/answers/{answer_pk}/", fields)
        if response.status_code == 200:
            revision, stored = response.json()["revision"], stored + 1
        else:
            faults.append(response.status_code)
    return answer_pk, stored, faults


def main(seconds):
    call_command("migrate", verbosity=0)
    case = make_case(instrument=make_instrument(((4, 4),)))
    answers = case.assessment.answers.order_by("pk").values_list("pk", flat=True)
    people = [case.researcher.pk, case.focal_point.pk] * 4
    connection.close()
    with multiprocessing.get_context("fork").Pool(8) as pool:
        told = pool.starmap(write, [(place, seconds) for place in zip(answers, people, strict=True)])
    for answer_pk, stored, faults in told:
        answer = Answer.objects.select_related("current").get(pk=answer_pk)
        line = [stored, answer.revision, answer.current.statement.removeprefix("Text "), *faults]
        sys.stdout.write("|".join(map(str, line)) + "\n")


if __name__ == "__main__":
    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from accounts.models import User
    from assessments.models import Answer
    from tests.factories.assessments import make_case
    from tests.factories.instruments import make_instrument

    main(float(sys.argv[1]))
