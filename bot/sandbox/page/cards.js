// Blocks that stand in a frame of their own: cards, carousels, containers, videos.

import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { link, plain, richly } from "./mrkdwn.js";
import { picture } from "./picture.js";
import { richText } from "./richtext.js";

/** element(item, block, ctx, name) draws an interactive element; see blocks.js. */
export function card(block, ctx, element) {
  const { hero_image: hero, icon: sign, slack_icon: named, title, subtitle, body, subtext } = block;
  const line = (text, className) => text && h("div", { class: `mrkdwn ${className}` }, richly(text));
  return h(
    "article",
    { class: "card" },
    hero && picture(hero, "card-hero"),
    (sign || named || title || subtitle) &&
      h(
        "div",
        { class: "card-head" },
        sign && picture(sign, "card-icon"),
        named && h("span", { class: "card-icon card-sign", title: named.name }, named.name),
        h("div", { class: "card-titles" }, line(title, "card-title"), line(subtitle, "card-subtitle")),
      ),
    line(body, "card-text"),
    line(subtext, "card-subtext"),
    block.actions &&
      h(
        "div",
        { class: "card-actions" },
        block.actions.map((item) => element(item, block, ctx, "Choose")),
      ),
  );
}

export function carousel(block, ctx, element) {
  const track = h(
    "div",
    { class: "carousel-track", tabindex: "0", role: "group", "aria-label": `${block.elements.length} cards` },
    block.elements.map((one) => card(one, ctx, element)),
  );
  const by = (sign) => () => track.scrollBy({ left: sign * track.clientWidth * 0.8, behavior: "smooth" });
  const arrow = (name, label, sign) =>
    h(
      "button",
      { type: "button", class: "icon-button carousel-arrow", "aria-label": label, onclick: by(sign) },
      icon(name),
    );
  return h("div", {}, track, arrow("back", "Earlier cards", -1), arrow("next", "Later cards", 1));
}

/** children(blocks) draws the blocks inside. */
export function container(block, children) {
  const title = block.title ? plain(block.title) : richText(block.rich_text_title);
  const body = h("div", { class: "container-body" }, children(block.child_blocks));
  const subtitle = block.subtitle && h("div", { class: "container-subtitle mrkdwn" }, richly(block.subtitle));
  const head = [h("div", { class: "container-title" }, title), subtitle];
  if (!block.is_collapsible) {
    return h("section", { class: "container" }, h("div", { class: "container-head" }, head), body);
  }
  return h(
    "details",
    { class: "container", open: !block.default_collapsed },
    h("summary", { class: "container-head" }, icon("chevron"), h("div", {}, head)),
    body,
  );
}

/** A film is another site's page: its picture here, its address behind it. */
export function video(block) {
  const label = uid("video");
  const title = plain(block.title);
  const by = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  const playing = link(block.video_url, "");
  const poster = h("span", { class: "video-poster" }, picture(posterOf(block), "block-picture"), icon("play"));
  if (playing instanceof HTMLElement) {
    playing.setAttribute("aria-label", `Play ${title}`);
    playing.append(poster);
  }
  return h(
    "article",
    { class: "video", "aria-labelledby": label },
    by && h("div", { class: "video-by" }, by),
    h("div", { id: label, class: "video-title" }, block.title_url ? link(block.title_url, title) : title),
    block.description && h("div", { class: "video-about" }, plain(block.description)),
    playing instanceof HTMLElement ? playing : poster,
  );
}

const posterOf = (block) => ({ image_url: block.thumbnail_url, alt_text: block.alt_text });
