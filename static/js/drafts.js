// What a person typed and the site hasn't acknowledged yet. It is kept in this browser under the person's key,
// offered again when the page is next opened, and removed on signing out. Each page that was opened keeps its own:
// two windows, or a new text beside one that is still offered, don't write over each other.

const PREFIX = "mgi-draft:";
const mine = `${PREFIX}${document.documentElement.dataset.person}:`;
const opened = Date.now();
let signedOut = false;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // nothing can be kept here: the page saves all the same
  }
}

function remove(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing can be kept here, so nothing is
  }
}

function find(prefix) {
  try {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(prefix));
    const drafts = keys.map((key) => ({ key, ...read(key) })).filter((draft) => draft.fields);
    return drafts.sort((one, other) => other.at.localeCompare(one.at));
  } catch {
    return [];
  }
}

/** Keep what this page has of an answer. */
export function keep(answer, draft) {
  if (!signedOut) write(`${mine}${answer}:${opened}`, draft);
}

/** Forget what this page kept of an answer: it was saved. */
export function drop(answer) {
  remove(`${mine}${answer}:${opened}`);
}

/** What earlier pages kept of an answer, the newest first. */
export function kept(answer) {
  return find(`${mine}${answer}:`);
}

/** Forget a kept draft: it was put back, or its author doesn't want it. */
export function discard(draft) {
  remove(draft.key);
}

/** A conflict is being settled from this revision: once the answer is at a later one, its drafts are done with. */
export function settle(answer, revision) {
  for (const { key, ...draft } of kept(answer)) write(key, { ...draft, settled: revision });
}

/** The statement of a draft; empty where only something else was changed. */
export function statementOf(draft) {
  return draft.fields.find(([name]) => name.endsWith("-statement"))?.[1] ?? "";
}

function forgetOnSignOut(event) {
  const form = event.target.closest("form[data-signs-out]");
  if (!form) return;
  const drafts = find(mine);
  if (drafts.some((draft) => !draft.settled) && !window.confirm(form.dataset.signsOut)) {
    event.preventDefault();
    return;
  }
  signedOut = true;
  drafts.forEach(discard);
}

function listKept(place) {
  const list = place.querySelector("ul");
  const refresh = () => (place.hidden = !list.children.length);
  for (const draft of find(mine).filter((each) => !each.settled)) {
    const link = document.createElement("a");
    link.href = draft.url;
    link.textContent = draft.words;
    const text = document.createElement("p");
    Object.assign(text, { dir: "auto", className: "quote", textContent: statementOf(draft) });
    const away = document.createElement("button");
    Object.assign(away, { type: "button", className: "link", textContent: place.dataset.leaveOut });
    away.setAttribute("aria-label", `${place.dataset.leaveOut}: ${draft.words}`);
    const item = document.createElement("li");
    item.append(link, text, away);
    away.addEventListener("click", () => {
      discard(draft);
      item.remove();
      refresh();
    });
    list.append(item);
  }
  refresh();
}

document.addEventListener("submit", forgetOnSignOut);
document.querySelectorAll("[data-kept-drafts]").forEach(listKept);
