/* The parts of this folder make one script, in the order that border_gis/maps/offline.py names, inside
   one function. They draw what folium does not: symbols on canvas, a legend that switches layers, letters
   that keep out of each other's way, measuring on the ellipsoid, coordinates under the pointer, and a door
   for the page around the map. Texts from data only ever become text nodes or canvas letters. */

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
