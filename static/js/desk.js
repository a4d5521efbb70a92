// The review desk: each verdict is kept as soon as it is chosen, and single keys lead through the answers. Without
// this script the page works by its links and its button.

const PATIENCE = 20_000; // milliseconds for one request
const SWITCHED_OFF = "mgi-desk-keys"; // in the browser's storage, when the keys are switched off

const form = document.getElementById("verdicts");
const words = form.dataset;
const answers = [...form.querySelectorAll("article[data-answer]")];
form.autocomplete = "off"; // a page that is opened again shows what the site has, not what the browser remembers

/** One answer that can be judged: its fields, what of them is kept, and what waits. */
class Verdict {
  constructor(article) {
    this.article = article;
    this.pk = article.dataset.answer;
    this.status = document.getElementById(`kept-${this.pk}`);
    this.remark.setAttribute("aria-describedby", `${this.remark.getAttribute("aria-describedby") ?? ""} ${this.status.id}`.trim());
    this.kept = this.content();
  }

  field(name) {
    return form.elements[`answer-${this.pk}-${name}`];
  }

  get remark() {
    return this.field("remark");
  }

  get value() {
    return this.field("value").value;
  }

  content() {
    const own = [...new FormData(form)].filter(([name]) => name.startsWith(`answer-${this.pk}-`));
    return JSON.stringify(own.filter(([name]) => !name.endsWith("-seen")));
  }

  get waits() {
    return this.content() !== this.kept;
  }

  choose(value) {
    const choice = [...this.field("value")].find((radio) => radio.value === value);
    choice.checked = true;
    choice.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** A verdict is sent once it says all that it must. */
  changed() {
    const standard = this.field("standard")?.value;
    if (this.value === "change_needed" && !this.remark.value.trim() && !standard) return this.say(words.saysNothing);
    if (this.waits) this.keep();
  }

  keep() {
    this.underWay ??= this.sendAndHear();
  }

  async sendAndHear() {
    const sent = this.content();
    const remark = this.remark.value;
    this.say(words.keeping);
    const answer = await this.send();
    this.underWay = null;
    if ("remark" in answer && this.remark.value === remark) this.take(answer.remark);
    if (answer.status === 200) this.acknowledged(answer, sent, remark);
    else this.say(answer.words ?? words.unkept, true);
  }

  async send() {
    const body = new URLSearchParams([...new FormData(form)].filter(([name]) => name.startsWith(`answer-${this.pk}-`)));
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const headers = { Accept: "application/json" };
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const response = await fetch(location.href, { method: "POST", body, headers, signal, redirect: "manual" });
      if (response.type === "opaqueredirect" || response.status === 403) return { status: 403, words: words.signedOut };
      const json = response.headers.get("content-type")?.startsWith("application/json");
      return json ? { ...(await response.json()), status: response.status } : { status: response.status };
    } catch {
      return { status: 0 };
    }
  }

  /** A standard remark that was chosen is part of the remark from now on. */
  take(remark) {
    this.remark.value = remark ?? "";
    if (this.field("standard")) this.field("standard").value = "";
  }

  acknowledged(answer, sent, remark) {
    this.field("seen").value = answer.seen;
    this.kept = answer.remark === remark ? sent : this.content();
    this.say(answer.words);
    document.getElementById(`state-${this.pk}`).textContent = answer.label;
    replaceBar(answer.bar);
    if (this.waits) this.changed(); // something was written meanwhile
  }

  say(text, failed = false) {
    this.status.classList.toggle("waits", failed || text === words.saysNothing);
    this.status.textContent = text;
  }
}

/** Lists that are open in the bar, and the focus in it, stay where they are. */
function replaceBar(html) {
  const bar = document.getElementById("bar");
  const open = [...bar.querySelectorAll("details")].map((details) => details.open);
  const place = focusable(bar).indexOf(document.activeElement);
  bar.innerHTML = html;
  bar.querySelectorAll("details").forEach((details, index) => (details.open = open[index] ?? false));
  if (place >= 0) focusable(bar)[place]?.focus();
}

function focusable(part) {
  return [...part.querySelectorAll("a, summary")];
}

const judged = new Map(
  answers.filter((article) => article.querySelector(".judging")).map((article) => [article, new Verdict(article)]),
);
const verdictOf = (event) => judged.get(event.target.closest("article[data-answer]"));
let leaves = false;

/** The form goes after what is under way, so that the older of two verdicts never comes last. */
async function sendAfter(event) {
  const underWay = [...judged.values()].map((verdict) => verdict.underWay).filter(Boolean);
  leaves = !underWay.length;
  if (leaves) return;
  event.preventDefault();
  await Promise.all(underWay);
  form.requestSubmit(event.submitter);
}

form.addEventListener("change", (event) => verdictOf(event)?.changed());
form.addEventListener("submit", sendAfter);
window.addEventListener("beforeunload", (event) => {
  if (!leaves && [...judged.values()].some((verdict) => verdict.waits)) event.preventDefault();
});

// Keys ---------------------------------------------------------------------------------------------------------

const list = document.getElementById("shortcuts");
const allowed = document.getElementById("single-keys");
let current = null; // the answer that the keys are about

function remember(off) {
  try {
    if (off) localStorage.setItem(SWITCHED_OFF, "off");
    else localStorage.removeItem(SWITCHED_OFF);
  } catch {
    // nothing can be remembered here: it holds for this page
  }
}

function switchedOff() {
  try {
    return localStorage.getItem(SWITCHED_OFF) === "off";
  } catch {
    return false;
  }
}

function go(step) {
  const place = answers.indexOf(current);
  const next = place < 0 ? answers[step > 0 ? 0 : answers.length - 1] : answers[place + step];
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
}

function showList() {
  list.open = !list.open;
  if (list.open) list.querySelector("summary").focus();
}

function toggleSources() {
  const sources = current?.querySelector("details.cited");
  if (sources) sources.open = !sources.open;
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  a: () => judged.get(current)?.choose("accepted"),
  c: () => {
    judged.get(current)?.choose("change_needed");
    judged.get(current)?.remark.focus();
  },
  s: toggleSources,
  "?": showList,
};

function typing(target) {
  return target.matches("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
}

list.hidden = false;
allowed.checked = !switchedOff();
allowed.addEventListener("change", () => remember(!allowed.checked));
form.addEventListener("focusin", (event) => (current = event.target.closest("article[data-answer]") ?? current));
document.addEventListener("keydown", (event) => {
  const act = KEYS[event.key];
  if (!act || !allowed.checked || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  event.preventDefault();
  act();
});
