// In which order threads are shown.

import { isWaiting, type Session, type Thread } from "../session.ts";

/** A thread that ran for less of its time than this did hardly anything. */
const IDLE = 0.01;

export function isIdle({ main, start, end, state }: Thread): boolean {
  let ran = 0;
  state.forEach((each, i) => ran += isWaiting(each) ? 0 : end[i] - start[i]);
  return !main && (start.length === 0 || ran < IDLE * (end[end.length - 1] - start[0]));
}

/** The indices of all threads: those of a process together, its main one first and those that hardly ran last. */
export function threadOrder({ threads, processId }: Session): number[] {
  const { compare } = new Intl.Collator("en", { numeric: true });
  const idle = threads.map(isIdle);
  const rank = (i: number) => threads[i].processId === processId ? -1 : threads[i].processId;
  return threads.map((_, i) => i).sort((a, b) =>
    rank(a) - rank(b) || Number(threads[b].main) - Number(threads[a].main) || Number(idle[a]) - Number(idle[b]) ||
    compare(threads[a].name, threads[b].name) || a - b
  );
}
