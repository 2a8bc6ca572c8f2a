/* Where a day lies on the strip. Time runs evenly wherever there is room for it; where steps crowd,
   they keep a least distance from each other, and long silences give up what they can spare. */
const DAY_MS = 86400000;
const toDay = (text) => Date.parse(text + "T00:00:00Z") / DAY_MS;

/* Steps that are known to the same month or year stand in their order, spread over that span. */
function placeMarks(marks) {
  const groups = new Map();
  for (const mark of marks) {
    const key = mark.from + "/" + mark.to;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(mark);
  }
  for (const group of groups.values()) {
    group.forEach((mark, order) => {
      const from = toDay(mark.from), to = toDay(mark.to) + 1;
      mark.start = from;
      mark.end = to;
      mark.at = from + ((order + 0.5) / group.length) * (to - from);
    });
  }
  const ordered = [...marks].sort((a, b) => a.at - b.at || a.number - b.number);
  for (let k = 1; k < ordered.length; k++) ordered[k].at = Math.max(ordered[k].at, ordered[k - 1].at + 0.001);
}

/* Return days -> pixels, and the pieces it is made of. */
function makeScale(stops, width, leastGap) {
  const marks = stops.filter((stop) => stop.isMark).map((stop) => stop.at);
  const firstMark = Math.min(...marks), lastMark = Math.max(...marks);
  // Between steps only the steps themselves are fixed; what lies between them is placed in proportion.
  const fixed = stops.filter((stop) => stop.isMark || stop.at < firstMark || stop.at > lastMark);
  const points = [...new Map(fixed.map((stop) => [stop.at, stop])).values()].sort((a, b) => a.at - b.at);
  const gaps = [];
  for (let k = 1; k < points.length; k++) {
    const days = points[k].at - points[k - 1].at;
    const least = points[k].isMark && points[k - 1].isMark ? leastGap : Math.min(10, leastGap);
    gaps.push({ days, least, most: points[k].at > lastMark ? Math.max(least, width * 0.13) : Infinity });
  }
  const total = (perDay) => gaps.reduce((sum, gap) => sum + Math.min(gap.most, Math.max(gap.least, gap.days * perDay)), 0);
  let low = 0, high = width;
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (total(middle) > width) high = middle; else low = middle;
  }
  const x = [0];
  for (const gap of gaps) x.push(x[x.length - 1] + Math.min(gap.most, Math.max(gap.least, gap.days * low)));
  const used = x[x.length - 1];
  const pieces = gaps.map((gap, k) => ({
    from: points[k].at, to: points[k + 1].at, x0: x[k], x1: x[k + 1],
    isCut: x[k + 1] - x[k] < gap.days * low * 0.6,
  }));
  const place = (day) => {
    if (!pieces.length) return width / 2;
    for (const piece of pieces) {
      if (day <= piece.to) {
        const share = piece.to === piece.from ? 0 : (day - piece.from) / (piece.to - piece.from);
        return piece.x0 + Math.max(0, share) * (piece.x1 - piece.x0);
      }
    }
    return used;
  };
  return { place, pieces, used };
}
