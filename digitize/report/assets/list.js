
// The list of findings: by rule, and within a rule by correction, since 254 commas are one decision. Of rows, which all
// have a known height, only those in sight are in the page: ten thousand would take it half a minute.
const HEIGHTS = { rule: 46, group: 38, finding: 38 };
const SPARE = 12;
const BEFORE = 9;
const BEHIND = 28;

const list = (() => {
  const frame = document.getElementById("list");
  const sheet = make("div", { className: "sheet-of-rows", role: "presentation" });
  frame.append(sheet);

  // Rules hold groups, groups hold findings.
  const rules = [];
  const ofRule = new Map();
  for (const finding of findings) {
    let rule = ofRule.get(finding.code);
    if (!rule) {
      rule = { kind: "rule", code: finding.code, name: finding.name, groups: [], of: new Map() };
      ofRule.set(finding.code, rule);
      rules.push(rule);
    }
    const key = `${finding.text}\0${finding.suggestions.length ? finding.suggestions[0] : "\0"}`;
    let group = rule.of.get(key);
    if (!group) {
      group = { kind: "group", rule, members: [], open: false };
      rule.of.set(key, group);
      rule.groups.push(group);
    }
    group.members.push(finding);
    finding.group = group;
  }
  rules.sort((a, b) => (a.code < b.code ? -1 : 1));
  for (const rule of rules) rule.groups.sort((a, b) => b.members.length - a.members.length);
  const ordered = rules.flatMap((rule) => rule.groups.flatMap((group) => group.members));
  ordered.forEach((finding, place) => (finding.place = place));

  // What the filters leave, and the rows that are to be seen of it.
  let kept = new Set(findings);
  let rows = [];
  let tops = [];
  let height = 0;
  let current = null;
  const rowOf = new Map();
  const lay = () => {
    rows = [];
    tops = [];
    rowOf.clear();
    height = 0;
    const put = (row, of) => {
      rowOf.set(of, rows.length);
      rows.push(row);
      tops.push(height);
      height += HEIGHTS[row.kind];
    };
    for (const rule of rules) {
      const groups = rule.groups
        .map((group) => [group, group.members.filter((finding) => kept.has(finding))])
        .filter(([, members]) => members.length);
      if (!groups.length) continue;
      const total = groups.reduce((sum, [, members]) => sum + members.length, 0);
      put({ kind: "rule", rule, total }, rule);
      groups.forEach(([group, members], place) => {
        const alone = group.members.length === 1;
        if (!alone) put({ kind: "group", group, members, place, of: groups.length }, group);
        if (alone || group.open) {
          members.forEach((finding, at) =>
            put({ kind: "finding", finding, level: alone ? 2 : 3, place: alone ? place : at, of: alone ? groups.length : members.length }, finding),
          );
        }
      });
    }
    sheet.style.setProperty("height", `${height}px`);
    draw();
  };

  const rowAt = (offset) => {
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (tops[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  let drawn = null;
  const draw = () => {
    drawn = null;
    const top = frame.scrollTop;
    const first = Math.max(0, rowAt(top) - SPARE);
    const last = Math.min(rows.length, rowAt(top + frame.clientHeight) + SPARE + 1);
    const focused = frame.contains(document.activeElement);
    sheet.replaceChildren(...rows.slice(first, last).map((row, place) => rendered(row, first + place)));
    if (focused && document.activeElement !== frame) frame.focus({ preventScroll: true });
    if (sheet.querySelector(".current")) frame.setAttribute("aria-activedescendant", "row-current");
    else frame.removeAttribute("aria-activedescendant");
  };
  // A row that is drawn anew between press and release loses its click.
  let pressed = false;
  const soon = () => {
    if (!pressed) drawn ??= requestAnimationFrame(draw);
  };
  frame.addEventListener("pointerdown", (event) => {
    pressed = event.target.closest(".row") !== null;
    if (!pressed || drawn === null) return;
    cancelAnimationFrame(drawn);
    drawn = null;
  });
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => {
      pressed = false;
      soon();
    });
  }
  frame.addEventListener("scroll", soon, { passive: true });
  addEventListener("resize", soon);

  const buttons = (many) =>
    make("span", { className: "verdicts" },
      make("button", { type: "button", tabindex: -1, "data-verdict": "accept", title: many ? say("Accept all") : say("Accept") }, "✓"),
      make("button", { type: "button", tabindex: -1, "data-verdict": "reject", title: many ? say("Reject all") : say("Reject") }, "✗"),
    );
  const rendered = (row, number) => {
    const place = { "data-row": number, role: "treeitem", "aria-setsize": row.of, "aria-posinset": (row.place ?? 0) + 1 };
    let element;
    if (row.kind === "rule") {
      element = make("div", { ...place, className: "row rule", "aria-level": 1, "aria-expanded": "true" },
        make("span", { className: "code" }, row.rule.code), make("span", { className: "name" }, row.rule.name),
        make("span", { className: "n" }, count(row.total)));
      element.title = data.rules[row.rule.code]?.[1] ?? "";
    } else if (row.kind === "group") {
      const { group, members } = row;
      const done = members.filter(isDecided).length;
      const [finding] = members;
      element = make("div", { ...place, className: "row group", "aria-level": 2, "aria-expanded": String(group.open) },
        make("span", { className: "fix", lang: "zh" }, ...correction(finding.text, finding.suggestions[0])), buttons(true),
        make("span", { className: "n" }, done ? `${count(done)}/${count(members.length)}` : count(members.length)));
    } else {
      const { finding } = row;
      const status = statusOf(finding);
      const [before, behind] = around(finding, BEFORE, BEHIND);
      const now = outcomeOf(finding) ?? (finding.suggestions.length && status !== "rejected" ? finding.suggestions[0] : null);
      element = make("div", { ...place, className: `row f ${status} ${finding.tier} level-${row.level}`, "aria-level": row.level, "data-id": finding.id },
        make("span", { className: "sign", title: say(status) }, finding.decision ? SIGNS[finding.decision.verdict] ?? "" : ""),
        make("span", { className: "at" }, `${finding.line}:${finding.column}`),
        make("span", { className: "x", lang: "zh" }, ...inert(before), make("mark", {}, ...(now === null ? gaps(short(finding.text)) : changed(short(finding.text), short(now)))), ...inert(behind)),
        buttons(false));
      element.setAttribute("aria-label", plain(`${finding.line}:${finding.column} ${before}${finding.text}${behind}, ${say(finding.tier)}, ${say(status)}`));
      if (finding === current) {
        element.classList.add("current");
        element.id = "row-current";
        element.setAttribute("aria-selected", "true");
      }
    }
    element.style.setProperty("top", `${tops[number]}px`);
    return element;
  };

  // Walking opens a group, and closes it behind itself.
  let walked = null;
  const unfold = (group) => {
    const left = walked && walked !== group ? walked : null;
    if (left) walked = null;
    const shut = group.members.length > 1 && !group.open;
    if (left) left.open = false;
    if (shut) {
      group.open = true;
      walked = group;
    }
    if (left || shut) lay();
  };

  const listening = { select: [], narrow: [] };
  const select = (finding, { reveal = true } = {}) => {
    current = finding;
    if (reveal && finding) {
      if (!kept.has(finding)) clear();
      unfold(finding.group);
      const at = rowOf.get(finding);
      const top = tops[at];
      if (top < frame.scrollTop + 60 || top > frame.scrollTop + frame.clientHeight - 90) {
        frame.scrollTop = Math.max(0, top - frame.clientHeight / 2);
      }
    }
    draw();
    for (const listener of listening.select) listener(finding);
  };

  frame.addEventListener("click", (event) => {
    const element = event.target.closest(".row");
    if (!element) return;
    const row = rows[Number(element.dataset.row)];
    const verdict = event.target.closest("button")?.dataset.verdict;
    if (verdict) {
      const chosen = row.kind === "group" ? undecided(row.members) : [row.finding];
      list.onVerdict(chosen, verdict);
    } else if (row.kind === "group") {
      row.group.open = !row.group.open;
      lay();
    } else if (row.kind === "finding") {
      select(row.finding, { reveal: false });
    }
  });

  // Filters.
  const filters = document.querySelector(".filters");
  const search = document.getElementById("by-text");
  const byRule = document.getElementById("by-rule");
  const shown = document.getElementById("shown");
  const searched = (finding) =>
    (finding.searched ??= `${finding.file.file} ${finding.code} ${finding.name} ${finding.line}:${finding.column} ${around(finding, BEFORE, 0)[0]}${finding.text}${around(finding, 0, BEHIND)[1]} ${finding.suggestions.join(" ")} ${finding.message} ${finding.evidence}`.toLowerCase());
  const off = (kind) => new Set([...filters.querySelectorAll(`[name=${kind}]:not(:checked)`)].map((input) => input.value));
  const narrow = () => {
    const rule = byRule.value;
    const wanted = search.value.trim().toLowerCase();
    const tiers = off("tier");
    const statuses = off("status");
    kept = new Set();
    for (const finding of ordered) {
      if (
        (!rule || finding.code === rule) && !tiers.has(finding.tier) && !statuses.has(statusOf(finding)) &&
        (!wanted || searched(finding).includes(wanted))
      ) kept.add(finding);
    }
    shown.textContent = kept.size === findings.length ? count(kept.size) : say("{some} of {all}", { some: count(kept.size), all: count(findings.length) });
    lay();
    for (const listener of listening.narrow) listener({ rule, tiers, statuses });
  };
  const clear = () => {
    filters.reset();
    narrow();
  };
  let waiting = 0;
  const later = (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(narrow, event.target === search ? 120 : 0);
  };
  filters.addEventListener("input", later);
  filters.addEventListener("change", later);
  filters.addEventListener("submit", (event) => event.preventDefault());
  for (const rule of rules) {
    const total = rule.groups.reduce((sum, group) => sum + group.members.length, 0);
    byRule.append(make("option", { value: rule.code }, `${rule.code} ${rule.name} (${count(total)})`));
  }
  const chips = (id, kind, values) => {
    const home = document.getElementById(id);
    for (const value of values) {
      home.append(make("label", {}, make("input", { type: "checkbox", name: kind, value, checked: true }), make("span", { className: `${kind} ${value}` }, say(value))));
    }
  };
  const has = (values, of) => values.filter((value) => findings.some((finding) => of(finding) === value));
  chips("by-tier", "tier", has(TIERS, (finding) => finding.tier));
  const seen = new Set([...has(STATUSES, (finding) => finding.status), ...(findings.length ? ["accepted", "rejected"] : [])]);
  chips("by-status", "status", STATUSES.filter((status) => seen.has(status)));

  listeners.push(() => soon());

  // Walking: to the next finding that the filters leave, the next undecided one, or the next group.
  const offered = () => ordered.filter((finding) => kept.has(finding));
  const step = (by) => {
    const all = offered();
    if (!all.length) return null;
    if (!current) return all[by > 0 ? 0 : all.length - 1];
    let place = all.findIndex((finding) => finding.place >= current.place);
    if (place < 0) place = all.length;
    const exact = all[place] === current;
    return all[by > 0 ? (exact ? place + 1 : place) : place - 1] ?? null;
  };
  const nextOpen = () => {
    const all = offered().filter((finding) => !isDecided(finding));
    return all.find((finding) => finding.place > (current?.place ?? -1)) ?? all[0] ?? null;
  };
  const stepGroup = (by) => {
    const all = offered();
    if (!current) return all[0] ?? null;
    if (by > 0) return all.find((finding) => finding.place > current.place && finding.group !== current.group) ?? null;
    const before = all.filter((finding) => finding.place < current.place && finding.group !== current.group);
    const last = before[before.length - 1];
    return last ? all.find((finding) => finding.group === last.group) : null;
  };
  // What a decision on a group is about: those that nobody has decided, or else, to decide anew, all.
  const undecided = (members) => {
    const open = members.filter((member) => !isDecided(member));
    return open.length ? open : members;
  };
  const alike = (finding) => undecided(finding.group.members.filter((member) => kept.has(member)));
  const fold = (open) => {
    if (!current || current.group.members.length === 1) return;
    current.group.open = open;
    lay();
  };

  narrow();
  return {
    frame, search, select, step, stepGroup, nextOpen, alike, fold,
    onVerdict: () => {},
    get current() { return current; },
    on: (what, listener) => listening[what].push(listener),
  };
})();
