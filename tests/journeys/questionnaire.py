"""A person at one questionnaire page: writes in its fields, and compares with what the site has."""

import re

from playwright.sync_api import expect

from assessments.models import Answer

FIRST = "T1.1.1"


class Page:
    """Page 1.1 of the case; a question is named by its code, the first one where none is."""

    def __init__(self, person, case, turns):
        self.person, self.case, self.turns = person, case, turns
        with turns:
            answers = case.assessment.answers.select_related("indicator")
            self.keys = {answer.indicator.code: answer.pk for answer in answers}

    @property
    def page(self):
        return self.person.page

    def open(self):
        self.person.open(f"assessments/{self.case.assessment.pk}/domain-1/1/")
        return self

    def place(self, code=FIRST):
        return f"#answer-{self.keys[code]}"

    def field(self, name, code=FIRST):
        return self.page.locator(f"[name='answer-{self.keys[code]}-{name}']").first

    def status(self, code=FIRST):
        return self.page.locator(f"{self.place(code)} .saved")

    def notice(self, code=FIRST):
        """What is offered again."""
        return self.page.locator(f"{self.place(code)} > .kept")

    def option(self, label, code=FIRST):
        return self.page.locator(self.place(code)).get_by_label(label, exact=True)

    def choose(self, label, code=FIRST):
        self.option(label, code).press("Space")
        return self

    def type(self, text, code=FIRST, *, delay=0):
        """Type at the end of the statement, key by key, with `delay` milliseconds between two keys."""
        field = self.field("statement", code)
        field.press("Control+End")
        field.press_sequentially(text, delay=delay)
        return self

    def write(self, text, code=FIRST):
        """Write the statement anew."""
        self.field("statement", code).fill(text)
        return self

    def leave(self, code=FIRST):
        self.field("statement", code).press("Tab")
        return self

    def put_back(self):
        self.notice().get_by_role("button").first.press("Enter")
        expect(self.notice()).to_have_count(0)
        expect(self.status()).to_have_text(re.compile(r"\d:\d\d"))  # “Saved 14:32”, in any language

    def survive_typing(self, text, *, leaves=False, delay=0):
        """Type, and have the tab killed before anything is waited for; then put back what is offered.

        Gives whether something was.
        """
        self.type(text, delay=delay)
        if leaves:
            self.leave()  # a save is under way
        self.person.crash()
        self.open()
        offered = self.notice().count() == 1
        if offered:
            self.put_back()
        return offered

    def answer(self, code=FIRST):
        return Answer.objects.select_related("current__option").get(pk=self.keys[code])

    def stored(self, code=FIRST):
        """What the answer says on the site."""
        with self.turns:
            return self.answer(code).current
