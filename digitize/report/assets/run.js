
// The text around the current finding, of whichever file it is, and the scan of its page.
(() => {
  const lines = document.querySelector(".lines");
  const heading = document.getElementById("place");
  const scans = document.getElementById("scans");
  const REACH = 700;

  // The line of the finding with those around it, as far as they are near.
  const span = (finding) => {
    const { text } = finding.file;
    let from = text.lastIndexOf("\n", Math.max(0, finding.from - REACH)) + 1;
    if (finding.from - from > 2 * REACH) from = finding.from - REACH;
    let to = text.indexOf("\n", finding.to + REACH);
    if (to < 0 || to - finding.to > 2 * REACH) to = Math.min(text.length, finding.to + REACH);
    return [from, to];
  };
  // Findings in a stretch of text of which no two overlap: the current one first, then changes, then proposals.
  const standing = (current, from, to) => {
    const near = current.file.findings.filter((finding) => finding.from >= from && finding.to <= to);
    const rank = (finding) =>
      finding === current ? 0 : statusOf(finding) === "superseded" ? 3 : outcomeOf(finding) === null ? 2 : 1;
    const taken = [];
    for (const finding of near.map((each) => [rank(each), each]).sort((a, b) => a[0] - b[0]).filter(([at]) => at < 3).map(([, each]) => each)) {
      const free = taken.every((other) => finding.to <= other.from || finding.from >= other.to);
      if (free && !taken.some((other) => other.from === finding.from && other.to === finding.to)) taken.push(finding);
    }
    return taken.sort((a, b) => a.from - b.from || a.to - b.to);
  };
  const show = (finding) => {
    if (!finding) return;
    const { file } = finding;
    const [from, to] = span(finding);
    const row = make("div", { className: "t" });
    let done = from;
    for (const each of standing(finding, from, to)) {
      const outcome = outcomeOf(each);
      row.append(...inert(file.text.slice(done, each.from), UNSEEN_IN_LINES));
      row.append(make("mark", { className: `${statusOf(each)} ${each.tier}${each === finding ? " current" : ""}`, "data-number": each.number },
        ...(outcome === null ? gaps(each.text) : changed(each.text, outcome))));
      done = each.to;
    }
    row.append(...inert(file.text.slice(done, to), UNSEEN_IN_LINES));
    lines.replaceChildren(row);
    lines.querySelector(".current")?.scrollIntoView({ block: "center" });
    const title = make("bdi", {}, ...inert(file.file));
    heading.replaceChildren(file.address ? make("a", { href: file.address }, title) : title, make("span", { className: "n" }, ` ${finding.line}:${finding.column}`));
  };
  let pictured = null;
  const picture = (finding) => {
    if (!finding || pictured === finding.file) return;
    pictured = finding.file;
    scans.hidden = !pictured.scans.length;
    document.body.classList.toggle("with-scan", !scans.hidden);
    scans.replaceChildren(...pictured.scans.map((address, place) =>
      make("a", { href: address, target: "_blank", rel: "noreferrer" },
        make("img", { src: address, alt: say("scan of page {number}", { number: place + 1 }), loading: "lazy" }))));
  };
  list.on("select", (finding) => {
    show(finding);
    picture(finding);
  });
  listeners.push(() => show(list.current));
  lines.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (mark && !String(getSelection())) {
      list.select(findings[Number(mark.dataset.number)]);
      list.frame.focus({ preventScroll: true });
    }
  });
  list.select(list.nextOpen() ?? list.step(1));
})();
