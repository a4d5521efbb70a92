// Notes that messages were read: those that stood on the screen for two seconds. Without this script a button
// beside the thread does it.

const LONG_ENOUGH = 2000; // milliseconds
const form = document.getElementById("reading");
const timers = new Map();

/** Half of the message is on the screen, or half of the screen is filled by it. */
function stands(entry) {
  return entry.intersectionRatio >= 0.5 || entry.intersectionRect.height >= window.innerHeight / 2;
}

function wait(message) {
  clearTimeout(timers.get(message));
  timers.set(message, setTimeout(() => note(message), LONG_ENOUGH));
}

async function note(message) {
  if (document.visibilityState !== "visible") return wait(message);
  observer.unobserve(message);
  const body = new URLSearchParams(new FormData(form));
  body.set("message", message.dataset.unread);
  body.set("quietly", "yes");
  try {
    const response = await fetch(message.dataset.read, { method: "POST", body, redirect: "error" });
    if (response.ok) forget(message);
  } catch {
    // the message stays new: the next visit, or the button, notes it
  }
}

/** The button is done with once nothing is left that it could note. */
function forget(message) {
  const { unread, read } = message.dataset;
  delete message.dataset.unread;
  for (const button of document.querySelectorAll(`button[form="reading"][formaction="${read}"]`)) {
    button.value = button.value.split(" ").filter((key) => key !== unread).join(" ");
    button.hidden = !button.value;
  }
}

const observer = new IntersectionObserver(
  (entries) => {
    for (const entry of entries) {
      if (stands(entry)) wait(entry.target);
      else clearTimeout(timers.get(entry.target));
    }
  },
  { threshold: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 1] },
);

if (form) document.querySelectorAll("[data-unread]").forEach((message) => observer.observe(message));
