// A panel that hangs on a control: menus, lists of choices, calendars. Only one is open at a time.

import { h } from "./dom.js";

const GAP = 4;
const MARGIN = 8;
let open = null;

/**
 * Show `content` next to `anchor`. Closes on Escape, on a press outside, when the focus leaves, or by the
 * returned close(). onClose runs once in every case; the focus goes back to the anchor unless it moved on.
 */
export function openPopover(
  anchor,
  content,
  { onClose = () => {}, matchWidth = false, above = false, label = null } = {},
) {
  closePopover();
  const panel = h("div", { class: "popover", popover: "manual", "aria-label": label }, content);
  // In the anchor's own part of the page: outside an open dialog everything is inert.
  (anchor.closest("dialog, nav, main, aside") ?? document.body).append(panel);
  panel.showPopover();
  anchor.setAttribute("aria-expanded", "true");

  const place = () => position(panel, anchor, { matchWidth, above });
  const onPress = (event) => {
    if (!panel.contains(event.target) && !anchor.contains(event.target)) close({ refocus: false });
  };
  const onFocus = (event) => {
    if (!panel.contains(event.target) && !anchor.contains(event.target)) close({ refocus: false });
  };
  const onKey = (event) => {
    // Past its ends Tab goes on from the anchor, as if the panel stood right there.
    if (event.key === "Tab" && leaves(panel, event.shiftKey)) close();
    if (event.key !== "Escape") return;
    // Handled here and nowhere else: the same key would close the dialog below.
    event.preventDefault();
    event.stopPropagation();
    close();
  };
  const observer = new ResizeObserver(place);

  function close({ refocus = true } = {}) {
    if (open?.panel !== panel) return;
    open = null;
    observer.disconnect();
    document.removeEventListener("pointerdown", onPress, true);
    document.removeEventListener("focusin", onFocus, true);
    document.removeEventListener("keydown", onKey, true);
    removeEventListener("scroll", place, true);
    removeEventListener("resize", place);
    const hadFocus = panel.contains(document.activeElement) || document.activeElement === document.body;
    // Before it says that it is closed: some anchors are only there while they have the focus or are open.
    if (refocus && hadFocus && anchor.isConnected) anchor.focus({ preventScroll: true });
    anchor.setAttribute("aria-expanded", "false");
    panel.remove();
    onClose();
  }

  document.addEventListener("pointerdown", onPress, true);
  document.addEventListener("focusin", onFocus, true);
  document.addEventListener("keydown", onKey, true);
  addEventListener("scroll", place, true);
  addEventListener("resize", place);
  observer.observe(panel);
  open = { panel, close };
  place();
  return { panel, close };
}

export function closePopover() {
  open?.close({ refocus: false });
}

function leaves(panel, backwards) {
  if (!panel.contains(document.activeElement)) return false;
  const stops = [...panel.querySelectorAll("button, input, a[href]")].filter((node) => node.tabIndex >= 0);
  return !stops.includes(document.activeElement) || document.activeElement === stops.at(backwards ? 0 : -1);
}

function position(panel, anchor, { matchWidth, above }) {
  const box = anchor.getBoundingClientRect();
  const view = { width: document.documentElement.clientWidth, height: innerHeight };
  if (matchWidth) panel.style.minWidth = `${Math.min(box.width, view.width - 2 * MARGIN)}px`;
  const roomBelow = view.height - box.bottom - GAP - MARGIN;
  const roomAbove = box.top - GAP - MARGIN;
  const wanted = panel.scrollHeight;
  const goesUp = above
    ? roomAbove > 160 || roomAbove > roomBelow
    : wanted > roomBelow && roomAbove > roomBelow;
  panel.style.maxHeight = `${Math.max(120, goesUp ? roomAbove : roomBelow)}px`;
  const height = panel.offsetHeight;
  const left = Math.max(MARGIN, Math.min(box.left, view.width - panel.offsetWidth - MARGIN));
  panel.style.left = `${left}px`;
  panel.style.top = `${goesUp ? Math.max(MARGIN, box.top - GAP - height) : box.bottom + GAP}px`;
}
