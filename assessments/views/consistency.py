from django.core.paginator import Paginator
from django.http import Http404
from django.views.generic import ListView, TemplateView

from assessments import report
from assessments.forms import ComparisonFilterForm, QuestionFilterForm
from assessments.models import Answer, Assessment
from assessments.views.access import OversightAccess
from instruments.choices import CHOSEN
from instruments.models import Indicator, Instrument

PER_PAGE = 25


class ConsistencyList(OversightAccess, TemplateView):
    """Choose a question, to see what is answered to it in several places."""

    template_name = "assessments/consistency_list.html"

    def get_context_data(self, **kwargs):
        seen = Assessment.objects.overseen_by(self.request.user).values("instrument")
        instruments = list(Instrument.objects.filter(pk__in=seen).order_by("slug", "-pk"))
        filters = QuestionFilterForm(
            {"instrument": instruments[0].pk} | self.request.GET.dict(),
            instruments=Instrument.objects.filter(pk__in=[each.pk for each in instruments]).order_by(
                "slug", "-pk"
            ),
        )
        return super().get_context_data(filters=filters, **self.found(filters, instruments), **kwargs)

    def found(self, filters, instruments):
        if not filters.is_valid():
            return {"questions": []}
        instrument = filters.cleaned_data["instrument"] or instruments[0]
        text = filters.cleaned_data["q"]
        questions = report.questions_matching(instrument, text)
        return {"instrument": instrument, "questions": questions, "searched": text}


class IndicatorAccess(OversightAccess):
    """Loads the question of the address, of a questionnaire with which the reader reviews or coordinates something."""

    def load(self):
        seen = Assessment.objects.overseen_by(self.request.user).values("instrument")
        indicators = Indicator.objects.filter(
            instrument__in=seen,
            instrument__slug=self.kwargs["slug"],
            instrument__version=self.kwargs["version"],
            code=self.kwargs["code"],
        )
        self.indicator = (
            indicators.select_related("instrument", "scale", "subcategory__domain")
            .prefetch_related("scale__options")
            .first()
        )
        if self.indicator is None:
            raise Http404

    def answers(self):
        return Answer.objects.overseen_by(self.request.user).filter(indicator=self.indicator)

    def get_context_data(self, **kwargs):
        chosen = self.indicator.kind in CHOSEN
        return super().get_context_data(indicator=self.indicator, chosen=chosen, **kwargs)


class ConsistencyDetail(IndicatorAccess, ListView):
    """What is answered to one question in several places, side by side in the order of the alphabet."""

    template_name = "assessments/consistency_detail.html"
    paginate_by = PER_PAGE

    def get_queryset(self):
        self.filters = ComparisonFilterForm(self.request.GET, indicator=self.indicator)
        answers = self.answers()
        asked = self.filters.cleaned_data if self.filters.is_valid() else {}
        if option := asked.get("option"):
            answers = answers.with_option(option)
        if state := asked.get("state"):
            answers = answers.filter(part__section__state=state)
        return answers.mentioning(asked.get("q", "")).by_place().values_list("pk", flat=True)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(
            filters=self.filters,
            filtered=not self.filters.is_valid() or any(self.filters.cleaned_data.values()),
            related=report.related_questions(self.indicator, self.request.user),
            **kwargs,
        )
        keys = list(context["object_list"])
        return context | {"rows": report.compared(keys, self.indicator, self.request.user)}


class ConsistencyAlike(IndicatorAccess, TemplateView):
    """Answers to one question whose statements are alike while their options differ."""

    template_name = "assessments/consistency_alike.html"

    def load(self):
        super().load()
        if self.indicator.kind not in CHOSEN:
            raise Http404

    def get_context_data(self, **kwargs):
        keys, more = report.like_answers(self.answers())
        page = Paginator(keys, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            page_obj=page,
            pairs=report.pairs_of(list(page), self.indicator, self.request.user),
            more=more,
            most=report.COMPARED,
            shortest=report.SHORTEST,
            beginning=report.BEGINNING,
            **kwargs,
        )
