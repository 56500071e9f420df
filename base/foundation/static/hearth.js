// What script adds to pages that work without it. No inline code, no other host.
const all = (selector, root = document) => root.querySelectorAll(selector);
const kept = (store, act) => { try { return act(store); } catch { return null; } };

// Text size: style does it, this remembers it.
{
  const size = kept(localStorage, (store) => store.getItem("text-size"));
  const box = size && document.getElementById(`text-${size}`);
  if (box) box.checked = true;
  for (const radio of all("input[name=text-size]")) {
    radio.addEventListener("change", () => kept(localStorage, (store) => store.setItem("text-size", radio.value)));
  }
}

// The summary of errors is read first.
document.querySelector("[data-focus]")?.focus();

// A form is sent once; coming back to the page frees it.
for (const form of all("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    const held = event.submitter?.getAttribute("aria-disabled") === "true";
    if (held || form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "yes";
    setTimeout(() => delete form.dataset.sent, 8000);
  });
}
addEventListener("pageshow", () => { for (const form of all("form[data-once]")) delete form.dataset.sent; });

// What is typed is kept in this tab until it was sent and another page came.
{
  const prefix = "kept ", hours = 2, forms = [...all("form[data-keep]")];
  const fields = (form) => [...form.elements].filter((field) => field.name && !["password", "file", "hidden", "submit"].includes(field.type));
  const box = (field) => field.type === "radio" || field.type === "checkbox";
  kept(sessionStorage, (store) => {
    for (const key of Object.keys(store).filter((key) => key.startsWith(prefix))) {
      const { sent, at } = JSON.parse(store.getItem(key));
      const here = forms.some((form) => prefix + form.dataset.keep === key);
      if ((sent && !here) || Date.now() - at > hours * 3600e3) store.removeItem(key);
    }
    for (const form of forms) {
      const key = prefix + form.dataset.keep;
      const typed = JSON.parse(store.getItem(key) ?? "{}").typed ?? [];
      // What the server filled in stays; only what it left empty is given back.
      const filled = new Set(fields(form).filter((field) => (box(field) ? field.defaultChecked : field.type === "select-one" ? field.selectedIndex > 0 : field.defaultValue)).map((field) => field.name));
      for (const [name, value] of typed) {
        if (filled.has(name)) continue;
        for (const field of fields(form).filter((field) => field.name === name)) {
          if (!box(field)) field.value = value;
          else if (field.value === value) field.checked = true;
        }
      }
      const save = (sent) => {
        const now = fields(form).filter((field) => (box(field) ? field.checked : field.value)).map((field) => [field.name, field.value]);
        kept(sessionStorage, (store) => store.setItem(key, JSON.stringify({ typed: now, sent, at: Date.now() })));
      };
      form.addEventListener("input", () => save(false));
      form.addEventListener("submit", () => save(true));
    }
  });
}

// The server's clock, never ahead of it: the Date header counts whole seconds,
// so the greatest of several answers is the closest without passing.
async function serverAhead() {
  let ahead = -Infinity;
  for (let tries = 0; tries < 5; tries += 1) {
    const answer = await fetch("/healthz", { method: "HEAD", cache: "no-store" });
    ahead = Math.max(ahead, Date.parse(answer.headers.get("date")) - Date.now());
    await new Promise((done) => setTimeout(done, 210));
  }
  return Number.isFinite(ahead) ? ahead : 0;
}

// Countdown; holds the buttons of its form until the time comes.
const countdowns = [...all(".countdown[data-until]")];
if (countdowns.length) {
  let ahead = 0;
  const two = (number) => String(number).padStart(2, "0");
  const days = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit: "day", unitDisplay: "long" });
  const hold = (box, held) => {
    if (!box.dataset.form) return;
    for (const button of all(`#${CSS.escape(box.dataset.form)} button.button:not(.secondary)`)) {
      if (held) button.setAttribute("aria-disabled", "true"); else button.removeAttribute("aria-disabled");
    }
  };
  const tick = () => {
    for (const box of countdowns.filter((box) => !box.dataset.done)) {
      const left = Date.parse(box.dataset.until) - (Date.now() + ahead);
      const shown = box.querySelector(".left"), seconds = Math.ceil(left / 1000);
      if (left <= 0) {
        box.dataset.done = "yes";
        hold(box, false);
        shown.setAttribute("role", "status");
        shown.removeAttribute("aria-live");
        shown.textContent = box.dataset.after;
        box.dispatchEvent(new CustomEvent("opened", { bubbles: true }));
      } else {
        hold(box, true);
        const day = Math.floor(seconds / 86400);
        const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
        shown.textContent = day ? `${days.format(day)} ${clock}` : clock;
      }
      shown.hidden = false;
    }
  };
  const sync = () => serverAhead().then((found) => { ahead = found; }, () => {});
  sync().then(() => { tick(); setInterval(tick, 250); });
  setInterval(sync, 300_000);
}

// A box that narrows a table while one types.
for (const region of all("[data-filter]")) {
  const label = document.createElement("label"), name = document.createElement("span"), input = document.createElement("input");
  label.className = "find no-print";
  name.textContent = region.dataset.filter;
  Object.assign(input, { type: "search", className: "input", autocomplete: "off" });
  label.append(name, input);
  region.before(label);
  const rows = [...all("tbody tr", region)].map((row) => [row, row.textContent.toLowerCase()]);
  input.addEventListener("input", () => {
    const sought = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const [row, text] of rows) row.hidden = !sought.every((word) => text.includes(word));
  });
}

// Copy, share, print.
for (const button of all("[data-copy], [data-print]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    if ("print" in button.dataset) return print();
    await navigator.clipboard.writeText(button.dataset.copy);
    const before = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = before; }, 3000);
  });
}

// A lobby screen fetches itself anew and keeps the last board when it cannot.
const refresh = Number(document.body.dataset.refresh);
if (refresh) {
  setInterval(async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-cache" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.querySelector("main").replaceWith(page.querySelector("main"));
    } catch { /* the next try may succeed */ }
  }, refresh * 1000);
}

// A place in line: asks now and then, shows the new place, and goes on when the answer is there.
const line = document.querySelector("[data-await]");
if (line) {
  const ask = async () => {
    try {
      const answer = await fetch(line.dataset.await, { cache: "no-store" });
      // Too busy, or just being started anew: the place is kept, and this page stays where it is.
      const isBusy = answer.status >= 500 || answer.status === 429;
      if (!isBusy && (answer.redirected || !answer.ok)) { location.assign(answer.url); return; }
      if (isBusy) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const now = page.querySelector("[data-await]");
      if (now && now.textContent !== line.textContent) line.replaceChildren(...now.childNodes);
    } catch { /* The line is lost for a moment: the place is not. */ }
    setTimeout(ask, 2000 + Math.random() * 1000);
  };
  setTimeout(ask, 1000);
}

// A list of work by keyboard, while it has the focus (WCAG 2.1.4): J and K go from row to row, / to the
// search; Enter opens, as on any link.
for (const worked of all("[data-keys]")) {
  worked.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      document.querySelector("input[type=search]")?.focus();
      return;
    }
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    const links = [...all("tbody th a", worked)];
    const at = links.indexOf(document.activeElement);
    links[Math.max(0, Math.min(links.length - 1, at < 0 ? 0 : at + step))]?.focus();
  });
}
