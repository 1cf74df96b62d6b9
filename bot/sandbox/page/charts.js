// The data_visualization block. The drawing is for the eye; the table under it says the same in words.

import { h, uid } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 480;
const HEIGHT = 200;
const LEFT = 44;
const BOTTOM = 24;
const TOP = 10;
const COLOURS = ["#3b5bdb", "#0b7a50", "#b3541e", "#8a3fa0", "#b3263f", "#2f7f9e"];

export function chart(block) {
  const { chart: data } = block;
  const title = uid("chart");
  const names = data.type === "pie" ? data.segments.map((one) => one.label) : data.series.map((one) => one.name);
  const drawing = data.type === "pie" ? pie(data.segments) : axes(data);
  drawing.setAttribute("aria-hidden", "true");
  return h(
    "figure",
    { class: "chart", "aria-labelledby": title },
    h("figcaption", { id: title, class: "chart-title" }, block.title),
    drawing,
    names.length > 1 && h("div", { class: "chart-key", "aria-hidden": "true" }, names.map(keyOf)),
    h("details", { class: "chart-figures" }, h("summary", {}, "Figures"), figures(data)),
  );
}

function keyOf(name, i) {
  const spot = h("span", { class: "chart-spot" });
  spot.style.background = COLOURS[i];
  return h("span", { class: "chart-name" }, spot, name);
}

function figures(data) {
  const row = (tag, cells) => h("tr", {}, cells.map((text) => h(tag, {}, text)));
  if (data.type === "pie") {
    const whole = data.segments.reduce((sum, one) => sum + one.value, 0);
    const share = (value) => (whole ? `${Math.round((value / whole) * 100)} %` : "");
    const rows = data.segments.map((one) => row("td", [one.label, String(one.value), share(one.value)]));
    return h("table", {}, h("thead", {}, row("th", ["Part", "Value", "Share"])), h("tbody", {}, rows));
  }
  const { categories, x_label: across = "" } = data.axis_config;
  const valueAt = (series, label) => series.data.find((point) => point.label === label)?.value;
  const rows = categories.map((label) =>
    row("td", [label, ...data.series.map((series) => String(valueAt(series, label) ?? "–"))]),
  );
  const head = row("th", [across || "At", ...data.series.map((series) => series.name)]);
  return h("table", {}, h("thead", {}, head), h("tbody", {}, rows));
}

// --- Drawing ----------------------------------------------------------------------------------------

function shape(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const canvas = (width, height) => shape("svg", { viewBox: `0 0 ${width} ${height}`, class: "chart-drawing" });

function pie(segments) {
  const drawing = canvas(HEIGHT, HEIGHT);
  drawing.classList.add("chart-pie");
  const whole = segments.reduce((sum, one) => sum + Math.max(0, one.value), 0) || 1;
  const radius = HEIGHT / 2 - 4;
  // One thick stroke per segment, started where the one before ended.
  const around = Math.PI * radius;
  let from = 0;
  segments.forEach((one, i) => {
    const length = (Math.max(0, one.value) / whole) * around;
    drawing.append(
      shape("circle", {
        r: radius / 2,
        cx: HEIGHT / 2,
        cy: HEIGHT / 2,
        fill: "none",
        stroke: COLOURS[i],
        "stroke-width": radius,
        "stroke-dasharray": `${length} ${around - length}`,
        "stroke-dashoffset": -from,
      }),
    );
    from += length;
  });
  return drawing;
}

function axes({ type, series, axis_config: { categories, x_label: across, y_label: up } }) {
  const drawing = canvas(WIDTH, HEIGHT);
  const values = series.flatMap((one) => one.data.map((point) => point.value));
  const low = Math.min(0, ...values);
  const high = Math.max(...values, low + 1);
  const y = (value) => TOP + ((high - value) / (high - low)) * (HEIGHT - TOP - BOTTOM);
  const step = (WIDTH - LEFT) / categories.length;
  const x = (i) => LEFT + step * (i + 0.5);
  for (const value of [low, (low + high) / 2, high]) {
    drawing.append(shape("line", { x1: LEFT, x2: WIDTH, y1: y(value), y2: y(value), class: "chart-line" }));
    drawing.append(shape("text", { x: LEFT - 6, y: y(value) + 4, class: "chart-number" }, short(value)));
  }
  const every = Math.ceil(categories.length / 6);
  categories.forEach((label, i) => {
    if (i % every === 0) drawing.append(shape("text", { x: x(i), y: HEIGHT - 6, class: "chart-label" }, label));
  });
  const draw = { bar: bars, line: lines, area: areas }[type];
  series.forEach((one, i) => {
    const points = categories
      .map((label, at) => ({ at, value: one.data.find((point) => point.label === label)?.value }))
      .filter((point) => point.value !== undefined);
    drawing.append(...draw(points, { x, y, step, low, colour: COLOURS[i], i, of: series.length }));
  });
  if (!across && !up) return drawing;
  return h("div", { class: "chart-axes" }, up && h("div", {}, up), drawing, across && h("div", {}, across));
}

const short = (value) =>
  new Intl.NumberFormat("en-GB", { notation: "compact", maximumFractionDigits: 1 }).format(value);

function bars(points, { x, y, step, low, colour, i, of }) {
  const wide = (step * 0.7) / of;
  return points.map(({ at, value }) =>
    shape("rect", {
      x: x(at) - step * 0.35 + i * wide,
      y: Math.min(y(value), y(0)),
      width: wide * 0.9,
      height: Math.max(1, Math.abs(y(value) - y(Math.max(0, low)))),
      rx: 2,
      fill: colour,
    }),
  );
}

const path = (points, x, y) => points.map(({ at, value }) => `${x(at)},${y(value)}`).join(" ");

function lines(points, { x, y, colour }) {
  return [
    shape("polyline", { points: path(points, x, y), fill: "none", stroke: colour, "stroke-width": 2.5 }),
    ...points.map(({ at, value }) => shape("circle", { cx: x(at), cy: y(value), r: 3, fill: colour })),
  ];
}

function areas(points, { x, y, colour }) {
  if (!points.length) return [];
  const [first, last] = [points[0], points.at(-1)];
  const outline = `${x(first.at)},${y(0)} ${path(points, x, y)} ${x(last.at)},${y(0)}`;
  return [
    shape("polygon", { points: outline, fill: colour, "fill-opacity": 0.2 }),
    shape("polyline", { points: path(points, x, y), fill: "none", stroke: colour, "stroke-width": 2 }),
  ];
}
