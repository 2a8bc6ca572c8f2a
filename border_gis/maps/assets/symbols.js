/* Symbols: shapes on canvas, and the looks that the tables of the document give them. */

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
