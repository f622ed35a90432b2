
// The findings of the page, and its words.
const data = JSON.parse(document.getElementById("data").textContent);
const say = (text, values = {}) =>
  (data.words[text] ?? text).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
const count = (value) => value.toLocaleString("en");

// Offsets are code points; JavaScript counts UTF-16 units. A text without characters beyond the basic plane needs no table.
const unitsOf = (text) => {
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return (point) => point;
  const units = [0];
  for (const character of text) units.push(units[units.length - 1] + character.length);
  return (point) => units[point];
};
const files = data.files.map((file) => ({ ...file, unit: unitsOf(file.text) }));

// `status` is what the program made of it, `decision` what a person said, `given` what its report already knew of that;
// `asOf` is when that was said last, were it to take back what was decided.
const findings = data.findings.map((row, number) => {
  const [file, alike, id, start, line, column, target, status, verdict, replacement, who, when, note] = row;
  const [code, tier, confidence, text, suggestions, message, evidence] = data.said[alike];
  const given =
    verdict && verdict !== "overruled" ? { verdict, replacement: replacement ?? null, who, when, note } : null;
  return {
    number, file: files[file], id, start, line, column, target: target || `m${number}`, status, given, decision: given, asOf: given?.when ?? "",
    code, tier, confidence, text, suggestions, message, evidence, name: data.rules[code]?.[data.language === "en" ? 0 : 1] ?? "",
    from: files[file].unit(start), to: files[file].unit(start) + text.length,
  };
});

for (const file of files) file.findings = [];
for (const finding of findings) finding.where = finding.file.places[finding.file.findings.push(finding) - 1] ?? "";

const STATUS_OF = { accept: "accepted", replace: "accepted", reject: "rejected" };
const statusOf = (finding) => STATUS_OF[finding.decision?.verdict] ?? finding.status;
const isDecided = (finding) => finding.decision !== null && finding.decision.verdict !== "known";
// What stands at its place in the end; null where that is what stands there now.
const outcomeOf = (finding) => {
  const status = statusOf(finding);
  if (finding.decision?.verdict === "replace") return finding.decision.replacement;
  return status === "applied" || status === "accepted" ? finding.suggestions[0] : null;
};
const STATUSES = ["applied", "accepted", "proposed", "rejected", "superseded"];
const TIERS = ["safe", "likely", "doubt"];
const around = (finding, before, behind) => [
  finding.file.text.slice(Math.max(0, finding.from - before), finding.from),
  finding.file.text.slice(finding.to, finding.to + behind),
];
