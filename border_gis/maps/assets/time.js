/* The map as of a day: a bar under the map that is dragged. Every incident carries the days on which it
   changed, so nothing is asked of anybody while somebody drags, and the view stays where it is. */

let asOf = null;
let timeBar = null;
const DAY = 86400000;
const today = () => Math.floor((Date.now() + 7 * 3600000) / DAY);
const sayDay = (day) => new Date(day * DAY).toISOString().slice(0, 10).split("-").reverse().join("/");
function readDay(text) {
  const found = /^\s*(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})\s*$/.exec(text);
  return found ? Date.UTC(Number(found[3]), Number(found[2]) - 1, Number(found[1])) / DAY : NaN;
}

/* The last moment of an incident that is not later than the chosen day. */
function momentOf(id) {
  const found = config.moments[id];
  if (!found) return null;
  let last = null;
  for (const moment of found[asOf.by === "known" ? 0 : 1]) {
    if (moment[0] > asOf.day) break;
    last = moment;
  }
  return last;
}

function applyTime() {
  if (!config.moments) return;
  const stages = config.time.stages, shown = new Set();
  if (layers.incident) {
    layers.incident.eachLayer((layer) => {
      const p = layer.feature.properties;
      if (p.now === undefined) p.now = p.s;
      const moment = asOf ? momentOf(p.id) : null;
      const earlier = moment && moment.length > 3 ? moment[3] : null;
      layer.awayInTime = asOf ? !moment || earlier !== (p.e === undefined ? null : p.e) : p.e !== undefined;
      if (!layer.awayInTime) shown.add(p.id);
      const stage = moment ? stages[moment[1]] : p.now, faint = Boolean(moment && !moment[2]);
      if (stage === p.s && faint === Boolean(p.faint)) return;
      p.s = stage;
      p.faint = faint;
      if (layer instanceof Shape) {
        Object.assign(layer.options, symbolOf(p), faint ? { fillOpacity: 0.35 } : {});
      } else {
        layer.setStyle({ ...style(layer.feature), ...(faint ? { opacity: 0.45 } : {}) });
      }
    });
  }
  if (layers.work) {
    layers.work.eachLayer((layer) => {
      const begun = layer.feature.properties.b;
      layer.awayInTime = Boolean(asOf && begun !== undefined && begun > asOf.day);
    });
  }
  applyFilters(true);
  if (timeBar) timeBar.tell(shown.size);
}

function setTime(wanted) {
  asOf = wanted;
  applyTime();
}

let timeWaiting = false;
function askTime() {
  if (timeWaiting) return;
  timeWaiting = true;
  requestAnimationFrame(() => {
    timeWaiting = false;
    setTime({ day: Number(timeBar.range.value), by: timeBar.by });
  });
}

function makeTimeBar() {
  const box = element("div", "border-time", null, map.getContainer());
  L.DomEvent.disableClickPropagation(box);
  L.DomEvent.disableScrollPropagation(box);
  const head = element("div", "border-time-head", null, box);
  const ways = element("div", "border-time-ways", null, head);
  const bar = { box, by: "known", buttons: {} };
  for (const by of ["known", "happened"]) {
    const button = element("button", "", word("time_" + by), ways);
    button.type = "button";
    button.title = word("time_" + by + "_help");
    button.onclick = () => { bar.by = by; bar.mark(); askTime(); announceSoon(); };
    bar.buttons[by] = button;
  }
  const day = element("input", "border-time-day", null, head);
  day.type = "text";
  day.size = 10;
  day.setAttribute("aria-label", word("time_day"));
  bar.count = element("span", "border-time-count", "", head);
  const close = element("button", "border-time-close", "×", head);
  close.type = "button";
  close.title = word("time_close");
  close.setAttribute("aria-label", word("time_close"));
  close.onclick = () => { closeTime(); announceState(); };
  const range = element("input", "border-time-range", null, box);
  range.type = "range";
  range.setAttribute("aria-label", word("time_day"));
  const first = Math.min(config.time.from === null ? today() : config.time.from, today() - 1);
  range.min = first;
  range.max = today();
  range.step = 1;
  const ends = element("div", "border-time-ends", null, box);
  element("span", "", sayDay(first), ends);
  element("span", "", word("time_today"), ends);
  range.oninput = () => { day.value = sayDay(Number(range.value)); range.setAttribute("aria-valuetext", sayDay(Number(range.value))); askTime(); };
  range.onchange = () => announceState();
  day.onchange = () => {
    const wanted = readDay(day.value);
    if (Number.isFinite(wanted)) range.value = wanted;
    day.value = sayDay(Number(range.value));
    askTime();
    announceSoon();
  };
  bar.range = range;
  bar.day = day;
  bar.mark = () => {
    for (const [by, button] of Object.entries(bar.buttons)) button.setAttribute("aria-pressed", String(by === bar.by));
  };
  bar.tell = (count) => { bar.count.textContent = asOf ? word("time_count").replace("{count}", number(count, 0)) : ""; };
  return bar;
}

const announceSoon = () => requestAnimationFrame(() => requestAnimationFrame(announceState));

function openTime(wanted) {
  if (!config.moments) return;
  if (!timeBar) timeBar = makeTimeBar();
  const chosen = wanted || { day: today(), by: timeBar.by };
  timeBar.box.hidden = false;
  timeBar.by = chosen.by;
  timeBar.range.value = chosen.day;
  timeBar.day.value = sayDay(Number(timeBar.range.value));
  timeBar.mark();
  if (timeButton) timeButton.classList.add("border-on");
  setTime({ day: Number(timeBar.range.value), by: chosen.by });
}

function closeTime() {
  if (!timeBar) return;
  timeBar.box.hidden = true;
  if (timeButton) timeButton.classList.remove("border-on");
  setTime(null);
}

let timeButton = null;
function toggleTime() {
  if (asOf) closeTime(); else openTime(null);
  announceState();
}
