
document.addEventListener("DOMContentLoaded", () => {
  const one = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  const lines = one(".lines");
  const panel = one("#findings");
  const list = one("#list");
  const filters = one(".filters");
  const search = one("#by-text");
  const byRule = one("#by-rule");
  const shown = one("#shown");
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [sheet];

  // Findings: an item of the list, or a link by line and column. What they are is in their classes.
  const TIERS = ["safe", "likely", "doubt"];
  const findings = all(".f", list).map((element) => ({
    element,
    link: element.matches("a") ? element : element.firstElementChild,
    group: element.closest(".group"),
    section: element.closest(".rule"),
    rule: element.closest(".rule").dataset.rule,
    tier: TIERS.find((tier) => element.classList.contains(tier)),
    status: element.classList[1],
    text: null,
  }));
  const byId = new Map(findings.map((finding) => [finding.element.dataset.id, finding]));
  const groups = all(".group", list);
  const sections = all(".rule", list);
  const count = (value) => value.toLocaleString("en");

  // View: the second column is made when it is first asked for.
  let columns = false;
  const split = () => {
    for (const line of lines.children) {
      const raw = line.lastElementChild;
      const cleaned = raw.cloneNode(true);
      for (const mark of cleaned.querySelectorAll("mark")) {
        mark.removeAttribute("id");
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

  // From a finding to its place in the text, and back.
  let current = null;
  const markOf = (finding) => document.getElementById(finding.link.getAttribute("href").slice(1));
  const select = (finding) => {
    for (const old of all(".current")) old.classList.remove("current");
    if (current) current.link.removeAttribute("aria-current");
    current = finding;
    finding.element.classList.add("current");
    finding.link.setAttribute("aria-current", "true");
    const mark = markOf(finding);
    if (mark) {
      mark.classList.add("current");
      const twin = mark.closest(".line")?.querySelectorAll(`.cleaned mark[data-id="${CSS.escape(mark.dataset.id)}"]`);
      for (const other of twin ?? []) other.classList.add("current");
    }
    return mark;
  };
  // Lines out of sight have an estimated height, and get their own when they come in sight; so the place is sought
  // again in the next few frames.
  const repeat = (step, times = 4) => {
    step();
    if (times > 1) requestAnimationFrame(() => repeat(step, times - 1));
  };
  const showInText = (finding) => {
    const mark = select(finding);
    if (!mark) return;
    repeat(() => mark.scrollIntoView({ block: "center" }));
  };
  const showInList = (finding) => {
    if (finding.element.hidden) {
      filters.reset();
      narrow();
    }
    if (finding.group) finding.group.open = true;
    finding.link.focus({ preventScroll: true });
    repeat(() => {
      const head = one(".head").getBoundingClientRect().height;
      const box = finding.element.getBoundingClientRect();
      const frame = panel.getBoundingClientRect();
      const middle = (frame.top + head + frame.bottom - box.height) / 2;
      panel.scrollTop += box.top - middle;
    });
  };
  list.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const finding = link && byId.get(link.closest(".f").dataset.id);
    if (!finding || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    showInText(finding);
  });
  lines.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    const finding = mark && byId.get(mark.dataset.id);
    if (!finding || String(getSelection())) return;
    select(finding);
    showInList(finding);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, select")) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    const offered = findings.filter((finding) => !finding.element.hidden);
    const at = offered.indexOf(current);
    const next = offered[at < 0 ? (step > 0 ? 0 : offered.length - 1) : at + step];
    if (!next) return;
    event.preventDefault();
    showInText(next);
    showInList(next);
  });

  // Filters. A finding is searched with its group's title and what the list says of it; those listed by line and
  // column only are searched with the text around their mark.
  const said = new Map();
  for (const group of groups) {
    const [title, why] = group.children;
    said.set(group, title.textContent + (why.matches(".why") ? why.textContent : ""));
  }
  const searched = (finding) => {
    if (finding.text === null) {
      let text = `${said.get(finding.group) ?? ""} ${finding.element.textContent}`;
      if (finding.element === finding.link) {
        const mark = markOf(finding);
        const before = mark?.previousSibling?.textContent.slice(-14) ?? "";
        const behind = mark?.nextSibling?.textContent.slice(0, 14) ?? "";
        text += ` ${finding.element.title} ${before}${mark?.textContent ?? ""}${behind}`;
      }
      finding.text = text.toLowerCase();
    }
    return finding.text;
  };
  const off = (kind) => all(`[name=${kind}]:not(:checked)`, filters).map((box) => box.value);
  const narrow = () => {
    const rule = byRule.value;
    const wanted = search.value.trim().toLowerCase();
    const tiers = new Set(off("tier"));
    const statuses = new Set(off("status"));
    let total = 0;
    const kept = new Map();
    for (const finding of findings) {
      const keep =
        (!rule || finding.rule === rule) &&
        !tiers.has(finding.tier) &&
        !statuses.has(finding.status) &&
        (!wanted || searched(finding).includes(wanted));
      if (finding.element.hidden === keep) finding.element.hidden = !keep;
      if (keep) {
        total += 1;
        for (const home of [finding.group, finding.section]) kept.set(home, (kept.get(home) ?? 0) + 1);
      }
    }
    for (const home of [...groups, ...sections]) {
      home.hidden = !kept.has(home);
      one(".n", home).textContent = count(kept.get(home) ?? 0);
    }
    shown.textContent = total === findings.length ? count(total) : `${count(total)} of ${count(findings.length)}`;
    const muted = [...tiers, ...statuses].map((name) => `.lines mark.${name}`);
    if (rule) muted.push(`.lines mark:not([data-rule="${CSS.escape(rule)}"])`);
    sheet.replaceSync(muted.length ? `${muted.join(",")} { opacity: 0.35; filter: grayscale(1); }` : "");
  };
  let waiting = 0;
  const soon = (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(narrow, event.target === search ? 120 : 0);
  };
  filters.addEventListener("input", soon);
  filters.addEventListener("change", soon);
  filters.addEventListener("submit", (event) => event.preventDefault());

  // On a wide window the filters stay in sight.
  const narrowing = one(".narrowing");
  const wide = matchMedia("(min-width: 60.01rem)");
  const unfold = () => (narrowing.open = wide.matches);
  wide.addEventListener("change", unfold);
  unfold();
  for (const element of [views, narrowing, one(".hint")]) element.hidden = false;
});
