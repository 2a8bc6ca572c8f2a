/* Belts of the rules, and works coloured by their verdicts. Neither is in the document at first: what is
   switched on is asked for ("want") and comes as an overlay; a saved map has its overlays with it. */

const beltsOn = new Set();
let paint = "party";
let byLine = null;
let overlay = null;
let beltLayers = {};
let announced = "";

const beltKeys = () =>
  config.legend.flatMap((section) => section.items.map((item) => item.key)).filter((key) => key.startsWith("zone:"));
const lookOfBelt = (key) => {
  for (const section of config.legend) for (const item of section.items) if (item.key === key) return item.swatch;
  return {};
};

function wanted() {
  const names = [...beltsOn].sort();
  if (paint === "verdict") names.push("verdicts");
  return names.length ? ["by-line:" + (byLine || ""), ...names] : [];
}

/* Tell the page what is switched on, once; a saved map has it already. */
function askOverlay() {
  if (config.overlays) {
    showOverlay(config.overlays[byLine] || Object.values(config.overlays)[0] || null);
    return;
  }
  const names = wanted(), key = names.join("|");
  if (key !== announced && listener) { announced = key; announce({ type: "want", wanted: names }); }
  showOverlay(overlay);
}

function showOverlay(given) {
  const isOther = !overlay || !given || overlay.line !== given.line;
  if (isOther) for (const layer of Object.values(beltLayers)) layer.remove();
  if (isOther) beltLayers = {};
  overlay = given;
  const zones = (given && (!byLine || given.line === byLine) && given.zones) || {};
  for (const key of beltKeys().reverse()) {
    const name = key.slice(5);
    if (!beltsOn.has(key) || !zones[name]) {
      if (beltLayers[name]) { beltLayers[name].remove(); delete beltLayers[name]; }
    } else if (!beltLayers[name]) {
      const style = { ...lookOfBelt(key), pane: paneOf("zone"), interactive: false, smoothFactor: 1 };
      delete style.area;
      beltLayers[name] = L.geoJSON({ type: "FeatureCollection", features: zones[name] }, { style, ...style });
      beltLayers[name].addTo(map);
    }
  }
  paintWorks();
}

function paintWorks() {
  if (!layers.work) return;
  const found = (paint === "verdict" && overlay && (!byLine || overlay.line === byLine) && overlay.works) || null;
  const looks = config.symbols.verdict, counts = {}, seen = new Set();
  let renderer = null;
  layers.work.eachLayer((layer) => {
    const properties = layer.feature.properties, said = found && found[properties.id];
    const outcome = said ? said.v : null;
    if (outcome && !seen.has(properties.id)) { seen.add(properties.id); counts[outcome] = (counts[outcome] || 0) + 1; }
    properties.w = said ? said.t : null;
    if ((properties.v || null) === outcome) return;
    properties.v = outcome;
    renderer = layer._renderer || renderer;
    if (layer instanceof Shape) Object.assign(layer.options, symbolOf(properties), outcome ? looks.shapes[outcome] : {});
    else layer.setStyle({ ...style(layer.feature), ...(outcome ? looks.lines[outcome] : {}) });
  });
  if (legend) legend.tally(found ? counts : null);
  if (renderer && renderer._clear) { renderer._redrawBounds = null; renderer._redraw(); }
  applyFilters();
}

function switchBelt(key, on) {
  if (on) beltsOn.add(key); else beltsOn.delete(key);
  askOverlay();
}

function choose(key) {
  const [kind, name] = key.split(/:(.*)/s);
  if (kind === "paint") paint = name; else byLine = name;
  if (legend) legend.refresh();
  askOverlay();
}

const isChosen = (key) => key === "paint:" + paint || key === "by-line:" + byLine;

function restoreBelts(kept) {
  const known = new Set(beltKeys());
  for (const key of kept.belts || []) if (known.has(key)) beltsOn.add(key);
  const hasVerdicts = config.legend.some((section) => section.radio === "paint");
  if (kept.paint === "verdict" && hasVerdicts) paint = "verdict";
  const lines = config.legend.filter((section) => section.radio === "by-line").flatMap((section) => section.items);
  if (lines.some((item) => item.key === "by-line:" + kept.line)) byLine = kept.line;
}

function startBelts() {
  const lines = config.legend.find((section) => section.radio === "by-line");
  byLine = lines ? lines.items[0].key.slice(8) : null;
  if (config.paint) paint = config.paint;
}
