
// Decisions: made here, kept where they last, given out and taken in as lines of `decisions.jsonl`.
const SCHEMA = "digitize-decision/1";
const QUOTED = 32;
const served = data.served;

const storage = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, value);
      return true;
    } catch {
      return false; // full, or shut for local files
    }
  },
};
let who = served?.who ?? storage.get("digitize-who") ?? "";

const lastPoints = (text, many) => [...text].slice(-many).join("");
const firstPoints = (text, many) => [...text].slice(0, many).join("");

const record = (finding, decision) => {
  const [before, behind] = around(finding, 2 * QUOTED, 2 * QUOTED);
  const { verdict, replacement, who, when, note } = decision;
  return {
    schema: SCHEMA, verdict, code: finding.code, exact: finding.text,
    ...(finding.suggestions.length ? { suggestion: finding.suggestions[0] } : {}),
    ...(verdict === "replace" ? { replacement } : {}),
    prefix: lastPoints(before, QUOTED), suffix: firstPoints(behind, QUOTED),
    start: finding.start, id: finding.id, tier: finding.tier, confidence: finding.confidence,
    file: finding.file.file, sha256: finding.file.sha256, who, when, note,
  };
};
const now = () => `${new Date().toISOString().slice(0, 19)}Z`;
const withdrawal = (finding) => ({ verdict: "withdraw", replacement: null, who, when: finding.asOf || now(), note: "" });

// The finding that a line is about, by what they have in common: the surest first. A rule may have two findings at a
// place, of which one is superseded, and two files the same bytes.
const namesOf = ({ file, sha256, id, start, code }) => [
  `${file}\n${sha256}\n${id}`, `${sha256}\n${id}`, `${sha256}\n${start}\n${code}`, `${file}\n${id}`,
];
const byName = new Map();
for (const finding of findings) {
  const { file, sha256 } = finding.file;
  for (const name of namesOf({ ...finding, file, sha256 })) byName.set(name, finding);
}
const subject = (line) => {
  const found = namesOf(line).map((name) => byName.get(name)).find(Boolean);
  return found && found.text === line.exact ? found : null;
};
const VERDICTS = ["accept", "replace", "reject", "known", "withdraw"];
const VERDICT_WORDS = {
  accept: say("accepted"), replace: say("replaced"), reject: say("rejected"), known: say("known, not judged"), withdraw: say("withdrawn"),
};
const SIGNS = { accept: "✓", replace: "✎", reject: "✗", known: "·" };
const decisionOf = (line) =>
  line.verdict === "withdraw"
    ? null
    : {
        verdict: line.verdict, replacement: line.verdict === "replace" ? line.replacement : null,
        who: line.who ?? "", when: line.when ?? "", note: line.note ?? "",
      };

// Of two decisions the later one counts, in whatever order they come; so do `clean` and `apply` have it.
const settle = (finding, line) => {
  const when = line.when ?? "";
  if (when < finding.asOf) return false;
  finding.decision = decisionOf(line);
  finding.asOf = when;
  return true;
};
// What is decided here is decided after what is seen here, also where another's clock is ahead of this one. What the
// report of a page from a file knew needs no line of its own.
const settleNow = (finding, decision) => {
  const time = now();
  finding.asOf = time < finding.asOf ? finding.asOf : time;
  const needsLine = decision && (served || decision !== finding.given);
  finding.decision = needsLine ? { ...decision, when: finding.asOf } : decision;
};

const listeners = [];
const decided = (changed) => {
  for (const listener of listeners) listener(changed);
};

// A page from a file keeps decisions in the browser, by file; what its report knew already is not kept again.
const keyOf = (file) => `digitize-decisions ${file.sha256} ${file.file}`;
const keep = (changed) => {
  let whole = true;
  for (const file of new Set(changed.map((finding) => finding.file))) {
    const kept = {};
    for (const finding of file.findings) {
      if (finding.decision === finding.given) continue;
      const { verdict, replacement, who, when, note } = finding.decision ?? withdrawal(finding);
      kept[finding.id] = [verdict, replacement, who, when, note];
    }
    whole = storage.set(keyOf(file), JSON.stringify(kept)) && whole;
  }
  saving(whole ? "browser" : "nowhere");
};
const recall = () => {
  const recalled = [];
  for (const file of files) {
    let kept = null;
    try {
      kept = JSON.parse(storage.get(keyOf(file)));
    } catch {
      // written by something else
    }
    if (kept === null || typeof kept !== "object") continue;
    for (const finding of file.findings) {
      if (!Object.hasOwn(kept, finding.id)) continue;
      const [verdict, replacement, who, when, note] = kept[finding.id];
      if (!VERDICTS.includes(verdict)) continue;
      if (settle(finding, { verdict, replacement, who, when, note })) recalled.push(finding);
    }
  }
  if (recalled.length) decided(recalled);
};

