import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.assessments import make_case
from tests.factories.profiles import published
from tests.scenarios import TwoAssessments


@pytest.mark.parametrize("i", range(3))
@pytest.mark.parametrize("make", [make_case, TwoAssessments.make, lambda: published(make_case())])
def test_t(db, i, make):
    with CaptureQueriesContext(connection) as q:
        t=time.perf_counter(); make(); d=time.perf_counter()-t
    print(make, len(q), round(d*1000), "ms")
