/* Lettering: marker numbers, gates, countries and the grid of degrees, none over another. */

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
  const apart = map.latLngToContainerPoint([0, step]).x - map.latLngToContainerPoint([0, 0]).x;
  const every = Math.ceil((ctx.measureText("106°00′00″" + word("east")).width + 14) / apart);
  for (let k = Math.ceil(bounds.getWest() / step); k * step < bounds.getEast(); k++) {
    if (k % every) continue;
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
