// What was recorded, and how well.

import type { Session } from "../session.ts";
import { button, h } from "./dom.ts";
import { clock, count, duration, percent, printable } from "./format.ts";

export function header(session: Session, threads: number): HTMLElement {
  const { quality } = session;
  const looks = quality.samples + quality.undecided;
  const facts = h("dl", { class: "facts" });
  const fact = (what: string, value: string, title = "") => {
    if (value !== "") {
      facts.append(h("div", { title }, h("dt", {}, what), h("dd", {}, value)));
    }
  };
  fact("Duration", duration(session.duration));
  const { cpuTime } = session;
  const cpu = cpuTime === null ? "not known" : `${duration(cpuTime)} (${percent(cpuTime / Math.max(1e-9, session.duration))})`;
  fact("CPU", cpu, "CPU time of the program, and its share of the duration");
  const effective = session.duration / Math.max(1, session.ticks.length);
  fact("Samples", `${count(quality.samples)} every ${duration(session.interval)}` +
    (effective > 1.05 * session.interval ? `, in effect ${duration(effective)}` : ""),
    "The interval that was asked for, and the mean of those that there were");
  fact(
    "Missed",
    looks === 0 ? "0" : `${count(quality.undecided)} (${percent(quality.undecided / looks)})`,
    "Looks that found no stable stack. Their time went to the thread's next sample.",
  );
  fact(
    "Late",
    quality.late === 0 ? "0" : `${count(quality.late)} (${percent(quality.late / (quality.late + session.ticks.length))})`,
    "Looks that came too late, as on a busy machine. Their time went to the next sample: short calls may be missing.",
  );
  fact("Threads", count(threads));
  fact("Python", printable(session.pythonVersion));
  fact("Process", session.processId === 0 ? "" : String(session.processId));
  fact("Host", printable(session.host));
  fact("Recorded", clock(session.started));
  const element = h("header", { class: "top" }, h("h1", {}, printable(session.description)), facts);
  const command = printable(session.command.trim());
  if (command !== "") {
    const text = h("code", { class: "command", title: "The command line" }, command);
    const more = button("more", { class: "more", "aria-expanded": "false" }, () => {
      const open = text.classList.toggle("open");
      more.textContent = open ? "less" : "more";
      more.setAttribute("aria-expanded", String(open));
    });
    const row = h("div", { class: "command-row" }, text, more);
    element.append(row);
    new ResizeObserver(() => {
      more.hidden = !text.classList.contains("open") && text.scrollHeight <= text.clientHeight + 1;
    }).observe(text);
  }
  for (const note of session.notes) {
    element.append(h("p", { class: "note" }, printable(note)));
  }
  return element;
}

/** Why there is nothing to see, and what to do. null if there is something. */
export function emptiness(session: Session): HTMLElement | null {
  if (session.quality.samples > 0 && session.threads.some((thread) => thread.start.length > 0)) {
    return null;
  }
  const short = session.duration <= session.interval;
  const why = short
    ? `The recording is shorter than one interval of ${duration(session.interval)}.`
    : `It ended before the first look, after ${duration(session.duration)}.`;
  return h(
    "section",
    { class: "empty" },
    h("h2", {}, "No samples were recorded."),
    h("p", {}, why),
    h("p", {}, "Record it again with a shorter interval, or let the part of interest run longer or several times."),
  );
}
