/* Buttons, and the legend that switches layers, kinds and states. */

const ICONS = {
  home: "M3 11.5 12 4l9 7.5M6 10v9h4.5v-5h3v5H18v-9",
  clock: "M12 3.5a8.500 8.500 0 1 0 0 17a8.500 8.500 0 1 0 0 -17M12 7.500v4.800l3.200 2",
  ruler: "M3.5 16.5 16.5 3.5l4 4-13 13zM7 13l2 2M10 10l2.5 2.5M13 7l2 2",
  layers: "M12 3 3 8l9 5 9-5zM3.5 12.5 12 17l8.5-4.5M3.5 16.5 12 21l8.5-4.5",
};

function icon(name) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  drawing.appendChild(path);
  return drawing;
}

const Buttons = L.Control.extend({
  options: { position: "topleft" },
  onAdd() {
    const bar = element("div", "leaflet-bar border-buttons");
    this._button(bar, "home", word("home"), showWhole);
    this._ruler = this._button(bar, "ruler", word("measure"), () => toggleMeasuring(this._ruler));
    if (config.moments) timeButton = this._button(bar, "clock", word("time"), toggleTime);
    return bar;
  },
  _button(bar, name, title, act) {
    const button = element("a", "border-button", null, bar);
    button.href = "#";
    button.role = "button";
    button.title = title;
    button.setAttribute("aria-label", title);
    button.dataset.button = name;
    button.appendChild(icon(name));
    L.DomEvent.disableClickPropagation(button);
    L.DomEvent.on(button, "click", (event) => { L.DomEvent.preventDefault(event); act(); });
    return button;
  },
});

const legendRoom = (otherwise) => (legend && legend._open && map.getSize().x > 760 ? 300 : otherwise);

function showWhole() {
  const room = { paddingTopLeft: [24, 48], paddingBottomRight: [legendRoom(24), 60] };
  map.fitBounds(config.bounds, { ...room, animate: false });
}

function drawSwatch(item) {
  const canvas = element("canvas", "border-swatch"), ratio = window.devicePixelRatio || 1;
  const width = 30, height = 16;
  canvas.width = width * ratio; canvas.height = height * ratio;
  canvas.style.width = width + "px"; canvas.style.height = height + "px";
  const ctx = canvas.getContext("2d"), look = item.swatch;
  ctx.scale(ratio, ratio);
  if (look.area) {
    ctx.beginPath(); ctx.rect(2, 2, width - 4, height - 4);
    ctx.fillStyle = look.fillColor; ctx.globalAlpha = look.fillOpacity * 2; ctx.fill();
    ctx.globalAlpha = look.opacity; ctx.strokeStyle = look.color; ctx.lineWidth = look.weight;
    ctx.setLineDash((look.dashArray || "").split(/[ ,]+/).filter(Boolean).map(Number));
    ctx.stroke();
  } else if (look.shape) {
    ctx.beginPath();
    SHAPES[look.shape](ctx, width / 2, height / 2 + (look.shape === "triangle" ? 1 : 0), 5.6 * (BULK[look.shape] || 1));
    ctx.fillStyle = look.fillColor; ctx.globalAlpha = look.fillOpacity === undefined ? 1 : look.fillOpacity; ctx.fill();
    ctx.globalAlpha = 1; ctx.lineWidth = look.weight || 1.5; ctx.strokeStyle = look.color; ctx.stroke();
  } else {
    for (const stroke of look.strokes || [look]) {
      ctx.beginPath(); ctx.moveTo(2, height / 2); ctx.lineTo(width - 2, height / 2);
      ctx.lineWidth = stroke.weight; ctx.strokeStyle = stroke.color;
      ctx.globalAlpha = stroke.opacity === undefined ? 1 : stroke.opacity;
      ctx.setLineDash((stroke.dashArray || "").split(/[ ,]+/).filter(Boolean).map(Number));
      ctx.stroke();
    }
    if (look.mark) {
      ctx.setLineDash([]);
      ctx.beginPath(); SHAPES[look.mark](ctx, width / 2, height / 2, 5 * (BULK[look.mark] || 1));
      ctx.fillStyle = look.fillColor; ctx.fill(); ctx.lineWidth = 1; ctx.strokeStyle = "#fff"; ctx.stroke();
    }
  }
  return canvas;
}

