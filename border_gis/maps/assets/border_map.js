/* What folium does not draw itself: symbols on canvas, a legend that switches layers, letters that
   keep out of each other's way, measuring on the ellipsoid, coordinates under the pointer, and a
   door for the page around the map. Texts from data only ever become text nodes or canvas letters. */
(function () {
  "use strict";

  const WGS84 = geodesic.Geodesic.WGS84;
  const FONT = '"Be Vietnam Pro", "Segoe UI", "Noto Sans", Arial, sans-serif';
  const TOLERANCE_PX = 6;

  let config = null;
  let map = null;
  let layers = {};
  const hidden = new Set();
  let lettering = null;
  let listener = null;
  let clicks = 0;
  let measuring = null;
  let focusGroup = null;

  const word = (name) => config.words[name] || name;
  const number = (value, digits) =>
    new Intl.NumberFormat(config.language === "vi" ? "vi-VN" : "en-GB", {
      minimumFractionDigits: digits, maximumFractionDigits: digits,
    }).format(value);

  function element(tag, className, text, parent) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined && text !== null) made.textContent = text;
    if (parent) parent.appendChild(made);
    return made;
  }

  /* ---- symbols ------------------------------------------------------------------------- */

  const polygon = (corners, turn, squeeze) => (ctx, x, y, r) => {
    for (let k = 0; k < corners; k++) {
      const angle = turn + (2 * Math.PI * k) / corners;
      const reach = squeeze && k % 2 ? r * squeeze : r;
      ctx[k ? "lineTo" : "moveTo"](x + reach * Math.sin(angle), y - reach * Math.cos(angle));
    }
    ctx.closePath();
  };
  const SHAPES = {
    circle: (ctx, x, y, r) => ctx.arc(x, y, r, 0, 2 * Math.PI),
    square: polygon(4, Math.PI / 4),
    diamond: polygon(4, 0),
    triangle: polygon(3, 0),
    wedge: polygon(3, Math.PI),
    pentagon: polygon(5, 0),
    hexagon: polygon(6, 0),
    star: polygon(10, 0, 0.5),
    cross: polygon(8, 0, 0.42),
    gate: (ctx, x, y, r) => ctx.rect(x - r, y - r * 0.72, 2 * r, r * 1.44),
  };
  const BULK = { square: 1.12, diamond: 1.18, triangle: 1.22, wedge: 1.22, star: 1.35, cross: 1.35, pentagon: 1.08 };

  /* Far out, markers would hide the line: the round numbers come first, all of them from close by. */
  const shownFrom = (rank) => [0, 0, 7.5, 9, 10.5, 11, 11.5, 11.5][rank];
  const zoomFactor = (zoom) => Math.max(0.42, Math.min(1.25, 0.42 + (zoom - 6) * 0.105));

  const Shape = L.CircleMarker.extend({
    options: { shape: "circle", radius: 6, interactive: false },
    _project() {
      const bulk = BULK[this.options.shape] || 1;
      const zoom = this._map.getZoom();
      this._radius = this.options.radius * bulk * Math.max(this.options.floor || 0, zoomFactor(zoom));
      this.tooFar = this.rank !== undefined && zoom < shownFrom(this.rank);
      L.CircleMarker.prototype._project.call(this);
    },
    _updatePath() {
      if (!this.hiddenByLegend && !this.tooFar) this._renderer._updateShape(this);
    },
  });

  L.Canvas.include({
    _updateShape(layer) {
      if (!this._drawing || layer._empty()) return;
      const ctx = this._ctx;
      ctx.beginPath();
      SHAPES[layer.options.shape](ctx, layer._point.x, layer._point.y, layer._radius);
      this._fillStroke(ctx, layer);
    },
  });

  function symbolOf(properties) {
    const rules = config.symbols[properties.l];
    const base = rules.base || {};
    return Object.assign({}, base, (rules.shapes || {})[properties.g], (rules.colours || {})[properties.s]);
  }

  const point = (feature, latlng) =>
    new Shape(latlng, Object.assign(symbolOf(feature.properties), { pane: paneOf(feature.properties.l) }));

  function style(feature) {
    const properties = feature.properties;
    const rules = config.symbols[properties.l];
    const isLine = feature.geometry && /LineString/.test(feature.geometry.type);
    const found = Object.assign({}, rules.base, (rules.colours || {})[properties.s]);
    if (isLine) {
      Object.assign(found, { fill: false, opacity: 1 }, rules.line, (rules.lineColours || {})[properties.s]);
      if (properties.d) found.dashArray = properties.d;
    }
    found.interactive = false;
    return found;
  }

  const paneOf = (name) => "border-" + name;

  /* ---- lettering ------------------------------------------------------------------------ */

  const Overlay = L.Layer.extend({
    initialize(pane, draw) { this._pane = pane; this._draw = draw; },
    onAdd(target) {
      this._canvas = element("canvas", "border-overlay", null, target.getPane(this._pane));
      target.on("moveend zoomend resize viewreset", this.redraw, this);
      target.on("zoomstart", this._hide, this);
      this.redraw();
    },
    onRemove(target) {
      target.off("moveend zoomend resize viewreset", this.redraw, this);
      target.off("zoomstart", this._hide, this);
      this._canvas.remove();
    },
    _hide() { this._canvas.style.visibility = "hidden"; },
    redraw() {
      if (!this._map) return this;
      const size = this._map.getSize(), pad = size.multiplyBy(0.2).round(), ratio = window.devicePixelRatio || 1;
      const full = size.add(pad.multiplyBy(2));
      this._canvas.width = full.x * ratio;
      this._canvas.height = full.y * ratio;
      this._canvas.style.width = full.x + "px";
      this._canvas.style.height = full.y + "px";
      this._canvas.style.visibility = "";
      L.DomUtil.setPosition(this._canvas, this._map.containerPointToLayerPoint(pad.multiplyBy(-1)));
      const ctx = this._canvas.getContext("2d");
      ctx.setTransform(ratio, 0, 0, ratio, pad.x * ratio, pad.y * ratio);
      this._draw(ctx, size, pad);
      return this;
    },
  });

  function gridStep() {
    const width = map.getBounds().getEast() - map.getBounds().getWest();
    const seconds = [18000, 7200, 3600, 1800, 1200, 600, 300, 120, 60, 30, 20, 10, 5, 2, 1];
    return (seconds.find((step) => (width * 3600) / step >= 5) || 1) / 3600;
  }

  const minutes = (value) => {
    const total = Math.round(Math.abs(value) * 3600), deg = Math.floor(total / 3600);
    const min = Math.floor((total % 3600) / 60), sec = total % 60;
    return deg + "°" + (min || sec ? String(min).padStart(2, "0") + "′" : "") + (sec ? String(sec).padStart(2, "0") + "″" : "");
  };

  function drawGrid(ctx, size, pad) {
    const step = gridStep(), bounds = map.getBounds().pad(0.3);
    ctx.strokeStyle = "rgba(62, 88, 104, 0.13)";
    ctx.lineWidth = 1;
    const sides = [[-pad.x, -pad.y], [size.x + pad.x, size.y + pad.y]];
    for (let k = Math.ceil(bounds.getWest() / step); k * step <= bounds.getEast(); k++) {
      const x = Math.round(map.latLngToContainerPoint([0, k * step]).x) + 0.5;
      ctx.beginPath(); ctx.moveTo(x, sides[0][1]); ctx.lineTo(x, sides[1][1]); ctx.stroke();
    }
    for (let k = Math.ceil(bounds.getSouth() / step); k * step <= bounds.getNorth(); k++) {
      const y = Math.round(map.latLngToContainerPoint([k * step, 0]).y) + 0.5;
      ctx.beginPath(); ctx.moveTo(sides[0][0], y); ctx.lineTo(sides[1][0], y); ctx.stroke();
    }
  }

  function drawLetters(ctx, size, pad) {
    const taken = [], zoom = map.getZoom();
    const free = (x, y, w, h) => {
      if (x < -pad.x || y < -pad.y || x + w > size.x + pad.x || y + h > size.y + pad.y) return false;
      return !taken.some((box) => x < box[2] && x + w > box[0] && y < box[3] && y + h > box[1]);
    };
    const write = (text, x, y, colour, halo) => {
      ctx.lineWidth = 3.5; ctx.lineJoin = "round"; ctx.strokeStyle = halo; ctx.strokeText(text, x, y);
      ctx.fillStyle = colour; ctx.fillText(text, x, y);
    };
    ctx.textBaseline = "middle";
    ctx.textAlign = "left";
    const put = (text, latlng, font, height, colour, gap) => {
      const at = map.latLngToContainerPoint(latlng);
      if (at.x < -pad.x || at.y < -pad.y || at.x > size.x + pad.x || at.y > size.y + pad.y) return false;
      ctx.font = font;
      const width = ctx.measureText(text).width;
      for (const [dx, dy] of [[gap, 0], [-gap - width, 0], [-width / 2, -gap - height / 2], [-width / 2, gap + height / 2]]) {
        const x = at.x + dx, y = at.y + dy - height / 2;
        if (free(x - 2, y, width + 4, height)) {
          taken.push([x - 2, y, x + width + 2, y + height]);
          write(text, x, y + height / 2, colour, "rgba(255, 255, 255, 0.92)");
          return true;
        }
      }
      return false;
    };
    ctx.save();
    if (zoom < 9.5) {
      ctx.textAlign = "center";
      for (const place of config.names) {
        const at = map.latLngToContainerPoint([place.latitude, place.longitude]);
        if (at.y < 36) continue;
        ctx.font = "600 " + place.size + "px " + FONT;
        write(place.text, at.x, at.y, "rgba(70, 92, 106, 0.55)", "rgba(255, 255, 255, 0.5)");
      }
      ctx.textAlign = "left";
    }
    const gap = 3 + 5.5 * zoomFactor(zoom);
    if (!hidden.has("layer:gate") && zoom >= 8) {
      for (const layer of labelled.gate) {
        put(layer.feature.properties.n, layer.getLatLng(), "600 11.5px " + FONT, 14, config.symbols.gate.letters, gap + 4);
      }
    }
    if (!hidden.has("layer:marker")) {
      let room = 260;
      for (const layer of labelled.marker) {
        if (zoom < shownFrom(layer.rank)) break;
        if (put(layer.feature.properties.n, layer.getLatLng(), "500 11px " + FONT, 13, config.symbols.marker.letters, gap)) {
          if (!--room) break;
        }
      }
    }
    ctx.restore();
    drawGridLetters(ctx, size, write);
  }

  function drawGridLetters(ctx, size, write) {
    const step = gridStep(), bounds = map.getBounds();
    ctx.font = "500 10px " + FONT;
    ctx.textAlign = "center";
    for (let k = Math.ceil(bounds.getWest() / step); k * step < bounds.getEast(); k++) {
      const x = map.latLngToContainerPoint([0, k * step]).x;
      if (x > 60 && x < size.x - 60) write(minutes(k * step) + word("east"), x, 9, "rgba(62, 88, 104, 0.75)", "rgba(255,255,255,.8)");
    }
    ctx.textAlign = "right";
    for (let k = Math.ceil(bounds.getSouth() / step); k * step < bounds.getNorth(); k++) {
      const y = map.latLngToContainerPoint([k * step, 0]).y;
      if (y > 60 && y < size.y - 60) write(minutes(k * step) + word("north"), size.x - 6, y - 7, "rgba(62, 88, 104, 0.75)", "rgba(255,255,255,.8)");
    }
  }

  const labelled = { marker: [], gate: [] };

  function rankOf(name) {
    const found = /^(\d+)(.*)$/.exec(name);
    if (!found) return 7;
    if (found[2] && !/^\(1\)$/.test(found[2])) return found[2][0] === "/" ? 6 : 7;
    const n = Number(found[1]);
    return n % 500 === 0 ? 0 : n % 100 === 0 ? 1 : n % 50 === 0 ? 2 : n % 10 === 0 ? 3 : n % 5 === 0 ? 4 : 5;
  }

  function collectLabels() {
    for (const name of ["marker", "gate"]) {
      if (!layers[name]) continue;
      layers[name].eachLayer((layer) => {
        if (!layer.getLatLng) return;
        if (name === "marker") layer.rank = rankOf(layer.feature.properties.n);
        labelled[name].push(layer);
      });
      labelled[name].sort((a, b) => (a.rank || 0) - (b.rank || 0));
    }
  }

  /* ---- what lies under the pointer -------------------------------------------------------- */

  function hitsAt(containerPoint) {
    const at = map.containerPointToLayerPoint(containerPoint), found = [];
    const order = ["incident", "gate", "marker", "work"];
    order.forEach((name, priority) => {
      if (!layers[name] || hidden.has("layer:" + name)) return;
      layers[name].eachLayer((layer) => {
        if (layer.hiddenByLegend || layer.tooFar || !layer._map) return;
        let distance = Infinity;
        if (layer._point && layer._radius !== undefined) {
          distance = Math.hypot(layer._point.x - at.x, layer._point.y - at.y) - layer._radius;
        } else if (layer._pxBounds && layer._parts) {
          const box = layer._pxBounds;
          if (at.x < box.min.x - TOLERANCE_PX || at.x > box.max.x + TOLERANCE_PX) return;
          if (at.y < box.min.y - TOLERANCE_PX || at.y > box.max.y + TOLERANCE_PX) return;
          for (const part of layer._parts) {
            for (let k = 1; k < part.length; k++) {
              distance = Math.min(distance, L.LineUtil.pointToSegmentDistance(at, part[k - 1], part[k]));
            }
          }
          distance -= 2;
        }
        if (distance <= TOLERANCE_PX) found.push({ layer: name, priority, distance, feature: layer.feature });
      });
    });
    found.sort((a, b) => a.priority - b.priority || a.distance - b.distance);
    const seen = new Set();
    return found.filter((hit) => {
      const key = hit.layer + hit.feature.properties.id;
      return seen.has(key) ? false : seen.add(key);
    });
  }

  function tellHits(box, hits, limit) {
    box.textContent = "";
    for (const hit of hits.slice(0, limit)) {
      const lines = hit.feature.properties.t;
      const entry = element("div", "border-tip-entry", null, box);
      element("div", "border-tip-title", lines[0], entry);
      for (const line of lines.slice(1)) element("div", "border-tip-line", line, entry);
    }
    if (hits.length > limit) element("div", "border-tip-line", word("more").replace("{count}", hits.length - limit), box);
  }

  function watchPointer() {
    const box = map.getContainer(), tip = element("div", "border-tip", null, box);
    tip.hidden = true;
    let waiting = null;
    const show = () => {
      const event = waiting;
      waiting = null;
      if (!event) return;
      tellPointer(event.latlng);
      const hits = measuring ? [] : hitsAt(event.containerPoint);
      box.classList.toggle("border-pointing", hits.length > 0);
      tip.hidden = !hits.length;
      if (!hits.length) return;
      tellHits(tip, hits, 4);
      const size = map.getSize(), at = event.containerPoint;
      const x = at.x + 16 + tip.offsetWidth > size.x ? at.x - tip.offsetWidth - 12 : at.x + 16;
      const y = at.y + 12 + tip.offsetHeight > size.y ? at.y - tip.offsetHeight - 10 : at.y + 12;
      tip.style.transform = "translate(" + Math.max(4, x) + "px," + Math.max(4, y) + "px)";
    };
    map.on("mousemove", (event) => {
      if (!waiting) requestAnimationFrame(show);
      waiting = event;
    });
    map.on("mouseout movestart zoomstart", () => { tip.hidden = true; waiting = null; });
  }

  let pointerBox = null;
  function tellPointer(latlng) {
    const dms = (value, mark) => {
      const tenths = Math.round(Math.abs(value) * 36000), deg = Math.floor(tenths / 36000);
      const min = Math.floor((tenths % 36000) / 600), sec = (tenths % 600) / 10;
      return deg + "°" + String(min).padStart(2, "0") + "′" + number(sec, 1).padStart(4, "0") + "″" + mark;
    };
    pointerBox.textContent =
      dms(latlng.lat, word("north")) + "  " + dms(latlng.lng, word("east")) + "   ·   " +
      number(latlng.lat, 5) + "°  " + number(latlng.lng, 5) + "°";
  }

  const Pointer = L.Control.extend({
    options: { position: "bottomleft" },
    onAdd() {
      pointerBox = element("div", "border-pointer", word("pointer"));
      return pointerBox;
    },
  });

  const Scale = L.Control.Scale.extend({
    options: { imperial: false, maxWidth: 130, position: "bottomleft" },
    _update() {
      const y = map.getSize().y / 2;
      const from = map.containerPointToLatLng([0, y]), to = map.containerPointToLatLng([this.options.maxWidth, y]);
      this._updateScales(WGS84.Inverse(from.lat, from.lng, to.lat, to.lng).s12);
    },
    _updateMetric(maxMeters) {
      const meters = this._getRoundNum(maxMeters);
      const label = meters < 1000 ? number(meters, 0) + " m" : number(meters / 1000, 0) + " km";
      this._updateScale(this._mScale, label, meters / maxMeters);
    },
  });

  /* ---- buttons ---------------------------------------------------------------------------- */

  const ICONS = {
    home: "M3 11.5 12 4l9 7.5M6 10v9h4.5v-5h3v5H18v-9",
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

  /* ---- legend ----------------------------------------------------------------------------- */

  function drawSwatch(item) {
    const canvas = element("canvas", "border-swatch"), ratio = window.devicePixelRatio || 1;
    const width = 30, height = 16;
    canvas.width = width * ratio; canvas.height = height * ratio;
    canvas.style.width = width + "px"; canvas.style.height = height + "px";
    const ctx = canvas.getContext("2d"), look = item.swatch;
    ctx.scale(ratio, ratio);
    if (look.shape) {
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
      for (const item of section.items) {
        const label = element("label", "border-legend-item", null, part);
        const box = element("input", "", null, label);
        box.type = "checkbox";
        box.checked = !hidden.has(item.key);
        box.dataset.key = item.key;
        box.onchange = () => { switchItem(item.key, box.checked); announceState(); };
        label.appendChild(drawSwatch(item));
        element("span", "border-legend-text", item.label, label);
        if (item.count !== null && item.count !== undefined) {
          element("span", "border-legend-count", number(item.count, 0), label);
        }
      }
    },
    refresh() {
      for (const box of this._body.querySelectorAll("input")) box.checked = !hidden.has(box.dataset.key);
    },
  });

  let legend = null;

  function switchItem(key, on) {
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

  function applyFilters() {
    for (const name of ["incident", "work"]) {
      if (!layers[name] || !map.hasLayer(layers[name])) continue;
      let renderer = null;
      layers[name].eachLayer((layer) => {
        const p = layer.feature.properties;
        const away = hidden.has(name + "-group:" + p.g) || hidden.has(name + "-colour:" + p.s);
        if (away === Boolean(layer.hiddenByLegend)) return;
        layer.hiddenByLegend = away;
        renderer = layer._renderer || renderer;
        if (layer instanceof Shape) return;
        layer.setStyle({ stroke: !away });
      });
      if (renderer && renderer._clear) { renderer._redrawBounds = null; renderer._redraw(); }
    }
    if (lettering) lettering.redraw();
  }

  /* ---- measuring on the ellipsoid ----------------------------------------------------------- */

  function geodesicPath(from, to) {
    const line = WGS84.InverseLine(from.lat, from.lng, to.lat, to.lng);
    const steps = Math.max(1, Math.min(64, Math.ceil(line.s13 / 5000))), path = [];
    for (let k = 0; k <= steps; k++) {
      const at = line.Position((line.s13 * k) / steps);
      path.push([at.lat2, at.lon2]);
    }
    return path;
  }

  const lengthText = (metres) => (metres < 1000 ? number(metres, 1) + " m" : number(metres / 1000, 3) + " km");
  const areaText = (area) => (area < 10000 ? number(area, 0) + " m²" : area < 1e6 ? number(area / 1e4, 2) + " ha" : number(area / 1e6, 3) + " km²");

  function measure(points) {
    let length = 0, last = null;
    for (let k = 1; k < points.length; k++) {
      last = WGS84.Inverse(points[k - 1].lat, points[k - 1].lng, points[k].lat, points[k].lng);
      length += last.s12;
    }
    let area = null;
    if (points.length > 2) {
      const shape = WGS84.Polygon(false);
      points.forEach((at) => shape.AddPoint(at.lat, at.lng));
      area = Math.abs(shape.Compute(false, true).area);
    }
    return { length, last: last ? last.s12 : 0, bearing: last ? (last.azi1 + 360) % 360 : null, area };
  }

  function toggleMeasuring(button) {
    if (measuring) { stopMeasuring(); return; }
    const box = element("div", "border-measure", null, map.getContainer());
    L.DomEvent.disableClickPropagation(box);
    measuring = {
      points: [], box, button,
      drawing: L.layerGroup([], { pane: "border-focus" }).addTo(map),
      text: element("div", "border-measure-text", word("measure_start"), box),
    };
    const bar = element("div", "border-measure-bar", null, box);
    for (const [name, act] of [["measure_undo", undoMeasure], ["measure_clear", clearMeasure], ["measure_close", stopMeasuring]]) {
      const one = element("button", "", word(name), bar);
      one.type = "button";
      one.onclick = act;
    }
    button.classList.add("border-on");
    map.doubleClickZoom.disable();
    map.getContainer().classList.add("border-measuring");
  }

  function drawMeasure() {
    const { points, drawing, text } = measuring, options = { pane: "border-focus", interactive: false };
    drawing.clearLayers();
    for (let k = 1; k < points.length; k++) {
      const path = geodesicPath(points[k - 1], points[k]);
      drawing.addLayer(L.polyline(path, { ...options, color: "#fff", weight: 6, opacity: 0.8 }));
      drawing.addLayer(L.polyline(path, { ...options, color: "#14324a", weight: 2.5, dashArray: "7 5" }));
    }
    points.forEach((at) => drawing.addLayer(new Shape(at, { ...options, radius: 5, color: "#14324a", weight: 2, fillColor: "#fff", fillOpacity: 1 })));
    const found = measure(points);
    const said = [];
    if (points.length > 1) {
      said.push(word("measure_total") + " " + lengthText(found.length));
      if (points.length > 2) said.push(word("measure_last") + " " + lengthText(found.last));
      said.push(word("measure_bearing") + " " + number(found.bearing, 1) + "°");
      if (found.area !== null) said.push(word("measure_area") + " " + areaText(found.area));
    }
    text.textContent = said.length ? said.join("   ·   ") : word(points.length ? "measure_next" : "measure_start");
  }

  const undoMeasure = () => { measuring.points.pop(); drawMeasure(); };
  const clearMeasure = () => { measuring.points = []; drawMeasure(); };
  function stopMeasuring() {
    if (!measuring) return;
    measuring.box.remove();
    measuring.drawing.remove();
    measuring.button.classList.remove("border-on");
    map.doubleClickZoom.enable();
    map.getContainer().classList.remove("border-measuring");
    measuring = null;
  }

  /* ---- showing a place ------------------------------------------------------------------------ */

  function ring(latitude, longitude, radius_m) {
    const corners = [];
    for (let k = 0; k < 180; k++) {
      const at = WGS84.Direct(latitude, longitude, k * 2, radius_m);
      corners.push([at.lat2, at.lon2]);
    }
    return corners;
  }

  function endsOf(geometry) {
    const chains = geometry.type === "LineString" ? [geometry.coordinates] : geometry.coordinates;
    return chains.flatMap((chain) => [chain[0], chain[chain.length - 1]]).map(([lon, lat]) => [lat, lon]);
  }

  function focus(place) {
    focusGroup.clearLayers();
    if (!place || !place.features || !place.features.length) return;
    const options = { pane: "border-focus", interactive: false };
    const bounds = L.latLngBounds([]);
    for (const feature of place.features) {
      const shape = L.geoJSON(feature.geometry, {
        pointToLayer: (_, at) => {
          if (feature.accuracy_m) {
            const corners = ring(at.lat, at.lng, feature.accuracy_m);
            focusGroup.addLayer(L.polygon(corners, { ...options, color: "#0072b2", weight: 1, fillColor: "#0072b2", fillOpacity: 0.1, smoothFactor: 0 }));
            ring(at.lat, at.lng, Math.min(feature.accuracy_m, 1500)).forEach((corner) => bounds.extend(corner));
          }
          const group = L.layerGroup([
            new Shape(at, { ...options, radius: 15, color: "#fff", weight: 6, fill: false }),
            new Shape(at, { ...options, radius: 15, color: "#c2185b", weight: 3, fill: false }),
            new Shape(at, { ...options, radius: 3.6, stroke: false, fillColor: "#c2185b", fillOpacity: 1 }),
          ]);
          bounds.extend(at);
          return group;
        },
        style: { ...options, pane: "border-halo", color: "#e5399b", weight: 13, opacity: 0.55, fill: false, lineCap: "round" },
      });
      if (/LineString/.test(feature.geometry.type)) {
        const edge = { ...options, pane: "border-halo", color: "#fff", weight: 19, opacity: 0.95 };
        focusGroup.addLayer(L.geoJSON(feature.geometry, { style: edge }));
        for (const end of endsOf(feature.geometry)) {
          const dot = { ...options, radius: 5, color: "#fff", weight: 2, fillColor: "#c2185b", fillOpacity: 1, floor: 0.9 };
          focusGroup.addLayer(new Shape(end, dot));
        }
      }
      focusGroup.addLayer(shape);
      if (/LineString|Polygon/.test(feature.geometry.type)) bounds.extend(shape.getBounds());
    }
    if (place.stay || !bounds.isValid()) return;
    const near = { paddingTopLeft: [70, 60], paddingBottomRight: [legendRoom(60), 80], maxZoom: 14 };
    if (place.jump || matchMedia("(prefers-reduced-motion: reduce)").matches) map.fitBounds(bounds, { ...near, animate: false });
    else map.flyToBounds(bounds, { ...near, duration: 0.7 });
  }

  /* ---- the door -------------------------------------------------------------------------------- */

  function state() {
    const at = map.getCenter();
    return { latitude: at.lat, longitude: at.lng, zoom: map.getZoom(), hidden: [...hidden], legend: legend ? legend._open : null };
  }

  function restore(kept) {
    if (!kept) return;
    map.setView([kept.latitude, kept.longitude], kept.zoom, { animate: false });
    for (const key of kept.hidden || []) switchItem(key, false);
    if (legend) {
      legend.refresh();
      if (kept.legend !== null && kept.legend !== undefined) legend.open(kept.legend);
    }
  }

  const announce = (event) => { if (listener) listener(event); };
  const announceState = () => announce({ type: "state", state: state() });

  function answerClick(event) {
    if (measuring) {
      measuring.points.push(event.latlng.wrap());
      drawMeasure();
      return;
    }
    const hits = hitsAt(event.containerPoint);
    if (listener) {
      if (!hits.length) focus({ features: [{ geometry: { type: "Point", coordinates: [event.latlng.lng, event.latlng.lat] } }], stay: true });
      announce({
        type: "click", number: ++clicks, longitude: event.latlng.lng, latitude: event.latlng.lat,
        hits: hits.slice(0, 20).map((hit) => ({ layer: hit.layer, id: hit.feature.properties.id })),
      });
    } else if (hits.length) {
      const content = element("div", "border-popup");
      tellHits(content, hits, 8);
      L.popup({ maxWidth: 320 }).setLatLng(event.latlng).setContent(content).openOn(map);
    }
  }

  function prepare(target) {
    const block = document.getElementById("border-data");
    config = JSON.parse(block.textContent);
    block.remove();
    createPanes(target);
  }

  function start(given, named) {
    map = given;
    layers = named;
    for (const [name, layer] of Object.entries(layers)) layer.addData(config.data[name]);
    config.data = null;
    if (map.attributionControl) map.attributionControl.setPrefix(false);
    collectLabels();
    focusGroup = L.layerGroup().addTo(map);
    new Overlay("border-grid", drawGrid).addTo(map);
    lettering = new Overlay("border-letters", drawLetters).addTo(map);
    map.addControl(new Buttons());
    map.addControl(new Scale());
    map.addControl(new Pointer());
    if (config.legend.length) map.addControl(legend = new Legend());
    if (config.banner) element("div", "border-banner", config.banner, map.getContainer());
    const tint = () => map.getContainer().classList.toggle("border-close", map.getZoom() >= 9.5);
    map.on("zoomend", () => { tint(); restyleBackground(); });
    tint();
    showWhole();
    drawSheet();
    restyleBackground();
    watchPointer();
    map.on("click", answerClick);
    map.on("moveend", announceState);
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") stopMeasuring(); });
    new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(map.getContainer());
    if (document.fonts && document.fonts.load) {
      document.fonts.load("500 11px " + FONT, "1378").then(() => lettering.redraw(), () => undefined);
    }
    window.BorderMap.ready = true;
    announce({ type: "ready" });
  }

  /* The background ends somewhere: what lies beyond is bare paper, not sea. */
  function drawSheet() {
    if (!layers.background) return;
    const sea = { pane: "border-sheet", stroke: false, fillColor: config.symbols.background.sea, fillOpacity: 1, interactive: false };
    L.rectangle(layers.background.getBounds(), sea).addTo(map);
  }

  /* Far out, the tints tell the countries apart; close by they would pass for a boundary that nobody
     surveyed, so they go, and only the chosen versions of the line are left. */
  let tinted = null;
  function restyleBackground() {
    const wanted = map.getZoom() < 9.5;
    if (!layers.background || tinted === wanted) return;
    tinted = wanted;
    const rules = config.symbols.background;
    layers.background.setStyle((feature) => {
      const fill = wanted ? (rules.colours[feature.properties.s] || rules.base).fillColor : rules.base.fillColor;
      return { fillColor: fill, color: fill };
    });
  }

  window.BorderMap = {
    ready: false, prepare, point, style, start, focus, state, restore, measure,
    hitsAt: (x, y) => hitsAt(L.point(x, y)).map((hit) => ({ layer: hit.layer, id: hit.feature.properties.id })),
    pixelOf: (latitude, longitude) => map.latLngToContainerPoint([latitude, longitude]),
    listen(given) {
      listener = given;
      map.getContainer().classList.add("border-embedded");
    },
    zoom: () => map.getZoom(),
    isShown: (name) => Boolean(layers[name] && map.hasLayer(layers[name])),
  };

  function createPanes(target) {
    const panes = { sheet: 199, background: 200, grid: 205, unit: 210, halo: 405, line: 410, work: 420, marker: 430, gate: 435, incident: 440, focus: 460, letters: 470 };
    for (const [name, level] of Object.entries(panes)) {
      const pane = target.createPane("border-" + name);
      pane.style.zIndex = level;
      pane.style.pointerEvents = "none";
    }
  }
})();
