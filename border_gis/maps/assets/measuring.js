/* Measuring lengths, bearings and areas on the ellipsoid. */

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
