"""A bare Django application: what the same work costs when hardly anything is done. It is the floor of the ratios."""

import json
import os

import django
import environ
from django.conf import settings

FORM = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Note</title></head><body><main>
<h1>{{ note.title }}</h1>
<form method="post">{% csrf_token %}{{ form }}<button>Save</button></form></main></body></html>"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ note.title }}</title></head>
<body><main><h1>{{ note.title }}</h1><p>{{ note.body }}</p><p>{{ note.at }}</p></main></body></html>"""
LOGIN = """<!doctype html><form method="post">{% csrf_token %}{{ form }}<button>Sign in</button></form>"""
FIELDS_OF_LARGE_FORM = 60
PASSWORD = "a long enough password"  # noqa: S105  of people who don't exist
PEOPLE = 4


def database():
    """As the portal's settings have it."""
    found = environ.Env().db("DATABASE_URL")
    if found["ENGINE"].endswith("sqlite3"):
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        found["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    else:
        found["OPTIONS"] = {"pool": True}
    return found


settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="bench.floor",
    LOGIN_URL="/login/",
    DATABASES={"default": database()},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"],
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"],
    WHITENOISE_ROOT=os.environ.get("FLOOR_STATIC"),
    MIDDLEWARE=[
        "whitenoise.middleware.WhiteNoiseMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ],
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "OPTIONS": {
                "context_processors": ["django.contrib.auth.context_processors.auth"],
                "loaders": [
                    (
                        "django.template.loaders.cached.Loader",
                        [
                            (
                                "django.template.loaders.locmem.Loader",
                                {"form.html": FORM, "page.html": PAGE, "login.html": LOGIN},
                            )
                        ],
                    )
                ],
            },
        }
    ],
)
django.setup()

from django import forms  # noqa: E402  a model can't be imported before the settings stand
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.auth.views import LoginView  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models, transaction  # noqa: E402
from django.http import HttpResponse, JsonResponse  # noqa: E402
from django.shortcuts import get_object_or_404, redirect, render  # noqa: E402
from django.urls import path  # noqa: E402


class Note(models.Model):
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[("law", "Law"), ("policy", "Policy")])
    year = models.PositiveSmallIntegerField(default=2026)
    body = models.TextField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        app_label = "floor"

    def __str__(self):
        return self.title


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["title", "kind", "year", "body"]


LargeForm = type(
    "LargeForm",
    (forms.Form,),
    {
        f"field_{number}": forms.CharField(required=False, widget=forms.Textarea if number % 4 == 0 else None)
        for number in range(FIELDS_OF_LARGE_FORM)
    },
)


def constant(request):
    return HttpResponse("ok")


def page(request, pk):
    return render(request, "page.html", {"note": get_object_or_404(Note, pk=pk)})


@login_required
def form(request, pk):
    note = get_object_or_404(Note, pk=pk)
    if request.method == "POST":
        bound = NoteForm(request.POST, instance=note)
        if bound.is_valid():
            bound.save()
            return redirect("form", pk)
        return render(request, "form.html", {"form": bound, "note": note}, status=422)
    return render(request, "form.html", {"form": NoteForm(instance=note), "note": note})


@login_required
def large_form(request, pk):
    note = get_object_or_404(Note, pk=pk)
    initial = {f"field_{number}": note.body for number in range(FIELDS_OF_LARGE_FORM)}
    return render(request, "form.html", {"form": LargeForm(initial=initial), "note": note})


@login_required
def autosave(request, pk):
    with transaction.atomic():
        note = get_object_or_404(Note.objects.select_for_update(), pk=pk)
        note.body = request.POST["body"]
        note.save(update_fields=["body", "at"])
    return JsonResponse({"saved": note.at})


urlpatterns = [
    path("constant/", constant),
    path("page/<int:pk>/", page),
    path("form/<int:pk>/", form, name="form"),
    path("large-form/<int:pk>/", large_form),
    path("autosave/<int:pk>/", autosave),
    path("login/", LoginView.as_view(template_name="login.html", next_page="/constant/")),
]
application = get_wsgi_application()


def make():
    """Tables, people and a note for each; prints them as JSON."""
    call_command("migrate", verbosity=0)
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    for number in range(1, PEOPLE + 1):
        User.objects.create_user(f"person-{number}", password=PASSWORD)
        Note.objects.create(title=f"Note {number}", kind="law", body="One or two sentences. " * 10)
    people = range(1, PEOPLE + 1)
    told = {"password": PASSWORD, "people": [f"person-{n}" for n in people], "notes": list(people)}
    print(json.dumps(told))
