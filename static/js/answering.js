// Saves each answer of a questionnaire page while it is written: within two seconds after typing stops and when a
// field is left. What isn't acknowledged yet is kept in the browser (drafts.js). Without this script the page
// works by its buttons.

import { discard, drop, keep, kept, settle, statementOf } from "./drafts.js";

const PAUSE = 1200; // milliseconds after the last key
const PATIENCE = 20_000; // for one request
const RETRIES = [3000, 8000, 20_000, 60_000];
const OUTLIVES = 60_000; // bytes of a request that the browser finishes after the page is left

const form = document.getElementById("answers");
const words = form.dataset;
form.autocomplete = "off"; // a page that is opened again shows what the site has, not what the browser remembers

/** One question of the page: its fields, what of them is saved, and what waits. */
class Question {
  constructor(article) {
    this.article = article;
    this.pk = article.dataset.answer;
    this.status = article.querySelector(".saved");
    this.saved = this.content();
    this.sent = null; // what the site may have, but hasn't acknowledged
    this.refused = null; // what isn't sent again until it is changed, or its author says so
    this.failures = 0;
    this.stopped = "conflict" in article.dataset;
    if (!this.stopped) kept(this.pk).forEach((draft) => this.offer(draft));
  }

  get revision() {
    return form.elements[`answer-${this.pk}-revision`];
  }

  /** Its controls of this name: `option`, `value`, `values`, `statement` … */
  controls(name) {
    return [...this.article.querySelectorAll(`[name="answer-${this.pk}-${name}"]`)];
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

  get waits() {
    return !this.stopped && (this.sent !== null || this.content() !== this.saved);
  }

  changed() {
    this.keep();
    if (!this.stopped) this.saveAfter(PAUSE);
  }

  keep() {
    keep(this.pk, {
      fields: this.fields(),
      revision: this.revision.value,
      sent: this.sent,
      at: new Date().toISOString(),
      url: `${form.getAttribute("action")}#${this.article.id}`,
      words: `${document.querySelector("h1").textContent}, ${this.article.dataset.code}`,
    });
  }

  saveAfter(delay) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), delay);
  }

  /** Send what waits. What was sent without an answer goes again as it was, so that the site knows it as one's own. */
  save() {
    clearTimeout(this.timer);
    if (this.underWay || !this.waits || this.content() === this.refused) return this.underWay;
    this.sent ??= this.content();
    this.keep();
    this.say(words.saving);
    this.underWay = this.send().then((answer) => {
      this.underWay = null;
      this.heard(answer);
    });
    return this.underWay;
  }

  async send() {
    const body = new URLSearchParams(JSON.parse(this.sent));
    body.set(`answer-${this.pk}-revision`, this.revision.value);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const keepalive = body.toString().length < OUTLIVES;
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const response = await fetch(this.article.dataset.save, { method: "POST", body, keepalive, signal, redirect: "error" });
      const json = response.headers.get("content-type")?.startsWith("application/json");
      return { status: response.status, ...(json ? await response.json() : {}) };
    } catch {
      return { status: 0 };
    }
  }

  heard(answer) {
    if (answer.status === 200) return this.acknowledged(answer);
    if (answer.status >= 400 && answer.status < 500) this.refuse();
    if (answer.status === 401 || answer.status === 403) return this.saidOut();
    if (answer.status === 409) return this.met(answer);
    if (answer.status === 422 || answer.status === 423) return this.say(answer.words);
    this.say(words.unsaved);
    this.saveAfter(RETRIES[Math.min(this.failures, RETRIES.length - 1)]);
    this.failures += 1;
  }

  acknowledged(answer) {
    this.failures = 0;
    this.saved = this.sent;
    this.sent = null;
    this.revision.value = answer.revision;
    if (this.content() === this.saved) {
      drop(this.pk);
      this.say(answer.words);
    } else {
      this.changed();
    }
    document.getElementById("presence").textContent = answer.others.join(", ");
  }

  refuse() {
    this.refused = this.sent;
    this.sent = null;
  }

  /** Save until nothing waits, or something stands against it. */
  async finish() {
    this.refused = null;
    do await this.save();
    while (this.waits && !this.failures && this.refused === null);
  }

  saidOut() {
    const link = document.createElement("a");
    link.href = words.signInUrl + encodeURIComponent(`#${this.article.id}`);
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
    this.status.classList.toggle("waits", this.stopped || (this.waits && !this.underWay));
    this.status.replaceChildren(text, ...more.flatMap((each) => [" ", each]));
  }

  /** Text that a closed page, a lost session or a dead line left behind. */
  offer(draft) {
    const settled = draft.settled !== undefined && draft.settled !== this.revision.value;
    if (settled || sameText(draft.fields, this.fields())) return discard(draft);
    const notice = document.createElement("div");
    notice.className = "notice kept";
    const said = document.createElement("p");
    Object.assign(said, { id: draft.key, textContent: words.found });
    const row = document.createElement("p");
    row.className = "row";
    row.append(
      this.choice(notice, said, words.putBack, () => this.putBack(draft)),
      this.choice(notice, said, words.leaveOut, () => discard(draft)),
    );
    notice.append(said, ...this.quotes(draft), row);
    this.article.prepend(notice);
  }

  /** What the draft says, in words: the options that were chosen, and the statement. */
  quotes(draft) {
    const chosen = this.controlsOf(draft).filter(([control, values]) => control.labels?.length && values.includes(control.value));
    const labels = chosen.filter(([control]) => isChoice(control)).map(([control]) => control.labels[0].textContent.trim());
    return [labels.join(", "), statementOf(draft)].filter(Boolean).map((text) => {
      const quote = document.createElement("p");
      return Object.assign(quote, { dir: "auto", className: "quote", textContent: text });
    });
  }

  controlsOf(draft) {
    const controls = [...form.elements].filter((control) => this.article.contains(control) && control.name);
    return controls.map((control) => [control, draft.fields.filter(([name]) => name === control.name).map(([, value]) => value)]);
  }

  choice(notice, said, label, act) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "button quiet small", textContent: label });
    button.setAttribute("aria-describedby", said.id);
    button.addEventListener("click", () => {
      notice.remove();
      act();
      this.controls("statement")[0].focus();
    });
    return button;
  }

  /** The text as it was typed, from the revision it was typed on: what others saved since is not written over. */
  putBack(draft) {
    for (const [control, values] of this.controlsOf(draft)) {
      if (isChoice(control)) control.checked = values.includes(control.value);
      else if (values.length) control.value = values[0];
    }
    this.revision.value = draft.revision;
    this.sent = draft.sent;
    countLength(this);
    askAnew(this.article);
    this.changed();
    discard(draft);
    this.finish();
  }
}

