// Opens the recording that the page carries.

import { modelOf } from "./aggregate.ts";
import { decode, type FrameNotes, fromBase64, inflate } from "./decode.ts";
import { start } from "./ui/app.ts";

/** Far more than the names of the largest program. */
const MOST_NOTES = 1 << 28;

function carried(id: string): Uint8Array {
  return fromBase64(document.getElementById(id)?.textContent ?? "");
}

async function open(): Promise<void> {
  const opening = document.getElementById("opening");
  try {
    if (typeof DecompressionStream === "undefined") {
      throw new Error("This report needs a browser of 2023 or later.");
    }
    const notes = new TextDecoder().decode(await inflate(carried("frames"), "gzip", MOST_NOTES));
    const session = await decode(carried("session"), JSON.parse(notes) as FrameNotes);
    opening?.remove();
    start(document.body, modelOf(session));
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
