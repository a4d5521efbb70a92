from django.contrib.auth.mixins import PermissionRequiredMixin
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from instruments.models import Instrument
from instruments.permissions import CHANGE


@method_decorator(never_cache, name="dispatch")
class KeeperAccess(PermissionRequiredMixin):
    """For those who keep the questionnaires; no cache keeps the page."""

    permission_required = CHANGE


class InstrumentAccess(KeeperAccess):
    """Also loads the version of the questionnaire that the page is about."""

    def dispatch(self, request, *args, **kwargs):
        if not self.has_permission():
            return self.handle_no_permission()
        self.instrument = get_object_or_404(
            Instrument.objects.for_detail(), slug=kwargs["slug"], version=kwargs["version"]
        )
        self.load()
        return super().dispatch(request, *args, **kwargs)

    def load(self):
        """Further objects of the page; raises Http404, or PermissionDenied."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs | {"instrument": self.instrument})
