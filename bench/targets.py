"""What is asked for: a page, the whole form of a page, one answer. Each by several people at once."""

import re
from itertools import count

from bench.client import fields_of

ANSWER = re.compile(r'data-answer="(\d+)"[^>]*data-save="([^"]+)"')
TEXT = "Version {}. In 2024 the city adopted a plan that says who does what, and publishes each year what came of it."
NUMBERS = count()  # no two texts of a run are the same: what isn’t changed makes no revision


def expect(reply, status):
    if reply.status != status:
        raise RuntimeError(f"expected {status}, got {reply.status}: {reply.text[:1000]}")
    return reply


def answers_on(page):
    """For each answer on a questionnaire page: where it is saved while it is written, and its fields."""
    form = fields_of(page)
    token = {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"]}
    found = []
    for key, address in ANSWER.findall(page):
        own = {name: value for name, value in form.items() if name.startswith(f"answer-{key}-")}
        found.append((address, own | token))
    return found


class Page:
    """A page. `floor` names what its figures are a share of, `goal` how large the share should be at least."""

    def __init__(self, name, browsers, paths, *, floor="", goal=None, packed=False):
        self.packed = packed  # asked for compressed, as browsers do
        self.name, self.floor, self.goal = name, floor, goal
        self.browsers, self.paths = browsers, list(paths)
        self.rounds = []

    def prepare(self):
        """Before each round; the status of a first reply is checked too."""
        for connection, browser in enumerate(self.browsers):
            self.check(connection, browser.send(self.request(connection)))

    def request(self, connection):
        headers = ["Accept-Encoding: gzip"] if self.packed else []
        return self.browsers[connection].request("GET", self.paths[connection], headers=headers)

    def check(self, connection, reply):
        expect(reply, 200)


class Save(Page):
    """The whole form of a page, in which each time `changed` texts are new ones; all of them without a number."""

    def __init__(self, name, browsers, paths, *, text, changed=None, to=None, status=302, **how):
        super().__init__(name, browsers, paths, **how)
        self.text, self.changed = text, changed
        self.addresses, self.status = list(to or paths), status

    def prepare(self):
        pages = [browser.get(path) for browser, path in zip(self.browsers, self.paths, strict=True)]
        self.forms = [self.form(*row) for row in enumerate(expect(page, 200).text for page in pages)]
        super().prepare()

    def form(self, connection, page):
        return fields_of(page)

    def request(self, connection):
        form = self.forms[connection]
        for name in self.names(form):
            form[name] = TEXT.format(next(NUMBERS))
        return self.browsers[connection].request("POST", self.addresses[connection], form)

    def names(self, form):
        return [name for name in form if name.endswith(self.text)][: self.changed]

    def check(self, connection, reply):
        """Afterwards the form names the revisions that the save made, as a page loaded anew does."""
        expect(reply, self.status)
        form = self.forms[connection]
        for name in self.names(form):
            if (revision := name.removesuffix(self.text) + "revision") in form:
                form[revision] = int(form[revision]) + 1


class Autosave(Save):
    """One answer of a page, as the page's script sends it."""

    def __init__(self, name, browsers, paths, **how):
        super().__init__(name, browsers, paths, text="statement", status=200, **how)

    def form(self, connection, page):
        self.addresses[connection], form = answers_on(page)[-1]
        return form