// A page from `digitize review` sends them to it, and asks what others have decided meanwhile.
const waiting = [];
let since = 0;
let sending = false;
let oneByOne = false; // since one of many was refused, and the others are to be saved
let refusal = ""; // why one was, until something else is decided
const talk = async () => {
  if (sending) return;
  sending = true;
  const batch = oneByOne ? waiting.slice(0, 1) : waiting.slice();
  try {
    const answer = await fetch(
      batch.length ? "decisions" : `decisions?since=${since}`,
      batch.length
        ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ since, decisions: batch }) }
        : {},
    );
    const said = await answer.json();
    if (answer.status === 400 && batch.length > 1) {
      oneByOne = true;
    } else if (answer.status === 400 && batch.length === 1) {
      refusal = said.error;
      refuse(waiting.shift());
    } else if (!answer.ok) {
      throw new Error(said.error);
    } else {
      waiting.splice(0, batch.length);
      since = said.next;
      take(said.decisions);
    }
    oneByOne &&= waiting.length > 0;
    saving(waiting.length ? "waiting" : refusal ? "refused" : "file", refusal);
  } catch (error) {
    saving("waiting", error.message);
  }
  sending = false;
  if (waiting.length) setTimeout(talk, oneByOne ? 0 : 1000);
};
const refuse = (line) => {
  const finding = subject(line);
  if (!finding) return;
  finding.decision = finding.given;
  finding.asOf = finding.given?.when ?? "";
  decided([finding]);
};
const take = (lines) => {
  const changed = new Set();
  let strange = 0;
  for (const line of lines) {
    const finding = subject(line);
    if (!finding || !VERDICTS.includes(line.verdict)) strange += 1;
    else if (settle(finding, line)) changed.add(finding);
  }
  // What is still on its way stands above what the file says so far.
  for (const line of waiting) {
    const finding = subject(line);
    if (finding) settle(finding, line);
  }
  if (changed.size) decided([...changed]);
  return { changed: [...changed], strange };
};

const save = (changed) => {
  if (!served) return keep(changed);
  refusal = "";
  waiting.push(...changed.map((finding) => record(finding, finding.decision ?? withdrawal(finding))));
  saving("waiting");
  talk();
};

// Where decisions are: "browser", "nowhere", "waiting", "file", or that one was "refused".
let savingNow = () => {};
const saving = (where, why = "") => savingNow(where, why);

// One step, which is undone as one: a single decision, or that on a whole group.
const steps = [];
const decide = (chosen, verdict, replacement = null, note = "") => {
  const step = chosen.map((finding) => [finding, finding.decision]);
  for (const finding of chosen) settleNow(finding, { verdict, replacement, who, note });
  steps.push(step);
  decided(chosen);
  save(chosen);
};
const undo = () => {
  const step = steps.pop();
  if (!step) return null;
  for (const [finding, before] of step) settleNow(finding, before);
  const changed = step.map(([finding]) => finding);
  decided(changed);
  save(changed);
  return changed;
};

const lines = () =>
  findings
    .filter((finding) => served ? finding.decision : finding.decision !== finding.given)
    .map((finding) => `${JSON.stringify(record(finding, finding.decision ?? withdrawal(finding)))}\n`);
const takeIn = (text) => {
  const parsed = [];
  for (const [number, row] of text.split("\n").entries()) {
    if (!row.trim()) continue;
    let line = null;
    try {
      line = JSON.parse(row);
    } catch {
      // said below
    }
    if (line?.schema !== SCHEMA) throw new Error(say("line {number} is no decision", { number: number + 1 }));
    parsed.push(line);
  }
  const before = new Map(findings.map((finding) => [finding, finding.decision]));
  const { changed, strange } = take(parsed);
  if (changed.length) {
    steps.push(changed.map((finding) => [finding, before.get(finding)]));
    save(changed);
  }
  return { taken: changed.length, strange };
};
