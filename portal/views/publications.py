from django.views.generic import ListView

from portal.forms.publications import PublicationFilter
from portal.report.nearest import nearest
from profiles.models import Edition


class PublicationList(ListView):
    """The published profiles, newest first, with search and filters in the address."""

    template_name = "portal/publication_list.html"
    context_object_name = "publications"
    paginate_by = 20

    def get_queryset(self):
        self.form = PublicationFilter(self.request.GET)
        return self.form.found().for_list(Edition.objects)

    def get_paginator(self, *args, **kwargs):
        paginator = super().get_paginator(*args, **kwargs)
        paginator.count = self.form.count()
        return paginator

    def get_context_data(self, **kwargs):
        context = super().get_context_data(form=self.form, chosen=self.form.chosen, **kwargs)
        if self.form.wanted and not context["publications"]:
            context |= {"leading_on": self.form.leading_on(), "nearest": nearest(**self.form.wanted)}
        return context
