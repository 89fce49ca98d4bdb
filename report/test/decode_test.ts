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

for (const name of ["session-1", "session-2"]) {
  Deno.test(`the example ${name} of the format is read as its text says`, () => isReadAsItsTextSays(name));
}

async function isReadAsItsTextSays(name: string) {
  const PROTOCOL = new URL("../../protocol/", import.meta.url);
  const session = await decode(Deno.readFileSync(new URL(`${name}.pyro`, PROTOCOL)), {
    texts: [],
    shortPath: [],
    library: [],
    origin: [],
  });
  const lines = Deno.readTextFileSync(new URL(`${name}.txt`, PROTOCOL)).split("\n");
  const [, from, startUp] = /the program from (\d+), PT([\d.]+)S/.exec(lines[2])!;
  const written = lines[3].trim().split(" ").map(Number);
  const zero = written[Number(from) - 1];

  assertEquals(written, [...session.ticks].map((tick) => Math.round(tick * 1e6) + zero), startUp);
  const [description, host] = lines.map(text);
  assert(description.endsWith(`S ${session.description}`), session.description);
  assert(host.startsWith(`${session.host} Environment[`), session.host);
  assert(host.endsWith(` [${session.notes.join(", ")}]`), session.notes.join());
  const command = session.command.replaceAll(" ", ", ");
  assert(lines.some((line) => text(line).includes(`commandLine=[${command}]`)), command);
  const threads = lines.slice(4).filter((line) => line.startsWith("ThreadInfo["));
  assertEquals(threads.length, session.threads.length);
  const runs = lines.filter((line) => /^\d+-\d+ /.test(line)).map((line) => asWritten(line, Number(from), zero));
  assertEquals(
    runs.filter((run) => run !== null),
    session.threads.flatMap((thread) =>
      [...thread.node].map((node, run) => {
        const frame = session.frames[session.stacks.frame[node]];
        return [
          Math.round(thread.start[run] * 1e6) + zero,
          Math.round(thread.end[run] * 1e6) + zero,
          ["RUNNING", "WAITING", "UNKNOWN", "", "WAITING_FOR_GIL", "COLLECTING"][thread.state[run]],
          ...(node === 0 ? [] : [frame.name, session.stacks.line[node], session.stacks.depth[node]]),
          ...(node === 0 || frame.file === null ? [] : [frame.file, frame.firstLine, frame.className, frame.hidden]),
        ];
      })
    ),
  );
}

/** The texts are in ASCII: not every file can hold half a character. */
function text(escaped: string): string {
  return escaped.replace(/\\u([0-9a-f]{4})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
}

/** What a line of the text says of a run; null if it was over before the program began. */
function asWritten(line: string, firstTick: number, zero: number) {
  const [, startTick, endTick, start, end, state, leaf] = /^(\d+)-(\d+) (\d+)-(\d+) (\w+) (.*)$/.exec(line)!;
  if (Number(endTick) <= firstTick) {
    return null;
  }
  const run = [Number(startTick) < firstTick ? zero : Number(start), Number(end), state];
  const python =
    /^Python\[name=(.*), qualifiedName=.*, file=(.*), firstLine=(-?\d+), className=(.*), hidden=(\w+)\]#(-?\d+) (\d+) /
      .exec(leaf);
  if (python) {
    const [, name, file, firstLine, className, hidden, at, depth] = python;
    run.push(text(name), Number(at), Number(depth), text(file), Number(firstLine));
    return [...run, className === "null" ? null : text(className), hidden === "true"];
  }
  const c = /^C\[qualifiedName=(.*)\]#(-?\d+) (\d+) /.exec(leaf);
  return c ? [...run, text(c[1]), Number(c[2]), Number(c[3])] : run;
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
  bytes[8] = 3;
  await assertRejects(decode(bytes, notesOf(whole)), "has version 3 of the format");
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
