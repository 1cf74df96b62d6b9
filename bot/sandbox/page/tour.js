// A tour: plays the story that the workspace was given, and keeps up with what its visitor does alone.
//
// Where one is, is kept by the server: 0 is the welcome, then the steps from 1 on, then the end.

import { api } from "./api.js";
import { isUp } from "./crash.js";
import { coalesce, h } from "./dom.js";
import { icon } from "./icons.js";
import { go, state } from "./store.js";
import { arrive, FOR_A_RETURN, FOR_AN_EFFECT, isAt, LATE, Lost, perform, soon } from "./touracts.js";
import { TourCard } from "./tourcard.js";
import { isThreadOf, lookedAt, whereIs } from "./tourfind.js";
import { hintFor } from "./tourhints.js";
import { QUICK } from "./tourpace.js";
import { sceneOf } from "./tourscene.js";
import { formOn, isDone } from "./tourwatch.js";
import { toast } from "./toast.js";

const GLANCE = 500;
const UNSEEN = "That has not had the effect that it should have. Perhaps the story took another way before.";

export class Tour {
  constructor(page) {
    this.page = page;
    this.story = null;
    this.steps = [];
    this.at = -1;
    this.card = new TourCard({ onLeave: () => this.leave() });
    this.opener = h(
      "button",
      {
        type: "button",
        class: "icon-button",
        "aria-label": "Tour",
        title: "Tour",
        "aria-expanded": "false",
        "data-testid": "tour-opener",
        hidden: true,
        onclick: () => (this.isOpen ? this.leave() : this.open()),
      },
      icon("tour"),
    );
    this.changed = coalesce(() => this.look());
    document.addEventListener("click", (event) => this.notePress(event.target), true);
    setInterval(() => this.glance(), GLANCE);
  }

  /** Take over where the server says that we are: another tab may have gone on, or the story begun anew. */
  async load() {
    const kept = await api.tour().catch(() => null);
    if (!kept?.story) return;
    if (this.oldRun && kept.run !== this.oldRun) {
      location.reload();
      return;
    }
    const isNew = !this.story;
    Object.assign(this, { story: kept.story, run: kept.run, canStartOver: kept.can_start_over });
    this.steps = kept.story.chapters.flatMap((chapter, i) => chapter.steps.map((step) => ({ ...step, chapter: i })));
    this.opener.hidden = false;
    this.stand(kept.step, kept.is_open);
    if (isNew && this.isOpen && kept.step === 0) this.card.focus();
  }

  get step() {
    return this.steps[this.at - 1] ?? null;
  }

  get isOver() {
    return this.at > this.steps.length;
  }

  stand(at, isOpen) {
    if (at !== this.at) {
      this.wasDone = null;
      this.trouble = null;
      this.hint = null;
      this.tallied = null;
      this.pressed = new Set();
    }
    Object.assign(this, { at, isOpen });
    this.opener.setAttribute("aria-expanded", String(isOpen));
    this.draw();
    this.changed();
  }

  async move(at, isOpen = true) {
    this.stand(at, isOpen);
    await api.moveTour(at, isOpen).catch((error) => toast(error.message));
  }

  // --- What the visitor wants -----------------------------------------------------------------------

  /** Do what the step wants, at this pace, and go on to the next one. */
  async play(pace) {
    if (this.isBusy) return;
    this.byHand = false;
    await this.busily(pace, async () => {
      if (this.step) await this.doStep(pace);
      await this.goOn(pace);
    });
  }

  async doStep(pace) {
    const { step, page } = this;
    if (!step.do || (await isDone(step, page))) return;
    await arrive(step, page, pace);
    await soon(isUp, LATE, FOR_A_RETURN);
    for (const act of this.acts()) await perform(act, page, pace);
    await soon(() => isDone(step, page), UNSEEN, step.count ? FOR_A_RETURN : FOR_AN_EFFECT);
  }

  /** What there is to do: of the step before too, if its form is not open any more. */
  acts() {
    const { step } = this;
    const before = step.form && formOn(this.page) !== step.form ? (this.steps[this.at - 2]?.do ?? []) : [];
    return [...before, ...(step.do ?? [])];
  }

