// Session files as Java writes them.

import { decode, type FrameNotes, fromBase64, inflate } from "../src/decode.ts";
import type { Session } from "../src/session.ts";
import { assert, assertEquals, assertRejects } from "./assert.ts";
import { type Example, examples } from "./examples.ts";

const FOLDER = new URL("../../protocol/trees/", import.meta.url);
const RECORDED = examples().filter(({ name }) =>
  [...Deno.readDirSync(FOLDER)].some((file) => file.name === name + ".pyro")
);

function bytesOf({ name }: Example): Uint8Array {
  return Deno.readFileSync(new URL(name + ".pyro", FOLDER));
}

/** What a report would say of the frames. */
function notesOf({ session: { frames } }: Example): FrameNotes {
  return {
    texts: frames.flatMap((frame) => [frame.shortPath, frame.library]),
    shortPath: frames.map((_, i) => 2 * i),
    library: frames.map((_, i) => 2 * i + 1),
    origin: frames.map((frame) => frame.origin),
  };
}

for (const example of RECORDED) {
  Deno.test(`the session file of ${example.name} is read as Java reads it`, async () => {
    const session = await decode(bytesOf(example), notesOf(example));
    const wanted = example.session;

    assertEquals(wanted.frames.map(sorted), session.frames.map(sorted));
    assertEquals([...wanted.ticks], [...session.ticks]);
    assertEquals([wanted.duration, wanted.interval], [session.duration, session.interval]);
    assertEquals(runsOf(wanted), runsOf(session));
    assertEquals("3.12.1", session.pythonVersion);
    assertEquals("Program: app.py", session.description);
    assertEquals(Date.parse("2026-11-22T10:46:22Z"), session.started);
    assertEquals(session.quality.samples, session.threads.reduce((sum, thread) => sum + thread.samples, 0));
    session.stacks.parent.forEach((parent, stack) => assert(parent < stack && session.stacks.end[stack] > stack));
  });
}

function sorted(value: object) {
  return Object.entries(value).sort(([a], [b]) => a < b ? -1 : 1);
}

/** The runs with their stacks spelled out: the same stack may have another number. */
function runsOf({ threads, stacks, frames }: Session) {
  return threads.map((thread) =>
    [...thread.node].map((node, run) => {
      const stack: string[] = [];
      for (let at = node; at > 0; at = stacks.parent[at]) {
        stack.unshift(`${frames[stacks.frame[at]].name}:${stacks.line[at]}`);
      }
      return [thread.name, thread.start[run], thread.end[run], thread.looks[run], thread.state[run], stack.join(" ")];
    })
  );
}

const [whole] = RECORDED;

Deno.test("no byte of a session file can be changed unnoticed", async () => {
  const bytes = bytesOf(whole);
  for (let at = 0; at < bytes.length; at += 1 + Math.floor(bytes.length / 300)) {
    const changed = bytes.slice();
    changed[at] ^= 0x10;
    await assertRejects(decode(changed, notesOf(whole)), "The recording in this report ");
  }
});

Deno.test("a session file that was cut off is refused", async () => {
  const bytes = bytesOf(whole);
  for (let length = 0; length < bytes.length; length += 1 + Math.floor(bytes.length / 50)) {
    await assertRejects(decode(bytes.slice(0, length), notesOf(whole)), "is damaged");
  }
});

Deno.test("a file of a later version is refused, and its version named", async () => {
  const bytes = bytesOf(whole).slice();
  bytes[8] = 2;
  await assertRejects(decode(bytes, notesOf(whole)), "has version 2 of the format");
});

Deno.test("base64 is read with and without the help of the browser", () => {
  const bytes = Uint8Array.from({ length: 1000 }, (_, i) => i * 7 & 0xff);
  const text = btoa(String.fromCharCode(...bytes));
  const helpful = Uint8Array as { fromBase64?: unknown };
  const help = helpful.fromBase64;

  assertEquals([...bytes], [...fromBase64(text)]);
  helpful.fromBase64 = undefined;
  try {
    assertEquals([...bytes], [...fromBase64(text)]);
  } finally {
    helpful.fromBase64 = help;
  }
});

Deno.test("what inflates to more than it says is not inflated", async () => {
  const bomb = new Blob([new Uint8Array(1 << 20)]).stream().pipeThrough(new CompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(bomb).arrayBuffer());

  await assertRejects(inflate(bytes, "gzip", 1 << 10), "more data than it says");
});
