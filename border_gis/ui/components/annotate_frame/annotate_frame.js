/* Draw arrows, boxes and words over a picture; only where they are is sent back, and the copy is drawn
   from the original on the other side. */
(function () {
  "use strict";

  const COLOURS = { red: "#d62828", yellow: "#ffd100", blue: "#0b5db8", white: "#ffffff" };
  const LEAST_PX = 6;
  const canvas = document.getElementById("picture");
  const words = document.getElementById("words");
  const image = new Image();
  let args = null;
  let tool = "arrow", colour = "red";
  let marks = [], drag = null, at = null, sent = 0;

  const tell = (type, data) =>
    window.parent.postMessage({ isStreamlitMessage: true, type, ...data }, window.location.origin);

  function button(label, className, pressed, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = className;
    if (className !== "colour") made.textContent = label;
    made.title = label;
    made.setAttribute("aria-label", label);
    if (pressed !== null) made.setAttribute("aria-pressed", String(pressed));
    made.onclick = act;
    return made;
  }

  function drawTools() {
    const tools = document.getElementById("tools");
    tools.replaceChildren();
    for (const name of ["arrow", "box", "text"]) {
      tools.appendChild(button(args.words[name], "tool", tool === name, () => { finishWords(); tool = name; drawTools(); }));
    }
    for (const name of Object.keys(COLOURS)) {
      const dot = button(args.words[name], "colour", colour === name, () => { colour = name; drawTools(); });
      dot.style.background = COLOURS[name];
      tools.appendChild(dot);
    }
    const undo = button(args.words.undo, "undo", null, () => { marks.pop(); draw(); drawTools(); });
    const save = button(args.words.save, "save", null, send);
    undo.disabled = save.disabled = marks.length === 0;
    tools.append(undo, save);
  }

  function send() {
    finishWords();
    if (!marks.length) return;
    sent += 1;
    tell("streamlit:setComponentValue", { value: { marks, at: `${Date.now()}-${sent}` }, dataType: "json" });
  }

  function place(event) {
    const box = canvas.getBoundingClientRect();
    const within = (value) => Math.min(1, Math.max(0, value));
    return { x: within((event.clientX - box.left) / box.width), y: within((event.clientY - box.top) / box.height) };
  }

  function draw() {
    const pen = canvas.getContext("2d");
    pen.drawImage(image, 0, 0, canvas.width, canvas.height);
    for (const mark of drag ? [...marks, drag] : marks) drawMark(pen, mark);
  }

  function drawMark(pen, mark) {
    const width = canvas.width, height = canvas.height;
    const x0 = mark.from_x * width, y0 = mark.from_y * height, x1 = mark.to_x * width, y1 = mark.to_y * height;
    const thick = Math.max(2, 0.006 * Math.hypot(width, height));
    pen.strokeStyle = pen.fillStyle = COLOURS[mark.colour];
    pen.lineWidth = thick;
    if (mark.kind === "box") {
      pen.strokeRect(Math.min(x0, x1), Math.min(y0, y1), Math.abs(x1 - x0), Math.abs(y1 - y0));
    } else if (mark.kind === "arrow") {
      const length = Math.hypot(x1 - x0, y1 - y0);
      if (!length) return;
      const ux = (x1 - x0) / length, uy = (y1 - y0) / length, head = Math.min(5 * thick, length);
      const nx = x1 - ux * head, ny = y1 - uy * head, side = head * 0.55;
      pen.beginPath(); pen.moveTo(x0, y0); pen.lineTo(nx, ny); pen.stroke();
      pen.beginPath(); pen.moveTo(x1, y1); pen.lineTo(nx - uy * side, ny + ux * side); pen.lineTo(nx + uy * side, ny - ux * side);
      pen.closePath(); pen.fill();
    } else {
      drawWords(pen, mark, x0, y0);
    }
  }

  function drawWords(pen, mark, x, y) {
    const size = Math.max(12, 0.034 * Math.max(canvas.width, canvas.height)), padding = size * 0.3;
    pen.font = `700 ${size}px "Be Vietnam Pro", "Segoe UI", sans-serif`;
    const most = canvas.width - 2 * padding, lines = [];
    let line = "";
    for (const word of mark.text.split(/\s+/)) {
      const longer = (line + " " + word).trim();
      if (line && pen.measureText(longer).width > most) { lines.push(line); line = word; } else line = longer;
    }
    lines.push(line);
    const wide = Math.max(...lines.map((each) => pen.measureText(each).width)) + 2 * padding;
    const tall = lines.length * size * 1.3 + 2 * padding;
    const left = Math.max(0, Math.min(x, canvas.width - wide)), top = Math.max(0, Math.min(y, canvas.height - tall));
    pen.fillStyle = mark.colour === "white" || mark.colour === "yellow" ? "#1d2f3a" : "#fff";
    pen.fillRect(left, top, wide, tall);
    pen.fillStyle = COLOURS[mark.colour];
    lines.forEach((each, index) => pen.fillText(each, left + padding, top + padding + index * size * 1.3 + size));
  }

  function askWords(point) {
    at = point;
    words.hidden = false;
    words.value = "";
    words.placeholder = args.words.type_here;
    const box = canvas.getBoundingClientRect();
    words.style.left = `${Math.min(point.x * box.width, Math.max(0, box.width - 250))}px`;
    words.style.top = `${Math.min(point.y * box.height, box.height - 40)}px`;
    words.focus();
  }

  function finishWords() {
    if (!at) return;
    const text = words.value.trim().normalize("NFC");
    if (text) marks.push({ kind: "text", from_x: at.x, from_y: at.y, to_x: 0, to_y: 0, text, colour });
    at = null;
    words.hidden = true;
    draw();
    drawTools();
  }

  canvas.onpointerdown = (event) => {
    if (at) { finishWords(); return; }
    const point = place(event);
    if (tool === "text") { event.preventDefault(); askWords(point); return; }
    canvas.setPointerCapture(event.pointerId);
    drag = { kind: tool, from_x: point.x, from_y: point.y, to_x: point.x, to_y: point.y, text: "", colour };
  };
  canvas.onpointermove = (event) => {
    if (!drag) return;
    const point = place(event);
    drag.to_x = point.x; drag.to_y = point.y;
    draw();
  };
  canvas.onpointerup = () => {
    if (!drag) return;
    const box = canvas.getBoundingClientRect();
    const far = Math.hypot((drag.to_x - drag.from_x) * box.width, (drag.to_y - drag.from_y) * box.height);
    if (far >= LEAST_PX) marks.push(drag);
    drag = null;
    draw();
    drawTools();
  };
  canvas.onpointercancel = () => { drag = null; draw(); };
  words.onkeydown = (event) => {
    if (event.key === "Enter") finishWords();
    if (event.key === "Escape") { words.value = ""; finishWords(); event.stopPropagation(); }
  };

  function fit() {
    tell("streamlit:setFrameHeight", { height: Math.ceil(document.body.getBoundingClientRect().height) + 2 });
  }

  image.onload = () => {
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    draw();
    requestAnimationFrame(fit);
  };
  window.addEventListener("resize", fit);
  window.addEventListener("message", (event) => {
    if (event.data.type !== "streamlit:render") return;
    const before = args;
    args = event.data.args;
    if (!before) {
      const style = document.createElement("style");
      style.textContent = args.letters;
      document.head.appendChild(style);
    }
    if (!before || before.picture_key !== args.picture_key) {
      marks = [];
      image.src = args.picture;
    }
    drawTools();
    fit();
  });
  tell("streamlit:componentReady", { apiVersion: 1 });
})();
