/* The door: start, state, clicks, and what the page around the map may call. */

function state() {
  const at = map.getCenter();
  return {
    latitude: at.lat, longitude: at.lng, zoom: map.getZoom(), hidden: [...hidden], legend: legend ? legend._open : null,
    belts: [...beltsOn], paint, line: byLine, asOf,
  };
}

function restore(kept) {
  if (!kept) return;
  map.setView([kept.latitude, kept.longitude], kept.zoom, { animate: false });
  for (const key of kept.hidden || []) switchItem(key, false);
  restoreBelts(kept);
  askOverlay();
  if (kept.asOf) openTime(kept.asOf);
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

/* The page around the map hands the view that it remembers over in the name of the frame, so that ten
   thousand symbols need not be laid out twice. */
function showFirst() {
  let kept = null;
  try { kept = window.parent === window ? null : JSON.parse(window.name); } catch { /* no view is remembered */ }
  if (kept && Number.isFinite(kept.latitude) && Number.isFinite(kept.longitude) && Number.isFinite(kept.zoom)) {
    map.setView([kept.latitude, kept.longitude], kept.zoom, { animate: false });
  } else {
    showWhole();
  }
}

function addFeatures() {
  for (const [name, layer] of Object.entries(layers)) {
    layer.remove();
    layer.addData(config.data[name]);
  }
  config.data = null;
  collectLabels();
  for (const layer of Object.values(layers)) layer.addTo(map);
  // The view was set before there was anything to tint.
  tinted = null;
}

function start(given, named) {
  map = given;
  layers = named;
  if (map.attributionControl) map.attributionControl.setPrefix(false);
  focusGroup = L.layerGroup().addTo(map);
  map.addControl(new Buttons());
  startBelts();
  map.addControl(new Scale());
  map.addControl(new Pointer());
  if (config.legend.length) map.addControl(legend = new Legend());
  if (config.mark) element("div", "border-mark", config.mark, map.getContainer());
  if (config.banner) element("div", "border-banner", config.banner, map.getContainer());
  const tint = () => map.getContainer().classList.toggle("border-close", map.getZoom() >= 9.5);
  map.on("zoomend", () => { tint(); restyleBackground(); });
  showFirst();
  tint();
  addFeatures();
  applyTime();
  if (paint === "verdict") askOverlay();
  drawSheet();
  restyleBackground();
  new Overlay("border-grid", drawGrid).addTo(map);
  lettering = new Overlay("border-letters", drawLetters).addTo(map);
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
  openTime, closeTime, asOf: () => asOf,
  // A map that has its overlays with it takes none from the page around it.
  overlay: (given) => { if (!config.overlays) showOverlay(given); },
  wanted, beltsShown: () => Object.keys(beltLayers).sort(),
  looksOf: (name) => layers[name].getLayers().map((layer) => [layer.options.color, layer.options.dashArray || ""]),
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
  const panes = { sheet: 199, background: 200, grid: 205, unit: 210, zone: 215, land: 218, area: 219, halo: 405, line: 410, work: 420, marker: 430, gate: 435, incident: 440, focus: 460, letters: 470 };
  for (const [name, level] of Object.entries(panes)) {
    const pane = target.createPane("border-" + name);
    pane.style.zIndex = level;
    pane.style.pointerEvents = "none";
  }
}