const Legend = L.Control.extend({
  options: { position: "topright" },
  onAdd() {
    const box = element("div", "border-legend");
    L.DomEvent.disableClickPropagation(box);
    L.DomEvent.disableScrollPropagation(box);
    this._head = element("button", "border-legend-head", null, box);
    this._head.type = "button";
    this._head.appendChild(icon("layers"));
    element("span", "", word("layers"), this._head);
    this._head.onclick = () => { this.open(!this._open); announceState(); };
    this._body = element("div", "border-legend-body", null, box);
    for (const section of config.legend) this._section(section);
    this.open(config.legendOpen && map.getSize().x > 760);
    return box;
  },
  open(wanted) {
    this._open = wanted;
    this._body.hidden = !wanted;
    this._head.setAttribute("aria-expanded", wanted);
  },
  _section(section) {
    const part = element("fieldset", "border-legend-section", null, this._body);
    element("legend", "", section.title, part);
    if (section.paint) { part.dataset.paint = section.paint; part.hidden = section.paint !== paint; }
    for (const item of section.items) {
      const label = element("label", "border-legend-item", null, part);
      const box = element("input", "", null, label);
      box.type = section.radio ? "radio" : "checkbox";
      if (section.radio) box.name = section.radio;
      box.checked = isOn(item.key);
      box.dataset.key = item.key;
      box.onchange = () => { switchItem(item.key, box.checked); announceState(); };
      if (section.radio !== "paint") label.appendChild(drawSwatch(item));
      element("span", "border-legend-text", item.label, label);
      if (item.count !== null && item.count !== undefined) {
        element("span", "border-legend-count", number(item.count, 0), label);
      }
      if (item.key.startsWith("work-outcome:")) element("span", "border-legend-count", "", label);
    }
    for (const note of section.notes || []) element("div", "border-legend-note", note, part);
  },
  refresh() {
    for (const box of this._body.querySelectorAll("input")) box.checked = isOn(box.dataset.key);
    for (const part of this._body.querySelectorAll("[data-paint]")) part.hidden = part.dataset.paint !== paint;
  },
  tally(counts) {
    for (const box of this._body.querySelectorAll("input[data-key^='work-outcome:']")) {
      const count = counts ? counts[box.dataset.key.slice(13)] || 0 : null;
      box.parentElement.querySelector(".border-legend-count").textContent = count === null ? "" : number(count, 0);
    }
  },
});

let legend = null;

const isOn = (key) => /^(paint|by-line):/.test(key) ? isChosen(key) : key.startsWith("zone:") ? beltsOn.has(key) : !hidden.has(key);

function switchItem(key, on) {
  if (key.startsWith("zone:")) { switchBelt(key, on); return; }
  if (/^(paint|by-line):/.test(key)) { if (on) choose(key); return; }
  if (on) hidden.delete(key); else hidden.add(key);
  const [kind, name] = key.split(/:(.*)/s);
  if (kind === "layer") {
    for (const [layerName, layer] of Object.entries(layers)) {
      if (layerName === name || layerName.startsWith(name + "~")) {
        if (on) layer.addTo(map); else layer.remove();
      }
    }
  }
  applyFilters();
}

function applyFilters(always) {
  for (const name of ["incident", "work"]) {
    if (!layers[name] || !map.hasLayer(layers[name])) continue;
    let renderer = null;
    layers[name].eachLayer((layer) => {
      const p = layer.feature.properties;
      const byColour = name === "work" && p.v ? "work-outcome:" + p.v : name + "-colour:" + p.s;
      const away = hidden.has(name + "-group:" + p.g) || hidden.has(byColour) || Boolean(layer.awayInTime);
      if (always) renderer = layer._renderer || renderer;
      if (away === Boolean(layer.hiddenByLegend)) return;
      layer.hiddenByLegend = away;
      renderer = layer._renderer || renderer;
      if (layer instanceof Shape) return;
      layer.setStyle({ stroke: !away, fill: !away && /Polygon/.test(layer.feature.geometry.type) });
    });
    if (renderer && renderer._clear) { renderer._redrawBounds = null; renderer._redraw(); }
  }
  if (lettering) lettering.redraw();
}
