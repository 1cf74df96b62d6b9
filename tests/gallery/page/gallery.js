// All that was collected, drawn by the sandbox's own page: on the left as on any day, on the right at its worst.

import { showBlocks } from "sandbox/blocks.js";
import { h } from "sandbox/dom.js";
import { plain } from "sandbox/mrkdwn.js";
import { setWorkspace } from "sandbox/store.js";
import { setNow } from "sandbox/time.js";

const data = JSON.parse(document.getElementById("data").textContent);
location.hash = `#/${data.workspace.users[0].id}/home`;
setWorkspace(data.workspace);
setNow(data.now);

// Here everything is looked at, and nothing is done.
const inert = {
  zone: "UTC",
  current: () => undefined,
  action: async () => {},
  input: async () => {},
  typed: () => {},
  settle: () => {},
  options: async () => ({ options: [] }),
};

function drawn(one) {
  const { view } = one;
  const body = h("div", { class: "message-body" });
  if (one.blocks.length) showBlocks(body, one.blocks, inert);
  else if (one.surface !== "modal") body.append(plain(one.text ?? ""));
  return h(
    "article",
    { class: "case" },
    h("p", { class: "case-how" }, one.how),
    one.problems.map((problem) => h("p", { class: "case-problem" }, `✗ ${problem}`)),
    one.text && one.blocks.length ? h("p", { class: "case-text" }, `🔔 ${plain(one.text)}`) : null,
    view.title ? h("p", { class: "case-title" }, h("span", {}, plain(view.title))) : null,
    body,
    view.submit || view.close
      ? h("p", { class: "case-foot" }, [view.close, view.submit].filter(Boolean).map((word) => ` [ ${plain(word)} ] `))
      : null,
  );
}

function side(title, cases) {
  return h("div", { class: "side" }, h("h3", {}, `${title}: ${cases.length}`), cases.map(drawn));
}

function kind({ name, ordinary, worst }) {
  const section = h("section", { class: "kind", "data-name": name }, h("h2", {}, name));
  section.isTroubled = [...ordinary, ...worst].some((one) => one.problems.length);
  // Thousands of blocks at once are more than a browser likes: each kind is drawn when it comes near.
  section.draw = () => section.append(h("div", { class: "sides" }, side("ordinary", ordinary), side("worst case", worst)));
  return section;
}

const sections = data.kinds.map(kind);
const near = new IntersectionObserver(
  (seen) => {
    for (const { target, isIntersecting } of seen) {
      if (!isIntersecting || target.isDrawn) continue;
      target.isDrawn = true;
      target.draw();
    }
  },
  { rootMargin: "1000px" },
);

const filter = document.getElementById("filter");
const troubled = document.getElementById("troubled");

function sift() {
  const wanted = filter.value.trim().toLowerCase();
  let count = 0;
  for (const section of sections) {
    section.hidden = !section.dataset.name.includes(wanted) || (troubled.checked && !section.isTroubled);
    count += section.hidden ? 0 : 1;
  }
  document.getElementById("count").textContent = `${count} of ${sections.length} kinds`;
}

filter.addEventListener("input", sift);
troubled.addEventListener("change", sift);
document.getElementById("gallery").append(...sections);
sections.forEach((section) => near.observe(section));
sift();
