/* Showing a place that the page asked for. */

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
    const isBefore = feature.look === "before";
    const dark = isBefore ? "#54636b" : "#c2185b", bright = isBefore ? "#93a1a9" : "#e5399b";
    if (feature.look === "way") {
      const way = { ...options, color: "#54636b", weight: 2, dashArray: "2 6", fill: false };
      focusGroup.addLayer(L.geoJSON(feature.geometry, { style: way }));
      continue;
    }
    const shape = L.geoJSON(feature.geometry, {
      pointToLayer: (_, at) => {
        if (feature.accuracy_m) {
          const corners = ring(at.lat, at.lng, feature.accuracy_m);
          focusGroup.addLayer(L.polygon(corners, { ...options, color: "#0072b2", weight: 1, fillColor: "#0072b2", fillOpacity: 0.1, smoothFactor: 0 }));
          ring(at.lat, at.lng, Math.min(feature.accuracy_m, 1500)).forEach((corner) => bounds.extend(corner));
        }
        const group = L.layerGroup([
          new Shape(at, { ...options, radius: 15, color: "#fff", weight: 6, fill: false }),
          new Shape(at, { ...options, radius: 15, color: dark, weight: 3, fill: false }),
          new Shape(at, { ...options, radius: 3.6, stroke: false, fillColor: dark, fillOpacity: 1 }),
        ]);
        bounds.extend(at);
        return group;
      },
      style: { ...options, pane: "border-halo", color: bright, weight: 13, opacity: 0.55, fill: false, lineCap: "round" },
    });
    if (/LineString/.test(feature.geometry.type)) {
      const edge = { ...options, pane: "border-halo", color: "#fff", weight: 19, opacity: 0.95 };
      focusGroup.addLayer(L.geoJSON(feature.geometry, { style: edge }));
      for (const end of endsOf(feature.geometry)) {
        const dot = { ...options, radius: 5, color: "#fff", weight: 2, fillColor: dark, fillOpacity: 1, floor: 0.9 };
        focusGroup.addLayer(new Shape(end, dot));
      }
    }
    focusGroup.addLayer(shape);
    if (/LineString|Polygon/.test(feature.geometry.type)) bounds.extend(shape.getBounds());
  }
  if (place.stay || !bounds.isValid()) return;
  const near = { paddingTopLeft: [70, 60], paddingBottomRight: [legendRoom(60), 80], maxZoom: place.zoom || 14 };
  if (place.jump || matchMedia("(prefers-reduced-motion: reduce)").matches) map.fitBounds(bounds, { ...near, animate: false });
  else map.flyToBounds(bounds, { ...near, duration: 0.7 });
}
