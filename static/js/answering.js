// Saves each answer of a questionnaire page while it is written: within two seconds after typing stops and when a
// field is left. What isn't acknowledged yet is kept in the browser (drafts.js). Without this script the page
// works by its buttons.

import { drop, keep, kept } from "./drafts.js";

const PAUSE = 1200; // milliseconds after the last key
const PATIENCE = 20_000; // for one request
const RETRIES = [3000, 8000, 20_000, 60_000];

const form = document.getElementById("answers");
const words = form.dataset;

/** One question of the page: its fields, what of them is saved, and what waits. */
class Question {
  constructor(article) {
    this.article = article;
    this.pk = article.dataset.answer;
    this.status = article.querySelector(".saved");
    this.saved = this.content();
    this.failures = 0;
    this.stopped = "conflict" in article.dataset;
    this.offerKept();
  }

  get revision() {
    return form.elements[`answer-${this.pk}-revision`];
  }

  /** Its fields as pairs of name and value, as the form would send them; the revision is left out. */
  fields() {
    const prefix = `answer-${this.pk}-`;
    const own = [...new FormData(form)].filter(([name]) => name.startsWith(prefix));
    return own.filter(([name]) => name !== `${prefix}revision`);
  }

  content() {
    return JSON.stringify(this.fields());
  }

  changed() {
    const draft = { fields: this.fields(), revision: this.revision.value, at: new Date().toISOString() };
    draft.url = `${location.pathname}#${this.article.id}`;
    draft.words = `${this.article.dataset.code} ${document.querySelector("h1").textContent}`;
    keep(this.pk, draft);
    if (!this.stopped) this.saveAfter(PAUSE);
  }

