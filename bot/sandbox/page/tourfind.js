// What the words of a tour stand for in the page.

import { place, state } from "./store.js";

const wordsOf = (node) => node.textContent.replace(/\s+/g, " ").trim();
const saying = (words) => (node) => wordsOf(node).includes(words);
const all = (root, selector) => [...(root?.querySelectorAll(selector) ?? [])];
const isShown = (node) => node.checkVisibility();

export const $ = (selector) => document.querySelector(selector);

/** {user, where}: ids of the person and the place that a step or a condition names. */
export function whereIs({ as: name, in: where }) {
  const user = state.workspace.users.find((one) => one.name === name);
  if (where === "home") return { user, where };
  if (where === "app") return { user, where: user?.dm };
  return { user, where: state.workspace.channels.find((one) => one.name === where)?.id };
}

/** The part of the page that one can use now: the open form, the thread, or the place. */
const scope = () => $("#modal[open]") ?? $("#thread:not([hidden])") ?? $("#place");

/** What is to be looked at: the newest message with these words, else the first block with them. */
export function lookedAt(words) {
  const messages = all(scope(), ".message").filter(saying(words));
  return messages.at(-1) ?? all(scope(), ".block").find(saying(words)) ?? null;
}

/** The button that says so; the newest one that stands closest below the words `near`, if there are any. */
export function buttonSaying(label, near = "") {
  const buttons = all(scope(), ".block .button").filter((node) => wordsOf(node).startsWith(label));
  const blocks = all(scope(), ".block");
  const found = buttons
    .map((node) => ({ node, message: node.closest(".message"), far: distance(node, near, blocks) }))
    .filter(({ far }) => far < Infinity);
  const newest = found.at(-1)?.message;
  const there = found.filter(({ message }) => message === newest);
  return there.sort((a, b) => a.far - b.far)[0]?.node ?? null;
}

function distance(button, near, blocks) {
  const at = blocks.indexOf(button.closest(".block"));
  const message = button.closest(".message");
  const from = blocks.findLastIndex(
    (block, i) => i <= at && block.closest(".message") === message && saying(near)(block),
  );
  return from < 0 ? Infinity : at - from;
}

/** The field of the open form with this label. */
export const fieldOf = (label) =>
  all($("#modal[open]"), ".block-input").find((block) =>
    wordsOf(block.querySelector(".input-label")).startsWith(label),
  ) ?? null;

/** What one types into or presses in a field. */
export const controlOf = (field) => field.querySelector(".text-input, .select-button, .ticks");

export const tickOf = (field, label) =>
  all(field, ".tick").find((tick) => wordsOf(tick).startsWith(label)) ?? null;

export function isFilled(field) {
  const control = controlOf(field);
  if (control.matches(".text-input")) return control.value.trim() !== "";
  if (control.matches(".ticks")) return control.querySelector(":checked") !== null;
  return !control.querySelector(".placeholder");
}

/** The thread that is open, if its first message has these words. */
export const isThreadOf = (words) => {
  const first = $("#thread:not([hidden]) .message");
  return Boolean(first && saying(words)(first));
};

/** Where one clicks to open the thread of the message with these words. */
export const threadOf = (words) =>
  all($("#place"), ".message").filter(saying(words)).at(-1)?.querySelector(".reply-bar, [aria-label='Reply in thread']") ?? null;

/** The row with this label of the list that is open. */
export const optionSaying = (label) =>
  all($(".popover .options"), ".option").find((option) => saying(label)(option.querySelector(".option-text"))) ?? null;

/** The next thing to click on the way to a person and a place. */
export function wayTo({ user, where }) {
  const menu = $("[data-testid='open-sidebar']");
  if (isShown(menu) && !document.body.classList.contains("sidebar-open")) return menu;
  if (place().user !== user.id)
    return $(`[data-testid='other-${CSS.escape(user.name)}']`) ?? $(".switcher .select-button");
  return $(`.side-middle .place-link[href$='/${CSS.escape(where)}']`);
}
