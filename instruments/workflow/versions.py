from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from instruments.choices import Relation
from instruments.models import Instrument
from instruments.permissions import CHANGE
from instruments.report import document_of
from instruments.schema import Document, IndicatorShape, Lineage
from instruments.workflow.loading import load_instrument
from workflows.engine import TransitionRefused
from workflows.problems import Problem


@transaction.atomic
def draft_version(*, instrument: Instrument, version: str, by: Any) -> Instrument:
    """A draft that says what this frozen version says, under the same codes, each the same as the one before.

    Raises PermissionDenied; TransitionRefused while the questionnaire is a draft itself; ValidationError when
    there is that version already.
    """
    if not by.has_perm(CHANGE):
        raise PermissionDenied
    if instrument.editable:
        raise TransitionRefused([Problem(_("Publish the questionnaire first: a draft has no next version."))])
    if Instrument.objects.filter(slug=instrument.slug, version=version).exists():
        raise ValidationError({"version": _("There is a version %s already.") % version})
    return load_instrument(document=_following(document_of(instrument), version))[0]


def _following(document: Document, version: str) -> Document:
    follows = {"version": version, "follows": document.head.version}
    questionnaire = [
        part.model_copy(
            update={
                "subcategories": [
                    page.model_copy(update={"indicators": [_same(row) for row in page.indicators]})
                    for page in part.subcategories
                ]
            }
        )
        for part in document.questionnaire
    ]
    head = document.head.model_copy(update=follows)
    return document.model_copy(update={"head": head, "questionnaire": questionnaire})


def _same(indicator: IndicatorShape) -> IndicatorShape:
    lineage = Lineage.model_validate({"relation": Relation.SAME, "from": [indicator.code]})
    return indicator.model_copy(update={"lineage": lineage})