  saveAfter(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  /** Left a field, or the page: save at once what waits. */
  flush(keepalive = false) {
    if (!this.stopped && this.content() !== this.saved) this.save(keepalive);
  }

  async save(keepalive = false) {
    clearTimeout(this.timer);
    const content = this.content();
    if (this.underWay || content === this.saved) return;
    this.underWay = true;
    this.say(words.saving);
    const answer = await this.send(keepalive);
    this.underWay = false;
    this.heard(answer, content);
  }

  async send(keepalive) {
    const body = new URLSearchParams(this.fields());
    body.set(`answer-${this.pk}-revision`, this.revision.value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const response = await fetch(this.article.dataset.save, { method: "POST", body, keepalive, signal, redirect: "error" });
      const json = response.headers.get("content-type")?.startsWith("application/json");
      return { status: response.status, ...(json ? await response.json() : {}) };
    } catch {
      return { status: 0 };
    }
  }

  heard(answer, content) {
    if (answer.status === 200) return this.acknowledged(answer, content);
    if (answer.status === 401 || answer.status === 403) return this.saidOut();
    if (answer.status === 409) return this.met(answer);
    if (answer.status === 422 || answer.status === 423) return this.say(answer.words);
    this.say(words.unsaved);
    this.saveAfter(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
    this.failures += 1;
  }

  acknowledged(answer, content) {
    this.failures = 0;
    this.saved = content;
    this.revision.value = answer.revision;
    if (this.content() === content) {
      drop(this.pk);
      this.say(answer.words);
    } else {
      this.changed();
    }
    document.getElementById("presence").textContent = answer.others.join(", ");
  }

  saidOut() {
    const link = document.createElement("a");
    link.href = words.signInUrl;
    link.textContent = words.signIn;
    this.say(words.saidOut, link);
  }

  /** Somebody else changed the answer: the page's own saving shows both texts. */
  met(answer) {
    this.stopped = true;
    const button = document.createElement("button");
    Object.assign(button, { name: "then", value: "stay", className: "link", textContent: words.both });
    this.say(answer.words, button);
  }

  say(text, ...more) {
    this.status.replaceChildren(text, ...more.flatMap((each) => [" ", each]));
  }

  /** Text that a closed page, a lost session or a dead line left behind. */
  offerKept() {
    const draft = kept(this.pk);
    if (!draft) return;
    if (JSON.stringify(draft.fields) === this.content()) return drop(this.pk);
    const notice = document.createElement("div");
    notice.className = "notice kept";
    const said = document.createElement("p");
    said.textContent = words.found;
    const quote = document.createElement("p");
    quote.dir = "auto";
    quote.className = "quote";
    quote.textContent = draft.fields.find(([name]) => name.endsWith("-statement"))?.[1] ?? "";
    const put = this.choice(notice, words.putBack, () => this.putBack(draft));
    const leave = this.choice(notice, words.leaveOut, () => drop(this.pk));
    const row = document.createElement("p");
    row.className = "row";
    row.append(put, leave);
    notice.append(said, quote, row);
    this.article.prepend(notice);
  }

  choice(notice, label, act) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button quiet small", textContent: label });
    button.addEventListener("click", () => {
      notice.remove();
      act();
      this.article.querySelector("textarea").focus();
    });
    return button;
  }

  /** The text as it was typed, from the revision it was typed on: what others saved since is not written over. */
  putBack(draft) {
    const controls = [...form.elements].filter((control) => this.article.contains(control) && control.name);
    for (const control of controls) {
      const values = draft.fields.filter(([name]) => name === control.name).map(([, value]) => value);
      if (control.type === "checkbox" || control.type === "radio") control.checked = values.includes(control.value);
      else if (values.length) control.value = values[0];
    }
    this.revision.value = draft.revision;
    countLength(this.article);
    askAnew(this.article);
    this.changed();
    this.flush();
  }
}

function countLength(article) {
  const counter = article.querySelector(".length");
  const text = article.querySelector("textarea[name$='-statement']").value;
  counter.textContent = counter.dataset.length.replace("{length}", text.length);
}

/** Of a value and an option that says there is none, only one can stand. */
function leaveOne(control) {
  const article = control.closest("article");
  const options = [...article.querySelectorAll("input[type=radio]")];
  const values = [...article.querySelectorAll("input[name$='-values'], [name$='-value']")];
  if (!values.length) return;
  if (values.includes(control) && (control.checked || (control.type !== "checkbox" && control.value))) {
    options.forEach((option) => (option.checked = false));
  } else if (options.includes(control)) {
    values.forEach((value) => (value.type === "checkbox" ? (value.checked = false) : (value.value = "")));
  }
}

/** Questions that depend on this one are shown or folded. */
function askAnew(article) {
  const chosen = article.querySelector("input[type=radio]:checked")?.value;
  for (const other of form.querySelectorAll(`[data-asked-by="${article.dataset.indicator}"]`)) {
    const asked = other.dataset.askedWhen.split(" ").includes(chosen);
    const part = other.querySelector(".asked");
    const written = other.querySelector("textarea[name$='-statement']").value;
    part.toggleAttribute("data-folded", !asked && !written);
    other.querySelector(".not-asked")?.toggleAttribute("hidden", asked);
  }
}

const questions = new Map(
  [...form.querySelectorAll("article[data-answer]")].map((article) => [article, new Question(article)]),
);
const questionOf = (event) => questions.get(event.target.closest("article[data-answer]"));

form.addEventListener("input", (event) => {
  const question = questionOf(event);
  if (!question) return;
  leaveOne(event.target);
  countLength(question.article);
  question.changed();
});
form.addEventListener("change", (event) => {
  const question = questionOf(event);
  if (!question) return;
  leaveOne(event.target);
  askAnew(question.article);
  question.changed();
  question.flush();
});
form.addEventListener("focusout", (event) => questionOf(event)?.flush());
form.addEventListener("submit", () => questions.forEach((question) => clearTimeout(question.timer)));
window.addEventListener("online", () => questions.forEach((question) => question.flush()));
window.addEventListener("pagehide", () => questions.forEach((question) => question.flush(true)));
