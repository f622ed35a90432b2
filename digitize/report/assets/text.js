
// Text of an issue as nodes of the page: it can't be markup, and what can't be seen stands in boxes that name it.
// The same as `markup.py` does for the text in the page.
const GAP = /\r\n|[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}]/gu;
const UNSEEN = /\r\n|(?!\t)[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const UNSEEN_IN_LINES = /(?![\t\r\n])[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
const WORD = /(?![\uf900-\ufaff\u{2f800}-\u{2fa1f}])[\p{L}\p{N}\p{M}_]/u;
const BOXED = 4;
const LONGEST = 48;
const LABELS = { " ": "␣", "\t": "⇥", "\n": "⏎", "\r\n": "⏎", "\r": "⏎" };

// An element with classes and attributes; strings among its children are text of ours.
const make = (name, { className = "", ...attributes } = {}, ...children) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
};

const box = (character) => {
  const codes = [...character].map((unit) => unit.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")).join(" ");
  const seen = character.search(GAP) < 0;
  const element = make("i", { "data-u": codes, "data-g": seen && character }, LABELS[character] ?? `U+${codes}`);
  if (character.includes("\n") || character === "\r") element.className = "nl";
  return element;
};

// Text, with what the pattern finds in boxes.
const inert = (text, pattern = UNSEEN) => {
  const pieces = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > done) pieces.push(text.slice(done, match.index));
    pieces.push(box(match[0]));
    done = match.index + match[0].length;
  }
  if (done < text.length) pieces.push(text.slice(done));
  return pieces;
};
const gaps = (text) => inert(text, GAP);
const boxes = (text) => (text.match(/\r\n|./gsu) ?? []).map(box);

// What is removed and what is put in its place.
const removed = (old) => {
  const few = !WORD.test(old) && [...old].length <= BOXED;
  return make("del", { className: WORD.test(old) && /[\r\n]/.test(old) ? "over-lines" : "" }, ...(few ? boxes(old) : gaps(old)));
};
const inserted = (text) => make("ins", {}, ...gaps(text));
const changed = (old, text) => [...(old ? [removed(old)] : []), ...(text ? [inserted(text)] : [])];

const short = (text) =>
  text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)} … ${text.slice(-LONGEST / 2)}`;

// A correction by itself, an empty side as ∅; text for which nothing is put is only pointed out.
const correction = (old, text) =>
  text === undefined
    ? [make("mark", {}, ...gaps(short(old)))]
    : [old ? removed(short(old)) : "∅", make("span", { className: "to" }, "→"), text ? inserted(short(text)) : "∅"];

// For attributes and for what is read out: what can't be seen by its number.
const plain = (text) =>
  text.replace(UNSEEN, (found) => [...found].map((unit) => `<U+${unit.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}>`).join(""));
