"use strict";

// Light or dark: as the system has it, until the reader says otherwise. Storage may be shut for local files.
const root = document.documentElement;
const stored = (value) => {
  try {
    if (value) localStorage.setItem("digitize-theme", value);
    return localStorage.getItem("digitize-theme");
  } catch {
    return null;
  }
};
const dark = () =>
  root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
const remembered = stored();
if (remembered === "dark" || remembered === "light") root.dataset.theme = remembered;

document.addEventListener("DOMContentLoaded", () => {
  const button = document.getElementById("theme");
  const name = () => {
    button.textContent = dark() ? button.dataset.light : button.dataset.dark;
    button.setAttribute("aria-label", dark() ? button.dataset.lighter : button.dataset.darker);
  };
  button.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    stored(root.dataset.theme);
    name();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", name);
  name();
  button.hidden = false;
});
