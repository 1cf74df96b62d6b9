// What the card of a tour says and offers, as the tour stands.

import { me, nameOf } from "./store.js";
import { whereIs } from "./tourfind.js";
import { QUICK, Slow } from "./tourpace.js";

/** See TourCard.show. */
export function sceneOf(tour) {
  const { chapters, welcome, end, minutes } = tour.story;
  const { step, at, isOver } = tour;
  const total = tour.steps.length;
  const now = step ? step.chapter : isOver ? chapters.length : -1;
  const scene = step ?? (isOver ? end : welcome);
  return {
    chapter: step ? chapters[now].title : scene.title,
    dots: chapters.map((_, i) => ({ isDone: i < now, isNow: i === now })),
    who: step && tour.isThere ? `You are ${firstName(step)}` : "",
    where: step ? `${at} of ${total} · ${timeLeft(minutes, total, at)}` : isOver ? "The end" : `${minutes} minutes`,
    say: scene.say,
    hint: note(tour),
    buttons: choices(tour),
    isBusy: Boolean(tour.isBusy),
  };
}

function timeLeft(minutes, total, at) {
  const left = Math.max(1, Math.ceil((minutes * (total - at + 1)) / total));
  return left === 1 ? "1 minute left" : `${left} minutes left`;
}

function note(tour) {
  if (tour.trouble) return { kind: "trouble", words: tour.trouble };
  if (tour.wasDone && !tour.tallied) return { kind: "done", words: "Done already." };
  if (!tour.hint) return tour.tallied && counted(tour.tallied);
  const { words, example, help, act } = tour.hint;
  return { kind: "hand", words, example, help, onHelp: () => tour.help(act) };
}

/** By what stands there, whatever the app believes. */
function counted({ people, there, twice, is_up: isUp, is_crashed: isCrashed }) {
  const wait = people - there;
  const out = `${there} of ${people} are out, ${wait} wait.`;
  if (!isUp) return { kind: "trouble", words: `The bot is dead, and being started again. ${out}` };
  if (wait) return { kind: "into", words: isCrashed ? `It is back, and goes on. ${out}` : out };
  return { kind: twice ? "trouble" : "done", words: `${there} of ${people} stand here: 0 lost, ${twice} twice.` };
}

function choices(tour) {
  const crashes = tour.step?.do?.some((act) => "crash" in act) && !tour.wasDone;
  const next = { label: crashes ? "Crash the bot now" : "Next", onPress: () => tour.play(QUICK), isMain: true };
  const show = { label: "Show me", onPress: () => tour.play(new Slow()) };
  const leave = (label) => ({ label, onPress: () => tour.leave() });
  if (tour.isOver) return ending(tour, { ...leave("Free play"), isMain: true });
  if (!tour.step) return [leave("Look around alone"), { ...next, label: "Start" }];
  if (tour.trouble)
    return [{ label: "Skip this step", onPress: () => tour.skip() }, show, { ...next, label: "Try again" }];
  if (!tour.isThere && !tour.isBusy)
    return [{ label: wayTo(tour.step), onPress: () => tour.goThere(), isMain: true }];
  if (!tour.step.do || tour.wasDone) return [next];
  return tour.byHand ? [show, next] : [{ label: "Let me do it", onPress: () => tour.doItMyself() }, show, next];
}

function ending(tour, free) {
  if (!tour.canStartOver) return [free];
  return [{ label: tour.isBusy ? "Starting over…" : "Start over", onPress: () => tour.startOver() }, free];
}

const wayTo = (step) => (whereIs(step).user === me() ? "Go there" : `Go to ${firstName(step)}`);

const firstName = (step) => nameOf(whereIs(step).user).split(" ")[0];
