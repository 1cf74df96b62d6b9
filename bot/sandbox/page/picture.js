// Pictures, and the words that stand for them.

import { h } from "./dom.js";
import { plain } from "./mrkdwn.js";

/** A picture, or, where it can't be had (no network, not ready), a box of the same place with the words that stand for it. */
export function picture(item, className) {
  const source = sourceOf(item);
  const alt = plain(item.alt_text ?? "");
  const missing = () =>
    h("span", { class: `picture-missing ${className}`, role: "img", "aria-label": alt || "Picture" }, alt || "Picture");
  if (!source) return missing();
  const shown = h("img", {
    class: className,
    src: source,
    alt,
    loading: "lazy",
    decoding: "async",
    width: item.image_width,
    height: item.image_height,
    onerror: () => shown.replaceWith(missing()),
  });
  return shown;
}

/** Only what a browser may fetch as a picture; an address of any other kind is no picture. */
function sourceOf(item) {
  const source = item.image_url ?? item.slack_file?.url;
  return source && URL.canParse(source, location.href) && /^https?:$/.test(new URL(source, location.href).protocol)
    ? source
    : null;
}
