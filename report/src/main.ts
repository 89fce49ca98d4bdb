// Opens the recording that the page carries.

import { modelOf } from "./aggregate.ts";
import { decode, type FrameNotes, fromBase64, inflate } from "./decode.ts";
import { Comparison, type Same } from "./compare.ts";
import type { Session } from "./session.ts";
import { type CarriedSources, Sources } from "./sources.ts";
import { start } from "./ui/app.ts";
import { startComparison } from "./ui/comparison.ts";

/** Far more than the names of the largest program. */
const MOST_NOTES = 1 << 28;

function carried(id: string): Uint8Array {
  return fromBase64(document.getElementById(id)?.textContent ?? "");
}

async function json(id: string): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await inflate(carried(id), "gzip", MOST_NOTES)));
}

async function sessionOf(suffix: string): Promise<Session> {
  return decode(carried("session" + suffix), await json("frames" + suffix) as FrameNotes);
}

async function open(): Promise<void> {
  const opening = document.getElementById("opening");
  try {
    if (typeof DecompressionStream === "undefined") {
      throw new Error("This report needs a browser of 2023 or later.");
    }
    const session = await sessionOf("");
    if (document.getElementById("comparison")) {
      const comparison = new Comparison(await sessionOf("-before"), session, await json("comparison") as Same);
      opening?.remove();
      startComparison(document.body, comparison);
    } else {
      const sources = document.getElementById("source") ? new Sources(await json("source") as CarriedSources) : null;
      opening?.remove();
      start(document.body, modelOf(session), sources);
    }
  } catch (e) {
    if (opening) {
      opening.textContent = e instanceof Error ? e.message : String(e);
      opening.setAttribute("role", "alert");
      document.body.prepend(opening);
    }
    throw e;
  }
}

open();
