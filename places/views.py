from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import FormView

from places.forms import PlaceForm
from places.workflow import add_place


class PlaceNew(PermissionRequiredMixin, FormView):
    permission_required = "places.add_jurisdiction"
    form_class = PlaceForm
    template_name = "places/place_new.html"

    def form_valid(self, form):
        try:
            place = add_place(**form.place())
        except ValidationError as error:
            form.add_error(None, [text for texts in error.message_dict.values() for text in texts])
            return self.form_invalid(form)
        messages.success(self.request, _("%s is in the list now.") % place)
        return redirect("assessment-new")