  async goOn(pace) {
    await this.move(this.at + 1);
    if (this.step) await arrive(this.step, this.page, pace);
  }

  skip() {
    return this.busily(QUICK, () => this.goOn(QUICK));
  }

  goThere() {
    return this.busily(QUICK, () => arrive(this.step, this.page, QUICK));
  }

  help(act) {
    return this.busily(QUICK, async () => {
      if (!act.type) return perform(act, this.page, QUICK);
      // Only the letters: that they are sent is the visitor's to do.
      const field = document.getElementById("composer");
      await QUICK.type(field, act.type);
      return field.focus();
    });
  }

  async doItMyself() {
    this.byHand = true;
    this.trouble = null;
    await this.look();
    this.hint?.target?.focus({ preventScroll: true });
  }

  async busily(pace, work) {
    if (this.isBusy) return;
    const hadFocus = this.card.hasFocus();
    this.isBusy = true;
    this.trouble = null;
    this.hint = null;
    this.draw();
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
      this.trouble = error.message;
    } finally {
      pace.end();
      this.isBusy = false;
      await this.look();
      if (hadFocus) this.card.focus();
    }
  }

  async leave() {
    await this.move(this.at, false);
    this.opener.focus();
  }

  async open() {
    await this.move(this.at);
    this.card.focus();
  }

  async startOver() {
    if (this.isBusy) return;
    this.isBusy = true;
    this.oldRun = this.run;
    this.draw();
    try {
      await api.startOver();
      const { user, where } = whereIs(this.steps[0]);
      go({ user: user.id, where }, { replace: true });
    } catch (error) {
      this.isBusy = false;
      this.oldRun = null;
      this.draw();
      toast(error.message);
    }
  }

  // --- What is seen -----------------------------------------------------------------------------------

  /** Something may have happened: go on if it is what the step waits for. */
  async look() {
    const { step, at } = this;
    if (!this.isOpen || this.isBusy || !state.workspace) return;
    await this.tally();
    const done = Boolean(step) && (await isDone(step, this.page));
    if (at !== this.at || this.isBusy) return;
    this.wasDone ??= done;
    if (done && !this.wasDone) {
      await this.move(at + 1);
      return;
    }
    this.draw();
  }

  /** The clock goes on and forms open without a word of the server; of messages it tells. */
  glance() {
    if (!this.isOpen || this.isBusy || document.hidden || !state.workspace) return;
    const { form, time } = this.step?.until ?? {};
    if (form || time || this.step?.count) this.changed();
    else this.draw();
  }

  notePress(target) {
    if (!this.hint?.act?.click || !this.hint.target?.contains(target)) return;
    this.pressed.add(this.hint.act);
  }

  /** What the step counts, counted now; null when it counts nothing. */
  async tally() {
    if (!this.step?.count) return null;
    const { at } = this;
    const tallied = await api.count(at).catch(() => null);
    if (at === this.at && tallied) {
      this.tallied = tallied;
      this.draw();
    }
    return this.tallied;
  }

  get isThere() {
    const { step } = this;
    return !step || (isAt(whereIs(step)) && (!step.thread || isThreadOf(step.thread)));
  }

  draw() {
    if (!this.story || !state.workspace) return;
    if (!this.isOpen) {
      this.card.show(null);
      this.ring(null);
      return;
    }
    const { step } = this;
    const leads = this.byHand && step && !this.isBusy && !this.wasDone;
    this.hint = leads ? hintFor(step, this.acts(), this.page, this.pressed) : null;
    this.card.show(sceneOf(this));
    this.ring(this.isBusy ? null : (this.hint?.target ?? (step?.look && this.isThere ? lookedAt(step.look) : null)));
  }

  /** A ring around what is meant, brought into sight when it is another thing than before. */
  ring(node) {
    if (node !== this.ringed) {
      this.ringed?.classList.remove("tour-ring");
      if (node) bringIntoSight(node);
    }
    node?.classList.add("tour-ring");
    this.ringed = node;
  }
}

/** What is too long to be seen as a whole is read from its beginning. */
function bringIntoSight(node) {
  const room = node.closest(".message-scroll, .modal-scroll, .home")?.clientHeight ?? Infinity;
  node.scrollIntoView({ block: node.offsetHeight > room ? "start" : "nearest" });
}
