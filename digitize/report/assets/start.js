
// What was decided before: in this browser, or in the file that `digitize review` keeps.
if (served) {
  talk();
  setInterval(talk, 3000);
} else {
  recall();
}
