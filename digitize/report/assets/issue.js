
// The text of the issue: its two views, its marks, and how they follow what is decided.
(() => {
  const one = (selector, within = document) => within.querySelector(selector);
  const lines = one(".lines");

  // View: the second column is made when it is first asked for.
  let columns = false;
  const twins = new Map(); // the marks of that column, by finding
  const twinsOf = (finding) => twins.get(finding.id) ?? [];
  const split = () => {
    for (const line of lines.children) {
      const raw = line.lastElementChild;
      const cleaned = raw.cloneNode(true);
      for (const mark of cleaned.querySelectorAll("mark")) {
        mark.removeAttribute("id");
        if (!twins.has(mark.dataset.id)) twins.set(mark.dataset.id, []);
        twins.get(mark.dataset.id).push(mark);
        if (!mark.querySelector("ins")) mark.classList.toggle("gone", mark.querySelector("del") !== null);
      }
      raw.classList.add("raw");
      cleaned.classList.add("cleaned");
      line.append(cleaned);
    }
    columns = true;
  };
  const views = one(".views");
  views.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const place = topLine();
    if (button.dataset.view === "split" && !columns) split();
    document.body.classList.toggle("split", button.dataset.view === "split");
    for (const each of views.children) each.setAttribute("aria-pressed", String(each === button));
    if (place) place.scrollIntoView();
  });
  // The first line in sight, so that the reader stays there when the view changes; none at the top of the page.
  const topLine = () => {
    if (scrollY < 200) return null;
    const box = lines.getBoundingClientRect();
    const found = document.elementFromPoint(box.left + 10, one(".bar").getBoundingClientRect().bottom + 30);
    return found && found.closest(".line");
  };

  // A mark has the number of its finding; other findings lead to a mark that they overlap, or to a line.
  const own = (finding) => document.getElementById(`m${finding.number}`);
  const painted = findings.map(outcomeOf);
  const paint = (finding) => {
    const mark = own(finding);
    if (!mark) return;
    const status = statusOf(finding);
    const outcome = outcomeOf(finding);
    const same = outcome === painted[finding.number];
    painted[finding.number] = outcome;
    for (const each of [mark, ...twinsOf(finding)]) {
      each.classList.remove(...STATUSES);
      each.classList.add(status);
      if (same) continue;
      if (/[\r\n]/.test(finding.text) && outcome === null && finding.status !== "applied") continue; // stands in several rows
      each.replaceChildren(...(outcome === null ? gaps(finding.text) : changed(finding.text, outcome)));
      if (each !== mark) each.classList.toggle("gone", outcome === "");
    }
  };
  // Of very many, a few at a time, so that the next key need not wait for them.
  const AT_ONCE = 500;
  const unpainted = new Set();
  const paintSome = () => {
    for (const finding of [...unpainted].slice(0, AT_ONCE)) {
      unpainted.delete(finding);
      paint(finding);
    }
    if (unpainted.size) setTimeout(paintSome);
  };
  listeners.push((chosen) => {
    if (chosen.length <= AT_ONCE) return chosen.forEach(paint);
    if (!unpainted.size) setTimeout(paintSome);
    for (const finding of chosen) unpainted.add(finding);
  });

  // Lines out of sight have an estimated height, and get their own when they come in sight; so the place is sought
  // again in the next few frames.
  const repeat = (step, times = 4) => {
    step();
    if (times > 1) requestAnimationFrame(() => repeat(step, times - 1));
  };
  let marked = [];
  list.on("select", (finding) => {
    for (const old of marked) old.classList.remove("current");
    marked = [];
    const mark = finding && document.getElementById(finding.target);
    if (!mark) return;
    marked = [mark, ...twinsOf(finding)];
    for (const each of marked) each.classList.add("current");
    repeat(() => mark.scrollIntoView({ block: "center" }));
  });
  const byId = new Map(findings.map((finding) => [finding.id, finding]));
  lines.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    const finding = mark && byId.get(mark.dataset.id);
    if (!finding || String(getSelection())) return;
    list.select(finding);
    list.frame.focus({ preventScroll: true });
  });

  // What the filters leave out stands back in the text.
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [sheet];
  list.on("narrow", ({ rule, tiers, statuses }) => {
    const muted = [...tiers, ...statuses].map((name) => `.lines mark.${name}`);
    if (rule) muted.push(`.lines mark:not([data-rule="${CSS.escape(rule)}"])`);
    sheet.replaceSync(muted.length ? `${muted.join(",")} { opacity: 0.35; filter: grayscale(1); }` : "");
  });
})();
