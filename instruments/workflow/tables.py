from django.utils.translation import gettext_lazy as _

from instruments.choices import InstrumentState as State
from instruments.models import Instrument, InstrumentEvent
from instruments.permissions import CHANGE
from workflows.engine import Transition, Workflow


def _note_publication(instrument: Instrument, event: InstrumentEvent) -> None:
    instrument.published_at = event.at
    instrument.save(update_fields=["published_at"])


INSTRUMENT = Workflow(
    name="instrument",
    model=Instrument,
    event=InstrumentEvent,
    permission_object=lambda instrument: None,
    transitions=(
        Transition(
            "publish",
            _("Publish the questionnaire"),
            (State.DRAFT,),
            State.PUBLISHED,
            CHANGE,
            effects=(_note_publication,),
            confirm=_(
                "It can’t be changed from then on, and assessments can be set up with it. "
                "A later change needs a new version."
            ),
        ),
        Transition(
            "publish from file",
            _("Publish the questionnaire as its file says"),
            (State.DRAFT,),
            State.PUBLISHED,
            permission=None,
            effects=(_note_publication,),
        ),
        Transition(
            "retire",
            _("Retire the questionnaire"),
            (State.PUBLISHED,),
            State.RETIRED,
            CHANGE,
            note_label=_("Reason"),
            confirm=_("No new assessment can be set up with it. Assessments that use it keep it."),
        ),
    ),
)
