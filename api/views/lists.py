"""The addresses of the interface, each one read away from its answer."""

from django.http import JsonResponse

from api import report
from api.querysets import FaultyCursor
from api.schema import answers, questionnaires, questions
from api.schema.answers import Fault
from api.views.answering import OpenData, Refused, turned


class Start(OpenData):
    def answer(self):
        return self.found(report.index())


class Described(OpenData):
    """The document for machines."""

    def answer(self):
        return JsonResponse(report.openapi(), json_dumps_params={"ensure_ascii": False, "indent": 1})


class Pages(OpenData):
    """A list in pages: `rows` finds one, `line` tells of each row on it."""

    def answer(self):
        try:
            page = self.rows(self.asked)
        except FaultyCursor:
            fault = Fault(parameter="cursor", detail="wasn’t taken from a link of this list")
            raise Refused(400, "These parameters can’t be taken: cursor.", [fault]) from None
        return self.found(turned(self.request, page, [self.line(row) for row in page.rows], self.model))


class ProfileList(Pages):
    question, model = questions.ProfileQuestion, answers.ProfilePage
    rows, line = staticmethod(report.profiles.profiles), staticmethod(report.profiles.line)


class FindingList(Pages):
    question, model = questions.FindingQuestion, answers.FindingPage
    rows, line = staticmethod(report.findings.findings), staticmethod(report.findings.line)


class PlaceList(Pages):
    question, model = questions.PlaceQuestion, answers.PlacePage
    rows, line = staticmethod(report.places.places), staticmethod(report.places.line)


class ProfileOne(OpenData):
    def answer(self):
        named = self.kwargs
        return self.found(report.profiles.profile(named["country"], named.get("place", ""), named["year"]))


class EditionOne(OpenData):
    def answer(self):
        named = self.kwargs
        language, _dash, number = named["edition"].rpartition("-")
        if not number.isdecimal():
            return self.found(None)
        place = named["country"], named.get("place", ""), named["year"]
        return self.found(report.profiles.edition(*place, language, int(number[:9])))


class DomainList(OpenData):
    def answer(self):
        return self.found(questionnaires.DomainList(items=report.questionnaires.domains()))


class TagList(OpenData):
    def answer(self):
        return self.found(questionnaires.TagList(items=report.questionnaires.tags()))


class InstrumentList(OpenData):
    def answer(self):
        return self.found(questionnaires.InstrumentList(items=report.questionnaires.instruments()))


class InstrumentOne(OpenData):
    def answer(self):
        slug, version = self.kwargs["slug"], self.kwargs["version"]
        return self.found(report.questionnaires.instrument(slug, version) if version.isprintable() else None)
