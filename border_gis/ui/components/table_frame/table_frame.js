/* A table whose rows open by a click anywhere on them, or by Enter; sorting happens here. Texts only
   ever become text nodes. */
(function () {
  "use strict";

  const ROW_PX = 40;
  const FEW = 60;
  let args = null;
  let order = { column: null, down: false };

  const tell = (type, data) =>
    window.parent.postMessage({ isStreamlitMessage: true, type, ...data }, window.location.origin);

  function element(tag, className, text) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function open(row) {
    tell("streamlit:setComponentValue", { value: { id: row.id, at: Date.now() }, dataType: "json" });
  }

  function sorted() {
    if (order.column === null) return args.rows;
    const collator = new Intl.Collator(args.language, { numeric: true });
    const keyOf = (row) => (row.keys && row.keys[order.column] !== undefined ? row.keys[order.column] : row.cells[order.column]);
    const compare = (a, b) => {
      const one = keyOf(a), other = keyOf(b);
      if (typeof one === "number" && typeof other === "number") return one - other;
      return collator.compare(String(one === null ? "" : one), String(other === null ? "" : other));
    };
    return [...args.rows].sort((a, b) => (order.down ? compare(b, a) : compare(a, b)));
  }

  function drawHead() {
    const head = document.getElementById("head");
    head.replaceChildren();
    args.columns.forEach((column, index) => {
      const button = element("button", "", column.title);
      button.type = "button";
      button.setAttribute("role", "columnheader");
      if (order.column === index) {
        button.appendChild(element("span", "mark", order.down ? "▼" : "▲"));
        button.setAttribute("aria-sort", order.down ? "descending" : "ascending");
      }
      button.onclick = () => {
        order = { column: index, down: order.column === index && !order.down };
        draw();
      };
      head.appendChild(button);
    });
  }

  function drawRow(row) {
    const line = element("div", "row");
    line.setAttribute("role", "row");
    line.tabIndex = 0;
    line.dataset.id = row.id;
    row.cells.forEach((text, index) => {
      const column = args.columns[index], cell = element("div", "cell " + (column.look || "")), inner = element("div");
      cell.setAttribute("role", "cell");
      if (column.look === "dotted" && row.dot) {
        const dot = element("span", "dot");
        dot.style.borderColor = row.dot;
        if (!row.hollow) dot.style.background = row.dot;
        inner.appendChild(dot);
      }
      inner.appendChild(document.createTextNode(text));
      cell.appendChild(inner);
      if (text.length > 40) cell.title = text;
      line.appendChild(cell);
    });
    line.onclick = () => { if (!String(window.getSelection())) open(row); };
    line.onkeydown = (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(row); } };
    return line;
  }

  function draw() {
    drawHead();
    const rows = document.createDocumentFragment();
    for (const row of sorted()) rows.appendChild(drawRow(row));
    document.getElementById("rows").replaceChildren(rows);
  }

  /* As tall as its rows, and no taller than what is left of the window. */
  function fit() {
    const wanted = document.getElementById("head").offsetHeight + document.getElementById("rows").scrollHeight + 4;
    let room = 620;
    try {
      const top = window.frameElement.getBoundingClientRect().top + window.parent.document.querySelector(".stMain").scrollTop;
      room = Math.max(8 * ROW_PX, window.parent.innerHeight - top - 56);
    } catch { /* another origin: the height stays as it is */ }
    tell("streamlit:setFrameHeight", { height: Math.ceil(Math.min(wanted, room)) });
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !event.data || event.data.type !== "streamlit:render") return;
    const before = args && JSON.stringify(args.rows) + args.language;
    args = event.data.args;
    if (!document.getElementById("letters")) {
      const letters = element("style", "", args.letters);
      letters.id = "letters";
      document.head.appendChild(letters);
    }
    document.documentElement.lang = args.language;
    document.documentElement.classList.toggle("narrow", Boolean(args.narrow));
    document.documentElement.classList.toggle("few", args.rows.length <= FEW);
    document.documentElement.style.setProperty("--columns", args.columns.map((column) => column.width).join(" "));
    if (JSON.stringify(args.rows) + args.language !== before) draw();
    fit();
  });
  window.addEventListener("resize", () => { if (args) fit(); });
  // Letters that come later make other lines of the same words.
  new ResizeObserver(() => { if (args) fit(); }).observe(document.getElementById("rows"));

  tell("streamlit:componentReady", { apiVersion: 1 });
})();
