
(() => {
  const table = document.querySelector(".by-file");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const order = new Intl.Collator("zh", { numeric: true });

  // Sorting: a column's heading sorts by it, once more the other way. Figures begin with the highest.
  const figure = (row, column) => Number(row.cells[column].textContent.replaceAll(",", ""));
  const sort = (column, down) => {
    const keyed = rows.map((row) => [column ? figure(row, column) : row.cells[0].textContent, row]);
    keyed.sort(column ? (a, b) => a[0] - b[0] : (a, b) => order.compare(a[0], b[0]));
    if (down) keyed.reverse();
    body.append(...keyed.map((pair) => pair[1]));
  };
  const headings = [...table.tHead.rows[0].cells].slice(0, 6);
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const before = heading.getAttribute("aria-sort");
      const down = before ? before === "ascending" : column > 0;
      for (const other of headings) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      sort(column, down);
    });
  });

  const search = document.getElementById("by-name");
  let waiting = 0;
  const narrow = () => {
    const wanted = search.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.cells[0].textContent.toLowerCase().includes(wanted);
  };
  search.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(narrow, 120);
  });
  search.hidden = false;
})();
