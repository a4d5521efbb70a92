"""What loading one questionnaire over another would change."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from instruments.schema import Document, IndicatorShape, Translated

Names = tuple[str, str]
"""What is said, and in which language; no language where it is the same in all."""
Said = dict[Names, str]


@dataclass(frozen=True)
class FieldChange:
    """What would become of one text or choice; `language` is empty where it has none."""

    name: str
    language: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """What would become of one part: an indicator by its code, a scale, a domain, the questionnaire itself.

    `fields` says what would change in it; none where the part as a whole is added or removed.
    """

    subject: str
    what: str
    fields: tuple[FieldChange, ...] = ()


def compare(before: Document | None, after: Document) -> list[Change]:
    """What would change, in the order of the questionnaire that would be loaded; what goes stands at the end."""
    old, new = _facts(before) if before else {}, _facts(after)
    changes = [
        Change(subject, _("changed"), fields) if subject in old else Change(subject, _("added"))
        for subject, facts in new.items()
        if (fields := _differences(old.get(subject, {}), facts))
    ]
    return changes + [Change(subject, _("removed")) for subject in old if subject not in new]


def _differences(old: Said, new: Said) -> tuple[FieldChange, ...]:
    names = [*new, *(name for name in old if name not in new)]
    return tuple(
        FieldChange(*name, old.get(name, ""), new.get(name, ""))
        for name in names
        if old.get(name, "") != new.get(name, "")
    )


def _facts(document: Document) -> dict[str, Said]:
    """All that the questionnaire says, one text a line, by what it is said of."""
    head = document.head
    facts: dict[str, Said] = {
        _("Questionnaire"): {
            (_("scope"), ""): str(head.scope.label),
            (_("version before"), ""): head.follows or "",
            **_texts(_("title"), head.title),
            **_texts(_("provenance"), head.provenance),
        }
    }
    for domain in document.domains:
        facts[_("Domain {slug}").format(slug=domain.slug)] = {
            (_("number"), ""): str(domain.number),
            (_("colour on paper"), ""): domain.colour,
            (_("colour on a dark screen"), ""): domain.colour_dark,
            **_texts(_("short name"), domain.short_name),
            **_texts(_("long name"), domain.long_name),
            **_texts(_("description"), next(iter(domain.description.values()))),
        }
    return facts | _facts_of_scales(document) | dict(_facts_of_pages(document))


def _texts(name: str, text: Translated) -> Said:
    return {(name, language): words for language, words in text.model_dump().items()}


def _facts_of_scales(document: Document) -> dict[str, Said]:
    return {
        _("Scale {key}, {value}").format(key=scale.key, value=option.value): {
            (_("position"), ""): str(position),
            (_("outcome"), ""): str(option.outcome.label),
            (_("needs a statement"), ""): _yes(option.needs_statement),
            (_("needs a source"), ""): _yes(option.needs_source),
            (_("chosen alone"), ""): _yes(option.exclusive),
            **_texts(_("label"), option.label),
        }
        for scale in document.scales
        for position, option in enumerate(scale.options, start=1)
    }


def _facts_of_pages(document: Document) -> Iterator[tuple[str, Said]]:
    for domain, part in zip(document.domains, document.questionnaire, strict=True):
        for number, page in enumerate(part.subcategories, start=1):
            place = f"{domain.number}.{number}"
            yield _("Subcategory {place}").format(place=place), _texts(_("title"), page.title)
            for position, indicator in enumerate(page.indicators, start=1):
                yield indicator.code, _facts_of_indicator(indicator, f"{place}, {position}")


def _facts_of_indicator(indicator: IndicatorShape, place: str) -> Said:
    condition = indicator.show_if
    return {
        **_texts(_("question"), indicator.question),
        **_texts(_("guidance"), indicator.guidance),
        (_("place"), ""): place,
        (_("kind"), ""): str(indicator.kind.label),
        (_("scale"), ""): indicator.scale or "",
        (_("required"), ""): _yes(indicator.required),
        (_("evidence"), ""): str(indicator.evidence.label),
        (_("asked when"), ""): f"{condition.code}: {', '.join(condition.options)}" if condition else "",
        (_("tags"), ""): ", ".join(indicator.tags),
        (_("relation"), ""): str(indicator.lineage.relation.label),
        (_("indicators before"), ""): ", ".join(indicator.lineage.codes),
    }


def _yes(flag: bool) -> str:
    return _("Yes") if flag else _("No")
