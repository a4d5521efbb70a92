// The findings desk: findings are dragged into another order with the pointer, or with the space bar and the arrow
// keys, and the new order is kept at once. Without this script the buttons that move one up or down do the same.

const PATIENCE = 20_000; // milliseconds for one request
const FAR_ENOUGH = 6; // pixels: a press that moves less is no drag
const EDGE = 90; // pixels from the edge of the window where the page begins to scroll

const form = document.getElementById("findings");
const words = form.dataset;
const status = document.getElementById("moved");
const put = (text, values) => text.replace(/\{(\w+)\}/g, (_whole, name) => values[name]);

const rowsOf = (list) => [...list.children];
const orderOf = (list) => rowsOf(list).map((row) => row.dataset.key).join(",");

/** A finding being moved, and where it was. */
class Move {
  constructor(row) {
    this.row = row;
    this.list = row.parentElement;
    this.handle = row.querySelector(".handle");
    this.next = row.nextElementSibling;
    this.order = orderOf(this.list);
  }

  get place() {
    return { number: rowsOf(this.list).indexOf(this.row) + 1, total: this.list.children.length };
  }

  take() {
    const top = this.handle.getBoundingClientRect().top;
    this.list.classList.add("arranging");
    this.row.classList.add("taken");
    this.handle.setAttribute("aria-pressed", "true");
    scrollBy(0, this.handle.getBoundingClientRect().top - top); // the rows fold: the handle stays where it is
  }

  /** The others move around it, so that it keeps the focus and the pointer. */
  putBefore(other) {
    const rows = rowsOf(this.list);
    const from = rows.indexOf(this.row);
    const to = other ? rows.indexOf(other) : rows.length;
    if (to < from) this.row.after(...rows.slice(to, from));
    else this.row.before(...rows.slice(from + 1, to));
  }

  release() {
    this.list.classList.remove("arranging");
    this.row.classList.remove("taken");
    this.handle.setAttribute("aria-pressed", "false");
    this.row.scrollIntoView({ block: "nearest" });
    renumber(this.list);
  }

  leave() {
    this.putBefore(this.next);
    this.release();
    status.textContent = put(words.left, this.place);
  }

  async drop() {
    this.release();
    if (orderOf(this.list) === this.order) return;
    const kept = await send(this.list);
    status.textContent = kept === true ? put(words.kept, this.place) : kept;
    status.classList.toggle("visually-hidden", kept === true);
    status.classList.toggle("notice", kept !== true);
  }
}

/** True when the order is kept; else the words that say why not. */
async function send(list) {
  const body = new URLSearchParams({ kind: list.dataset.kind, order: orderOf(list) });
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  try {
    const signal = AbortSignal.timeout(PATIENCE);
    const response = await fetch(words.order, { method: "POST", body, signal, redirect: "manual" });
    if (response.status === 204) return true;
    return response.status === 409 ? (await response.json()).words : words.unkept;
  } catch {
    return words.unkept;
  }
}

/** Numbers, and the buttons at both ends, as they would be on a page that is loaded again. */
function renumber(list) {
  const rows = rowsOf(list);
  rows.forEach((row, index) => {
    row.querySelector("[data-number]").textContent = put(words.number, { number: index + 1 });
    row.querySelector("legend").textContent = put(words.number, { number: index + 1 });
    row.querySelector('[name="move"][value$=":up"]').hidden = index === 0;
    row.querySelector('[name="move"][value$=":down"]').hidden = index === rows.length - 1;
    for (const hidden of row.querySelectorAll("[data-place]")) hidden.textContent = ` ${index + 1}`;
  });
}

// With the pointer ---------------------------------------------------------------------------------------------

let pressed = null; // the press on a handle: where it began, and the move once it is one

function press(event) {
  if (event.button !== 0 || carried) return;
  event.currentTarget.setPointerCapture(event.pointerId);
  pressed = { row: event.currentTarget.closest("li"), y: event.clientY, move: null };
}

function drag(event) {
  if (!pressed) return;
  if (!pressed.move) {
    if (Math.abs(event.clientY - pressed.y) < FAR_ENOUGH) return;
    pressed.move = new Move(pressed.row);
    pressed.move.take();
  }
  if (event.clientY < EDGE) scrollBy(0, -12);
  else if (event.clientY > innerHeight - EDGE) scrollBy(0, 12);
  const others = rowsOf(pressed.move.list).filter((row) => row !== pressed.row);
  const below = others.find((row) => {
    const box = row.getBoundingClientRect();
    return event.clientY < box.top + box.height / 2;
  });
  pressed.move.putBefore(below ?? null);
}

function letGo(event) {
  const { move } = pressed ?? {};
  pressed = null;
  if (!move) return;
  if (event.type === "pointerup") move.drop();
  else move.leave();
}

// With the keyboard --------------------------------------------------------------------------------------------

let carried = null; // the move of a finding that was taken with the space bar

function take(row) {
  carried = new Move(row);
  carried.take();
  status.textContent = put(words.taken, carried.place);
}

function step(way) {
  const other = way < 0 ? carried.row.previousElementSibling : carried.row.nextElementSibling?.nextElementSibling;
  if (way < 0 ? !other : !carried.row.nextElementSibling) return;
  carried.putBefore(other ?? null);
  carried.handle.scrollIntoView({ block: "center" });
  status.textContent = put(words.moved, carried.place);
}

function finish(how) {
  const move = carried;
  carried = null;
  move[how]();
}

const KEYS = { ArrowUp: () => step(-1), ArrowDown: () => step(1), Escape: () => finish("leave") };

function key(event) {
  const row = event.currentTarget.closest("li");
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (!event.repeat) {
      if (carried) finish("drop");
      else take(row);
    }
  } else if (carried && KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
}

/** Whoever goes on to something else has put it down; another window is nothing else. */
function blur(event) {
  if (carried && event.currentTarget === carried.handle && event.relatedTarget) finish("drop");
}

for (const handle of form.querySelectorAll(".handle")) {
  handle.hidden = handle.closest("ol").children.length < 2;
  handle.addEventListener("pointerdown", press);
  handle.addEventListener("pointermove", drag);
  handle.addEventListener("pointerup", letGo);
  handle.addEventListener("pointercancel", letGo);
  handle.addEventListener("keydown", key);
  handle.addEventListener("keyup", (event) => event.key === " " && event.preventDefault());
  handle.addEventListener("blur", blur);
}

// Nothing typed is lost by a link ------------------------------------------------------------------------------

form.autocomplete = "off"; // a page that is opened again shows what the site has, not what the browser remembers
let changed = Boolean(form.querySelector(".conflict"));
form.addEventListener("input", () => (changed = true));
form.addEventListener("submit", () => (changed = false));
window.addEventListener("beforeunload", (event) => {
  if (changed) event.preventDefault();
});
