
// Reviewing: the card of the current finding, its keys and buttons, progress, export and import.
(() => {
  const by = (id) => document.getElementById(id);
  const card = by("card");
  const heard = by("heard");
  const announce = (text) => (heard.textContent = text);

  const button = (verdict, label, key, off = false) =>
    make("button", { type: "button", className: `act ${verdict}`, "data-act": verdict, disabled: off, "aria-keyshortcuts": key },
      label, make("kbd", { "aria-hidden": "true" }, key));
  const signature = (decision) =>
    [VERDICT_WORDS[decision.verdict], decision.who, decision.when.replace("T", " ").replace(/:\d\dZ$/, " UTC"), decision.note].filter(Boolean).join(" · ");

  const show = (finding) => {
    if (!finding) {
      card.replaceChildren(make("p", { className: "none" }, findings.length ? say("Nothing is chosen. j goes to the first finding.") : say("Nothing was found.")));
      return;
    }
    const status = statusOf(finding);
    const shownAs = finding.decision?.verdict === "replace" ? finding.decision.replacement : finding.suggestions[0];
    const many = list.alike(finding).length;
    const parts = [
      make("div", { className: "fix", lang: "zh" }, ...correction(finding.text, shownAs)),
      make("p", { className: "why" },
        make("span", { className: `tier ${finding.tier}` }, say(finding.tier)),
        make("span", { className: "conf", title: say("confidence") }, finding.confidence.toFixed(2)),
        make("span", { className: `status ${status}` }, say(status)),
        make("span", { className: "code" }, finding.code),
        make("span", { className: "message" }, ...inert(finding.message)),
        finding.evidence ? make("span", { className: "evidence" }, ...inert(finding.evidence)) : null,
        finding.where ? make("span", { className: "where" }, finding.where) : null),
    ];
    if (finding.suggestions.length > 1) {
      parts.push(make("p", { className: "others" }, say("or"), ...finding.suggestions.slice(1).map((other, place) =>
        make("button", { type: "button", "data-other": place + 1, lang: "zh" }, ...(other ? gaps(short(other)) : ["∅"])))));
    }
    if (finding.decision) parts.push(make("p", { className: "signed" }, ...inert(signature(finding.decision))));
    parts.push(make("div", { className: "acts" },
      button("accept", say("Accept"), "a", !finding.suggestions.length), button("reject", say("Reject"), "r"), button("edit", say("Edit"), "e")));
    if (many > 1) {
      parts.push(make("div", { className: "acts all" },
        button("accept-all", say("Accept all {count}", { count: count(many) }), "A", !finding.suggestions.length),
        button("reject-all", say("Reject all {count}", { count: count(many) }), "R")));
    }
    card.replaceChildren(...parts);
  };

  // Editing: another text for the place, and a note.
  const edit = (finding) => {
    const text = make("textarea", { rows: 2, lang: "zh", spellcheck: "false", id: "edit-text" });
    text.value = outcomeOf(finding) ?? finding.suggestions[0] ?? finding.text;
    const note = make("input", { type: "text", id: "edit-note", autocomplete: "off" });
    note.value = finding.decision?.note ?? "";
    const form = make("form", { className: "editing" },
      make("div", { className: "fix", lang: "zh" }, finding.text ? removed(short(finding.text)) : "∅", make("span", { className: "to" }, " →")),
      make("label", { for: "edit-text" }, say("What should stand there")), text,
      make("label", { for: "edit-note" }, say("Note")), note,
      make("div", { className: "acts" },
        make("button", { type: "submit", className: "act accept" }, say("Save"), make("kbd", { "aria-hidden": "true" }, "Enter")),
        make("button", { type: "button", className: "act", "data-act": "cancel" }, say("Cancel"), make("kbd", { "aria-hidden": "true" }, "Esc"))));
    const done = () => {
      const said = text.value.replaceAll("\n", finding.text.match(/\r\n|[\r\n]/)?.[0] ?? finding.file.newline);
      const verdict = said === finding.text ? "reject" : said === finding.suggestions[0] ? "accept" : "replace";
      act([finding], verdict, verdict === "replace" ? said : null, note.value.trim());
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      done();
    });
    form.addEventListener("keydown", (event) => {
      if (event.isComposing) return; // Enter chooses a character of the input method
      if (event.key === "Enter" && !event.shiftKey && event.target === text) {
        event.preventDefault();
        done();
      } else if (event.key === "Escape") {
        event.preventDefault();
        show(finding);
        list.frame.focus({ preventScroll: true });
      }
    });
    card.replaceChildren(form);
    text.focus();
    text.select();
  };

  const act = (chosen, verdict, replacement = null, note = "") => {
    const able = verdict === "accept" ? chosen.filter((finding) => finding.suggestions.length) : chosen;
    if (!able.length) {
      announce(say("Nothing is proposed here: e writes a correction, r says that the text is right."));
      return;
    }
    if (card.querySelector(".editing")) card.replaceChildren();
    decide(able, verdict, replacement, note);
    list.frame.focus({ preventScroll: true });
    const next = list.nextOpen();
    if (able.includes(list.current) || able.length > 1) list.select(next ?? list.current);
    const what = able.length > 1 ? say("{what}: {count} findings", { what: VERDICT_WORDS[verdict], count: count(able.length) }) : VERDICT_WORDS[verdict];
    announce(say("{what}. {progress}", { what, progress: progressText() }));
  };
  list.onVerdict = (chosen, verdict) => act(chosen, verdict);

  // Progress and where decisions are kept.
  const meter = by("progress");
  const progressText = () => say("{done} of {all} decided", { done: count(findings.filter(isDecided).length), all: count(findings.length) });
  const progress = () => {
    meter.max = Math.max(1, findings.length);
    meter.value = findings.filter(isDecided).length;
    by("progress-text").textContent = progressText();
  };
  savingNow = (where, why) => {
    const home = by("saved");
    home.dataset.where = where;
    home.textContent = {
      browser: say("kept in this browser; export them to use them"),
      nowhere: say("NOT kept: this browser stores nothing for local files. Export before you close."),
      waiting: why ? say("not saved yet ({why}); trying again", { why }) : say("saving…"),
      file: say("saved"),
      refused: say("NOT saved: {why}", { why }),
    }[where];
  };
  addEventListener("beforeunload", (event) => {
    const unkept = by("saved").dataset.where === "nowhere" && steps.length;
    if (unkept || waiting.length) event.preventDefault();
  });

  by("who").value = who;
  by("who").addEventListener("change", () => {
    who = by("who").value.trim();
    storage.set("digitize-who", who);
  });
  by("export").addEventListener("click", () => {
    const address = URL.createObjectURL(new Blob([lines().join("")], { type: "application/jsonl" }));
    const link = make("a", { href: address, download: "decisions.jsonl" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    announce(say("{count} decisions exported", { count: count(lines().length) }));
  });
  by("import").addEventListener("click", () => by("import-file").click());
  by("import-file").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (!file) return;
    try {
      const { taken, strange } = takeIn(await file.text());
      announce(
        strange
          ? say("{taken} decisions imported; about other files, or without a place: {strange}", { taken: count(taken), strange: count(strange) })
          : say("{taken} decisions imported", { taken: count(taken) }),
      );
    } catch (error) {
      announce(say("not imported: {why}", { why: error.message }));
    }
    event.target.value = "";
    show(list.current);
  });

  card.addEventListener("click", (event) => {
    const pressed = event.target.closest("button");
    const finding = list.current;
    if (!pressed || !finding) return;
    const other = pressed.dataset.other;
    if (other) act([finding], "replace", finding.suggestions[Number(other)]);
    else if (pressed.dataset.act === "cancel") show(finding);
    else if (pressed.dataset.act) commands[pressed.dataset.act]();
  });

  const help = by("help");
  const onCurrent = (work) => () => {
    if (list.current) work(list.current);
    else list.select(list.step(1));
  };
  const go = (finding) => {
    if (finding) list.select(finding);
  };
  const commands = {
    next: () => go(list.step(1)),
    previous: () => go(list.step(-1)),
    "next-group": () => go(list.stepGroup(1)),
    "previous-group": () => go(list.stepGroup(-1)),
    "next-open": () => go(list.nextOpen()),
    accept: onCurrent((finding) => (finding.suggestions.length ? act([finding], "accept") : edit(finding))),
    reject: onCurrent((finding) => act([finding], "reject")),
    edit: onCurrent(edit),
    "accept-all": onCurrent((finding) => act(list.alike(finding), "accept")),
    "reject-all": onCurrent((finding) => act(list.alike(finding), "reject")),
    undo: () => {
      const undone = undo();
      if (!undone) return announce(say("There is nothing to undo."));
      list.select(undone[0]);
      announce(say("{what}. {progress}", { what: say("Undone: {count}", { count: count(undone.length) }), progress: progressText() }));
    },
    filter: () => {
      const narrowing = document.querySelector(".narrowing");
      narrowing.open = true;
      list.search.focus();
      list.search.select();
    },
    open: () => list.fold(true),
    close: () => list.fold(false),
    help: () => help.showModal(),
  };
  const KEYS = {
    j: "next", ArrowDown: "next", k: "previous", ArrowUp: "previous", J: "next-group", K: "previous-group", n: "next-open",
    a: "accept", r: "reject", e: "edit", A: "accept-all", R: "reject-all", u: "undo", "/": "filter", "?": "help",
    ArrowRight: "open", ArrowLeft: "close",
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
    if (typing) {
      if (["Enter", "Escape"].includes(event.key) && event.target === list.search) list.frame.focus(); // Escape clears it, too
      return;
    }
    // With Caps Lock, by which many leave their input method, a is still one finding and A, with Shift, the group.
    const letter = event.shiftKey ? event.key.toUpperCase() : event.key.toLowerCase();
    const command = KEYS[event.key.length === 1 ? letter : event.key];
    if (!command) return;
    if (event.key.startsWith("Arrow") && event.target !== list.frame) return;
    if ((event.key === "Enter" || event.key === " ") && event.target.matches("button, summary, a")) return;
    event.preventDefault();
    commands[command]();
  });
  by("help-button").addEventListener("click", commands.help);

  list.on("select", show);
  list.on("narrow", () => show(list.current));
  listeners.push(progress);
  listeners.push((changed) => {
    const editing = card.querySelector(".editing"); // what is being written stays, whatever others decide
    if (changed.includes(list.current) && !editing) show(list.current);
  });
  progress();
  show(null);
  for (const element of document.querySelectorAll("[data-scripted]")) element.hidden = false;
})();
