"""The log of an assessment in words, and whether it is whole."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

from django.template.defaultfilters import filesizeformat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.choices import Disclosure, Role, RoleChange
from assessments.models import Source
from audit.choices import Kind
from audit.models import Chain, Entry
from audit.workflow import faults
from ui.text import listed
from workflows.diagram import state_names
from workflows.engine import registry

CHECKED_AT_ONCE = 5000
FAULTS_SHOWN = 20
PAGES: Mapping[str, str | Promise] = {
    "given": gettext_lazy("Pages handed over"),
    "taken": gettext_lazy("Page taken back"),
}

QUERIES: Mapping[str, str | Promise] = {
    "opened": gettext_lazy("Query opened"),
    "assigned": gettext_lazy("Query put to somebody"),
}

Said = tuple[str, str, tuple[str, ...]]
"""What happened, to what or whom, and what else there is to say of it."""


@dataclass(frozen=True)
class Line:
    """One line of the log in words."""

    entry: Entry
    what: str
    about: str
    details: tuple[str, ...]

    @property
    def name(self) -> str:
        """Who acted."""
        return person(self.entry.actor_name)[0] or _("The system")

    @property
    def language(self) -> str:
        """Of the details, where they are the reasons that someone was given in their own."""
        return str(self.entry.detail.get("language") or "")

    @property
    def address(self) -> str:
        return person(self.entry.actor_name)[1]


@dataclass(frozen=True)
class Checked:
    """Whether the log is as it was written: how many of its last lines were looked at, and which of them don't fit."""

    lines: int
    looked_at: int
    faults: tuple[int, ...]


def checked(matter: str) -> Checked:
    """A look at the last lines of the log, in so many that a page can wait for it; `check_log` looks at all."""
    lines = Chain.objects.filter(matter=matter).values_list("number", flat=True).first() or 0
    found = tuple(islice(faults(matter, newest=CHECKED_AT_ONCE), FAULTS_SHOWN))
    return Checked(lines, min(lines, CHECKED_AT_ONCE), found)


def lines_of(entries: Iterable[Entry]) -> list[Line]:
    """These entries in words, with one statement for each table of steps among them."""
    entries = list(entries)
    names = names_of({entry.subject for entry in entries})
    return [line_of(entry, names) for entry in entries]


def names_of(subjects: Iterable[str]) -> dict[str, str]:
    """“section 12” → “2 Whole of government approach”, as far as the rows are still there."""
    keys: dict[str, list[int]] = {}
    for subject in subjects:
        table, _blank, key = subject.rpartition(" ")
        if (table in registry or table == "source") and key.isdecimal():
            keys.setdefault(table, []).append(int(key))
    return {
        f"{table} {key}": name
        for table, known in keys.items()
        for key, name in _names_in(table)(known).items()
    }


def _names_in(table: str) -> Callable[[list[int]], Mapping[int, str]]:
    return Source.objects.names if table == "source" else registry[table].names


def person(recorded: str) -> tuple[str, str]:
    """Name and address of someone as the log calls them: `Ada Lovelace <ada@example.org>`."""
    name, _sign, address = recorded.rpartition(" <")
    return (name, address.removesuffix(">")) if name else (recorded, "")


def line_of(entry: Entry, names: Mapping[str, str]) -> Line:
    """The entry in words; `names` as `names_of` gives them."""
    return Line(entry, *_IN_WORDS.get(entry.kind, _other)(entry, names))


# In words -----------------------------------------------------------------------------------------------


def _named(subject: str, names: Mapping[str, str]) -> str:
    return names.get(subject, "") if subject.rpartition(" ")[0] in registry else subject


def _label(subject: str, step: str) -> str:
    """The step as its button says it; its name where the table has it no longer."""
    table = registry.get(subject.rpartition(" ")[0])
    labels = (each.label for each in table.transitions if each.name == step) if table else ()
    return str(next(iter(labels), step))


def _from_to(told: Mapping[str, str], words: Mapping[str, str]) -> str:
    source, target = (words.get(told.get(name, ""), told.get(name, "")) for name in ("source", "target"))
    return _("From “%(source)s” to “%(target)s”") % {"source": source, "target": target}


def _step(entry: Entry, names: Mapping[str, str]) -> Said:
    table = registry.get(entry.subject.rpartition(" ")[0])
    details = _from_to(entry.detail, state_names(table) if table else {})
    return _label(entry.subject, entry.detail.get("step", "")), _named(entry.subject, names), (details,)


def _disclosed(entry: Entry, names: Mapping[str, str]) -> Said:
    told = {"source": entry.detail.get("old", ""), "target": entry.detail.get("new", "")}
    details = _from_to(told, {value: str(label) for value, label in Disclosure.choices})
    about = names.get(entry.subject) or ", ".join(entry.detail.get("answers", [])) or entry.subject
    return entry.get_kind_display(), about, tuple(filter(None, [details, entry.detail.get("reason")]))


def _role(entry: Entry, names: Mapping[str, str]) -> Said:
    told = entry.detail
    details = [str(label) for role, label in Role.choices if role == told.get("role")]
    if successor := told.get("successor_name"):
        details.append(_("Successor: %s") % successor)
    change = dict(RoleChange.choices).get(told.get("change", ""), entry.get_kind_display())
    name, address = person(entry.subject)
    return str(change), name, (*details, *filter(None, [address]))


def _pages(entry: Entry, names: Mapping[str, str]) -> Said:
    pages = entry.detail.get("pages", [])
    details = ngettext("Page %s", "Pages %s", len(pages)) % listed(pages)
    change = PAGES.get(entry.detail.get("change", ""), entry.get_kind_display())
    name, address = person(entry.subject)
    return str(change), name, (details, *filter(None, [address]))


def _query(entry: Entry, names: Mapping[str, str]) -> Said:
    name, _address = person(entry.detail.get("assigned_to", ""))
    change = QUERIES.get(entry.detail.get("change", ""), entry.get_kind_display())
    details = _("Put to: %s") % (name or _("whoever answers this section"))
    return str(change), _named(entry.subject, names), (details,)


def _refused(entry: Entry, names: Mapping[str, str]) -> Said:
    told = entry.detail
    if step := told.get("step"):
        what = _("Not possible then: %s") % _label(entry.subject, step)
    elif "reasons" in told:
        what = _("Not possible then")
    elif told.get("method") in ("GET", "HEAD"):
        what = _("Was not let in")
    else:
        what = _("Was not allowed to do this")
    details = list(told.get("reasons", ()))
    if more := told.get("more"):
        details.append(ngettext("and %d more reason", "and %d more reasons", more) % more)
    return what, _named(entry.subject, names), tuple(details)


def _downloaded(entry: Entry, names: Mapping[str, str]) -> Said:
    size = entry.detail.get("size")
    return _("Downloaded"), entry.subject, (filesizeformat(size),) if size is not None else ()


def _other(entry: Entry, names: Mapping[str, str]) -> Said:
    details = (f"{name}: {value}" for name, value in entry.detail.items() if value or value == 0)
    return entry.get_kind_display(), _named(entry.subject, names), tuple(details)


_IN_WORDS: dict[str, Callable[[Entry, Mapping[str, str]], Said]] = {
    Kind.STEP: _step,
    Kind.ROLE: _role,
    Kind.PAGES: _pages,
    Kind.QUERY: _query,
    Kind.REFUSED: _refused,
    Kind.DOWNLOADED: _downloaded,
    Kind.DISCLOSED: _disclosed,
}