function isChoice(control) {
  return control.type === "checkbox" || control.type === "radio";
}

/** Whether two sets of fields say the same; the site leaves out space at both ends of a text. */
function sameText(one, other) {
  const trimmed = (fields) => JSON.stringify(fields.map(([name, value]) => [name, value.trim()]));
  return trimmed(one) === trimmed(other);
}

function countLength(question) {
  const counter = question.article.querySelector(".length");
  const { length } = question.controls("statement")[0].value;
  counter.textContent = length ? counter.dataset.length.replace("{length}", length) : "";
}

/** Of a value and an option that says there is none, only one can stand. */
function leaveOne(question, control) {
  const options = question.controls("option");
  const values = [...question.controls("value"), ...question.controls("values")];
  if (values.includes(control) && (isChoice(control) ? control.checked : control.value)) {
    options.forEach((option) => (option.checked = false));
  } else if (options.includes(control)) {
    values.forEach((value) => (isChoice(value) ? (value.checked = false) : (value.value = "")));
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

/** Before the form goes, what waits is saved. Where that fails the page stays and says why; a second press goes. */
let warned = false;
async function saveFirst(event) {
  const { submitter } = event;
  if (submitter?.name === "keep") settle(questionOf({ target: submitter }).pk, questionOf({ target: submitter }).revision.value);
  const waiting = [...questions.values()].filter((question) => question.waits);
  if (warned || !waiting.length) return;
  event.preventDefault();
  await Promise.all(waiting.map((question) => question.finish()));
  const unsaved = waiting.find((question) => question.waits);
  warned = Boolean(unsaved);
  if (unsaved) unsaved.status.scrollIntoView({ block: "center" });
  else form.requestSubmit(submitter);
}

form.addEventListener("input", (event) => {
  const question = questionOf(event);
  if (!question) return;
  leaveOne(question, event.target);
  countLength(question);
  question.changed();
  warned = false;
});
form.addEventListener("change", (event) => {
  const question = questionOf(event);
  if (!question) return;
  leaveOne(question, event.target);
  askAnew(question.article);
  question.changed();
  question.save();
});
form.addEventListener("focusout", (event) => questionOf(event)?.save());
form.addEventListener("submit", saveFirst);
window.addEventListener("online", () => questions.forEach((question) => question.save()));
window.addEventListener("pagehide", () => questions.forEach((question) => question.save()));
