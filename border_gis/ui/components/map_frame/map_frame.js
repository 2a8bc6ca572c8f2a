/* Between Streamlit and a map document: show the document, hand it the place to show, and tell the
   page of clicks. Panning, zooming and switching layers stay here and never run the page again. */
(function () {
  "use strict";

  let shown = null;
  let shownKey = null;
  let focusKey = null;
  let latest = null;
  let overlayKey = null;
  let click = null;
  let wanted = [];

  const tell = (type, data) =>
    window.parent.postMessage({ isStreamlitMessage: true, type, ...data }, window.location.origin);

  const storageName = () => "border-map:" + latest.name;
  function recall() {
    try { return JSON.parse(sessionStorage.getItem(storageName())); } catch { return null; }
  }
  function remember(state) {
    if (!latest.remembers) return;
    try { sessionStorage.setItem(storageName(), JSON.stringify({ ...state, focus: focusKey })); } catch { /* private window */ }
  }

  function hear(event) {
    if (event.type === "state") remember(event.state);
    if (event.type === "click" && latest.answers_clicks) {
      focusKey = null;
      click = { number: event.number + "@" + Date.now(), longitude: event.longitude, latitude: event.latitude, hits: event.hits };
      answer();
    }
    if (event.type === "want") {
      wanted = event.wanted;
      answer();
    }
  }
  const answer = () => tell("streamlit:setComponentValue", { value: { click, wanted }, dataType: "json" });

  /* Belts and verdicts come after the map, when they were asked for. */
  function applyOverlay() {
    const key = latest.overlay_key;
    if (!shown || key === overlayKey) return;
    overlayKey = key;
    if (!latest.overlay) { shown.BorderMap.overlay(null); return; }
    unpack(latest.overlay).then((text) => {
      if (overlayKey === key) shown.BorderMap.overlay(JSON.parse(text));
    });
  }

  function applyFocus(isSeenBefore) {
    const wanted = latest.focus;
    const key = wanted ? wanted.key : null;
    if (!shown || key === focusKey) return;
    focusKey = key;
    shown.BorderMap.focus(wanted ? { ...wanted, stay: wanted.stay || isSeenBefore } : null);
    if (!wanted || wanted.stay || isSeenBefore) remember(shown.BorderMap.state());
  }

  async function unpack(packed) {
    const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).text();
  }

  function load() {
    const key = latest.document_key, before = shown ? shown.BorderMap.state() : latest.remembers ? recall() : null;
    const isSeenBefore = Boolean(before && latest.focus && (before.focus || focusKey) === latest.focus.key);
    shownKey = key;
    const coming = document.createElement("iframe");
    coming.className = "coming";
    coming.allow = "fullscreen";
    coming.title = latest.title;
    coming.name = JSON.stringify(before);
    coming.onload = () => {
      if (shownKey !== key) { coming.remove(); return; }
      const inside = coming.contentWindow;
      if (!inside.BorderMap || !inside.BorderMap.ready) return;
      for (const old of document.querySelectorAll("iframe")) if (old !== coming) old.remove();
      shown = inside;
      focusKey = null;
      overlayKey = null;
      inside.BorderMap.listen(hear);
      inside.BorderMap.restore(before);
      if (latest.shows_time && !inside.BorderMap.asOf()) inside.BorderMap.openTime(null);
      coming.className = "";
      applyFocus(isSeenBefore);
      applyOverlay();
    };
    unpack(latest.document).then((text) => {
      if (shownKey !== key) return;
      coming.srcdoc = text;
      document.body.appendChild(coming);
    });
  }

  window.addEventListener("message", (event) => {
    if (event.source !== window.parent || !event.data || event.data.type !== "streamlit:render") return;
    latest = event.data.args;
    tell("streamlit:setFrameHeight", { height: latest.height });
    if (latest.document_key !== shownKey) load();
    else { applyFocus(false); applyOverlay(); }
  });

  tell("streamlit:componentReady", { apiVersion: 1 });
})();
