// Tables of cells: `table`, and `data_table`, which has a caption and is read page by page.

import { fill, h, uid } from "./dom.js";
import { richText } from "./richtext.js";

const PAGE = 10;

export function table(block) {
  const settings = block.column_settings ?? [];
  const [head, ...rest] = block.rows;
  const row = (tag) => (items) =>
    h("tr", {}, items.map((item, column) => cell(tag, item, settings[column])));
  return scrolling(
    "Table",
    h("table", {}, h("thead", {}, row("th")(head)), h("tbody", {}, rest.map(row("td")))),
  );
}

export function dataTable(block) {
  const [head, ...rest] = block.rows;
  const size = block.page_size ?? PAGE;
  const heading = block.row_header_column_index ?? -1;
  const caption = uid("caption");
  const body = h("tbody");
  const status = h("span", { role: "status" });
  const earlier = h("button", { type: "button", class: "button", onclick: () => show(at - 1) }, "Earlier rows");
  const later = h("button", { type: "button", class: "button", onclick: () => show(at + 1) }, "Later rows");
  const pages = Math.max(1, Math.ceil(rest.length / size));
  let at = 0;

  const dataRow = (items) =>
    h("tr", {}, items.map((item, column) => cell(column === heading ? "th" : "td", item)));

  function show(page) {
    at = page;
    fill(body, rest.slice(at * size, (at + 1) * size).map(dataRow));
    fill(status, `${at * size + 1}–${Math.min(rest.length, (at + 1) * size)} of ${rest.length}`);
    earlier.disabled = at === 0;
    later.disabled = at === pages - 1;
  }

  show(0);
  const columns = h("thead", {}, h("tr", {}, head.map((item) => cell("th", item))));
  return h(
    "div",
    {},
    h("div", { id: caption, class: "table-caption" }, block.caption),
    scrolling(block.caption, h("table", { "aria-labelledby": caption }, columns, body)),
    pages > 1 && h("div", { class: "table-pages" }, earlier, status, later),
  );
}

function cell(tag, item, settings = {}) {
  const isNumber = item.type === "raw_number";
  const node = h(tag, {}, item.type === "rich_text" ? richText(item) : (item.text ?? String(item.value)));
  node.style.textAlign = settings.align ?? (isNumber ? "end" : "");
  return node;
}

const scrolling = (label, node) =>
  h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": label }, node);
