// What a person typed and the site hasn't acknowledged yet. It is kept in this browser under the person's key,
// offered again when the page is next opened, and removed on signing out.

const PREFIX = "mgi-draft:";
const mine = `${PREFIX}${document.documentElement.dataset.person}:`;

/** Keep the draft of an answer; false where the browser can't. */
export function keep(answer, draft) {
  try {
    localStorage.setItem(mine + answer, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** Forget the draft of an answer: it was saved, or its author doesn't want it. */
export function drop(answer) {
  try {
    localStorage.removeItem(mine + answer);
  } catch {
    // nothing can be kept here, so nothing is
  }
}

/** The draft of an answer that was kept, or null. */
export function kept(answer) {
  try {
    return JSON.parse(localStorage.getItem(mine + answer));
  } catch {
    return null;
  }
}

function keys(prefix) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(prefix));
  } catch {
    return [];
  }
}

/** All drafts that were kept for this person, the newest first. */
export function all() {
  return keys(mine)
    .map((key) => kept(key.slice(mine.length)))
    .filter(Boolean)
    .sort((one, other) => other.at.localeCompare(one.at));
}

function forgetOnSignOut(event) {
  const form = event.target.closest("form[data-signs-out]");
  if (!form) return;
  if (all().length && !window.confirm(form.dataset.signsOut)) {
    event.preventDefault();
    return;
  }
  keys(PREFIX).forEach((key) => localStorage.removeItem(key));
}

function listKept(place) {
  const drafts = all();
  if (!drafts.length) return;
  const list = place.querySelector("ul");
  for (const draft of drafts) {
    const link = document.createElement("a");
    link.href = draft.url;
    link.textContent = draft.words;
    const item = document.createElement("li");
    item.append(link);
    list.append(item);
  }
  place.hidden = false;
}

document.addEventListener("submit", forgetOnSignOut);
document.querySelectorAll("[data-kept-drafts]").forEach(listKept);
