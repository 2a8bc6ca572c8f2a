/* The strip of a history: lanes for the two sides and what they do together, steps as marks, waiting
   times as spans, deadlines as flags, today as a line. Texts only ever become text nodes. */
(function () {
  "use strict";

  const NAME_PX = 118, RIGHT_PX = 26, LANE_PX = 50, AXIS_PX = 26, WAIT_PX = 19, RADIUS = 11, LEAST_PX = 27;
  const GLYPHS = {
    letter: "M-5.5 -3.5h11v7h-11zM-5.5 -3.5l5.5 4.2 5.5 -4.2",
    paper: "M-3.8 -5.2h5l2.8 2.8v7.6h-7.8zM-1.8 -0.6h3.8M-1.8 2h3.8",
    talks: "M-5.2 -4h7v5h-3.6l-2 2v-2h-1.400zM3.6 -1.4h1.8v4.600h-1.200v1.600l-1.800 -1.600h-2",
    minutes: "M-4.600 -3.200h6v8h-6zM-2.400 -3.200v-2h6.400v8h-2.400",
    survey: "M0 5.200c-2.600 -3.200 -4 -4.800 -4 -6.400a4 4 0 0 1 8 0c0 1.600 -1.400 3.200 -4 6.400zM0 -2.200v1.600",
    order: "M-5 -0.600h8M0.400 -4l3.600 3.400 -3.600 3.400",
    phone: "M-4.400 -4.400c0 5 4 8.800 8.800 8.800v-2.600l-2.600 -1.200 -1.400 1.400c-1.400 -0.800 -2.600 -2 -3.200 -3.400l1.400 -1.400 -1 -2.600z",
    done: "M-4.200 0.200l2.800 3 5.600 -6",
    eye: "M-5.500 0c2.800 -4.400 8.200 -4.400 11 0c-2.800 4.400 -8.200 4.400 -11 0zM-1.200 0a1.200 1.200 0 1 0 2.400 0a1.200 1.200 0 1 0 -2.400 0",
    dot: "M-0.600 0h1.200",
  };
  let args = null, drawn = "";

  const tell = (type, data) =>
    window.parent.postMessage({ isStreamlitMessage: true, type, ...data }, window.location.origin);

  function draw(tag, attributes, parent, text) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    if (text !== undefined) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }

  function showTip(lines, near) {
    const tip = document.getElementById("tip");
    tip.replaceChildren();
    lines.forEach((line, order) => {
      if (!line) return;
      const part = document.createElement(order ? "div" : "b");
      part.textContent = line;
      tip.appendChild(part);
    });
    tip.hidden = false;
    const box = near.getBoundingClientRect(), width = document.documentElement.clientWidth;
    tip.style.left = Math.max(4, Math.min(width - tip.offsetWidth - 4, box.left + box.width / 2 - tip.offsetWidth / 2)) + "px";
    const below = box.bottom + 8;
    tip.style.top = (below + tip.offsetHeight < document.documentElement.clientHeight ? below : Math.max(2, box.top - tip.offsetHeight - 8)) + "px";
  }
  const hideTip = () => { document.getElementById("tip").hidden = true; };

  function explain(node, lines) {
    node.addEventListener("mouseenter", () => showTip(lines, node));
    node.addEventListener("mouseleave", hideTip);
    node.addEventListener("focus", () => showTip(lines, node));
    node.addEventListener("blur", hideTip);
  }

  /* The report stands further down on the page around; nothing is asked of the server. */
  function open(mark) {
    for (const other of document.querySelectorAll(".mark")) other.classList.toggle("lit", other.dataset.id === mark.id);
    try {
      const page = window.parent.document;
      for (const lit of page.querySelectorAll(".bg-lit")) lit.classList.remove("bg-lit");
      const found = page.querySelector(".bg-report-" + CSS.escape(mark.id));
      if (found) {
        found.classList.add("bg-lit");
        found.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth", block: "center" });
        return;
      }
    } catch { /* another origin */ }
    if (mark.opens) tell("streamlit:setComponentValue", { value: { id: mark.opens, at: Date.now() }, dataType: "json" });
  }

  function drawTicks(svg, scale, first, last, height) {
    const start = new Date(first * DAY_MS), ticks = [];
    for (let year = start.getUTCFullYear(); year <= new Date(last * DAY_MS).getUTCFullYear() + 1; year++) {
      for (let month = 0; month < 12; month++) {
        const day = Date.UTC(year, month, 1) / DAY_MS;
        if (day >= first && day <= last && scale.place(day) < scale.used - 24) ticks.push({ x: scale.place(day), year, month });
      }
    }
    let before = -Infinity;
    const taken = [];
    for (const tick of ticks.filter((each) => each.month === 0)) {
      if (tick.x - before < 40) continue;
      before = tick.x;
      taken.push(tick.x);
      draw("line", { class: "tick year", x1: tick.x, x2: tick.x, y1: 18, y2: height }, svg);
      draw("text", { class: "tick-text year", x: tick.x + 4, y: 13 }, svg, String(tick.year));
    }
    if (!taken.length) {
      draw("text", { class: "tick-text year", x: 2, y: 13 }, svg, String(start.getUTCFullYear()));
      taken.push(0);
    }
    for (const tick of ticks.filter((each) => each.month !== 0)) {
      if (taken.some((x) => Math.abs(x - tick.x) < 44)) continue;
      taken.push(tick.x);
      draw("line", { class: "tick", x1: tick.x, x2: tick.x, y1: 18, y2: height }, svg);
      const written = args.language === "vi" ? "T" + (tick.month + 1) : String(tick.month + 1).padStart(2, "0");
      draw("text", { class: "tick-text", x: tick.x + 4, y: 13 }, svg, written + "/" + String(tick.year).slice(2));
    }
  }

  function drawWaits(svg, scale, waits, top) {
    const rows = [];
    for (const wait of waits) {
      const x0 = scale.place(wait.x0), x1 = Math.max(x0 + 8, scale.place(wait.x1));
      let row = rows.findIndex((end) => end + 6 < x0);
      if (row < 0) row = rows.push(0) - 1;
      const y = top + row * WAIT_PX + 3, kind = wait.is_open ? " open" : "";
      const group = draw("g", { tabindex: 0, role: "img", "aria-label": wait.lines.join(". "), class: "wait-group" }, svg);
      draw("rect", { class: "wait" + kind, x: x0, y, width: x1 - x0, height: WAIT_PX - 5, rx: 4 }, group);
      const room = x1 - x0, written = room > 110 ? wait.long : room > 26 ? wait.short : "";
      if (written) {
        draw("text", { class: "wait-text" + kind, x: (x0 + x1) / 2, y: y + 11, "text-anchor": "middle" }, group, written);
        rows[row] = x1;
      } else {
        draw("text", { class: "wait-text" + kind, x: x1 + 4, y: y + 11 }, group, wait.short);
        rows[row] = x1 + 30;
      }
      explain(group, wait.lines);
    }
    return rows.length;
  }

  /* How many rows the waits will take, before anything is drawn. */
  function countRows(scale, waits) {
    const rows = [];
    for (const wait of waits) {
      const x0 = scale.place(wait.x0), x1 = Math.max(x0 + 8, scale.place(wait.x1));
      let row = rows.findIndex((end) => end + 6 < x0);
      if (row < 0) row = rows.push(0) - 1;
      rows[row] = x1 - x0 > 26 ? x1 : x1 + 30;
    }
    return rows.length;
  }

  function drawMarks(svg, scale, lanes) {
    const nameEnds = new Map();
    const byLane = new Map(lanes.map((lane) => [lane.key, args.marks.filter((mark) => mark.lane === lane.key)]));
    for (const [key, marks] of byLane) {
      const y = lanes.find((lane) => lane.key === key).y;
      const spans = new Set();
      for (const mark of marks) {
        if (mark.end - mark.start > 1.5 && !spans.has(mark.from + mark.to)) {
          spans.add(mark.from + mark.to);
          const x0 = scale.place(mark.start), x1 = scale.place(mark.end);
          draw("rect", { class: "span", x: x0, y: y - 5, width: Math.max(4, x1 - x0), height: 10, rx: 5 }, svg);
        }
      }
      marks.forEach((mark, order) => {
        const x = scale.place(mark.at), next = marks[order + 1] ? scale.place(marks[order + 1].at) : scale.used + RIGHT_PX;
        const group = draw("g", {
          class: "mark", tabindex: 0, role: "button", "aria-label": mark.lines.join(". "), "data-id": mark.id,
          transform: "translate(" + x + "," + y + ")",
        }, svg);
        draw("circle", { r: RADIUS, fill: mark.colour }, group);
        draw("path", { d: GLYPHS[mark.glyph] || GLYPHS.dot }, group);
        draw("circle", { class: "ring", r: RADIUS + 2.5 }, group);
        draw("text", { class: "mark-number", x: 0, y: -RADIUS - 4, "text-anchor": "middle" }, group, String(mark.number));
        const from = Math.max(x - 40, nameEnds.get(key) || 0), room = next - x;
        if (room > 62 && from <= x + 2) {
          const most = Math.floor((room + 8) / 6.6);
          const written = mark.title.length > most ? mark.title.slice(0, most - 1).trimEnd() + "…" : mark.title;
          draw("text", { class: "mark-name", x: -RADIUS, y: RADIUS + 13 }, group, written);
          nameEnds.set(key, x - RADIUS + written.length * 6.6);
        }
        explain(group, mark.lines);
        group.addEventListener("click", () => open(mark));
        group.addEventListener("keydown", (event) => {
          if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(mark); }
          const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
          if (step) {
            event.preventDefault();
            const all = [...document.querySelectorAll(".mark")].sort((a, b) => a.dataset.at - b.dataset.at);
            const other = all[all.indexOf(group) + step];
            if (other) other.focus();
          }
        });
        group.dataset.at = mark.at;
      });
    }
  }

  function drawStrip() {
    const strip = document.getElementById("strip");
    strip.replaceChildren();
    placeMarks(args.marks);
    const today = toDay(args.today) + 0.5;
    const lanes = args.lanes.filter((lane) => !lane.optional || args.marks.some((mark) => mark.lane === lane.key));
    const at = new Map(args.marks.map((mark) => [mark.id, mark.at]));
    const waits = args.waits.map((wait) => {
      const x0 = at.get(wait.asked) ?? toDay(wait.from) + 0.5;
      return { ...wait, x0, x1: Math.max(x0, wait.to ? at.get(wait.answered) ?? toDay(wait.to) + 0.5 : today) };
    });
    const stops = args.marks.map((mark) => ({ at: mark.at, isMark: true }));
    for (const mark of args.marks) stops.push({ at: mark.start }, { at: mark.end });
    for (const wait of waits) stops.push({ at: wait.x0 }, { at: wait.x1 });
    for (const deadline of args.deadlines) stops.push({ at: toDay(deadline.day) + 0.5 });
    const latest = Math.max(...stops.map((stop) => stop.at));
    if (args.shows_today || today < latest) stops.push({ at: today, isToday: true });
    const visible = document.documentElement.clientWidth - 4;
    const leastWidth = args.marks.length * LEAST_PX + 40;
    const width = Math.max(visible - NAME_PX - RIGHT_PX - 14, leastWidth);
    const scale = makeScale(stops, width, LEAST_PX);
    const first = Math.min(...stops.map((stop) => stop.at)), last = Math.max(...stops.map((stop) => stop.at));
    lanes.forEach((lane, order) => { lane.y = AXIS_PX + order * LANE_PX + LANE_PX / 2 - 1; });
    const waitTop = AXIS_PX + lanes.length * LANE_PX + 2, waitRows = countRows(scale, waits);
    const height = waitTop + waitRows * WAIT_PX + 5;
    const svg = draw("svg", { width: NAME_PX + scale.used + RIGHT_PX + 12, height, role: "group", "aria-label": args.title }, strip);
    lanes.forEach((lane, order) => {
      draw("rect", { class: order % 2 ? "lane even" : "lane", x: 0, y: AXIS_PX + order * LANE_PX, width: "100%", height: LANE_PX }, svg);
      draw("text", { class: "lane-name", x: 12, y: lane.y + 4 }, svg, lane.title);
    });
    if (waitRows) draw("text", { class: "lane-name", x: 12, y: waitTop + 14 }, svg, args.words.waits);
    const plot = draw("g", { transform: "translate(" + (NAME_PX + 12) + ",0)" }, svg);
    drawTicks(plot, scale, first, last, waitTop);
    for (const lane of lanes) draw("line", { class: "lane-line", x1: -8, x2: scale.used + 8, y1: lane.y, y2: lane.y }, plot);
    for (const piece of scale.pieces.filter((each) => each.isCut && each.x1 - each.x0 > 16)) {
      const x = (piece.x0 + piece.x1) / 2;
      draw("path", { class: "cut", d: "M" + (x - 4) + " " + (AXIS_PX - 2) + "l4 -8M" + (x + 1) + " " + (AXIS_PX - 2) + "l4 -8" }, plot);
    }
    if (args.shows_today || today < latest) {
      const x = scale.place(today), right = x > scale.used - 70;
      draw("line", { class: "today", x1: x, x2: x, y1: 18, y2: height - 4 }, plot);
      draw("text", { class: "today-text", x: right ? x - 4 : x + 4, y: AXIS_PX + 11, "text-anchor": right ? "end" : "start" }, plot, args.words.today);
    }
    drawWaits(plot, scale, waits, waitTop);
    for (const deadline of args.deadlines) {
      const x = scale.place(toDay(deadline.day) + 0.5);
      draw("line", { class: "deadline " + deadline.state, x1: x, x2: x, y1: AXIS_PX - 6, y2: waitTop }, plot);
      const flag = draw("path", { class: "flag " + deadline.state, tabindex: 0, role: "img", "aria-label": deadline.lines.join(". "), d: "M" + x + " " + (AXIS_PX - 8) + "v-12l11 4 -11 4z" }, plot);
      explain(flag, deadline.lines);
    }
    drawMarks(plot, scale, lanes);
    tell("streamlit:setFrameHeight", { height: height + 4 + (svg.getAttribute("width") > visible ? 14 : 0) });
    if (svg.getAttribute("width") > visible) strip.scrollLeft = 1e6;
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !event.data || event.data.type !== "streamlit:render") return;
    const wanted = JSON.stringify(event.data.args);
    if (!document.getElementById("letters")) {
      const letters = document.createElement("style");
      letters.id = "letters";
      letters.textContent = event.data.args.letters;
      document.head.appendChild(letters);
    }
    if (wanted === drawn) return;
    drawn = wanted;
    args = JSON.parse(wanted);
    document.documentElement.lang = args.language;
    drawStrip();
  });
  let waiting = 0;
  window.addEventListener("resize", () => {
    if (!args) return;
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(drawStrip);
  });

  tell("streamlit:componentReady", { apiVersion: 1 });
})();
