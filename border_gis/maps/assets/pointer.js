/* What lies under the pointer, the pointer's coordinates, and a scale that is right on the ellipsoid. */

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
    for (const line of hit.feature.properties.w || []) element("div", "border-tip-verdict", line, entry);
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
