// A session file, as protocol/session-format.md has it, in its finished form: the one that reports carry.

import { depths, ends } from "./order.ts";
import { type Frame, Origin, type Session, type Stacks, type Thread } from "./session.ts";

/** What a report says of the frames of its session beside it: for each an index into `texts`, or an origin. */
export interface FrameNotes {
  readonly texts: readonly string[];
  readonly shortPath: readonly number[];
  readonly library: readonly number[];
  readonly origin: readonly Origin[];
}

const MAGIC = [0x89, 0x50, 0x59, 0x52, 0x4f, 0x0d, 0x0a, 0x1a];
const VERSION = 2;
const FILE_HEADER = MAGIC.length + 4;
const BLOCK_HEADER = 20;
const MARKER = 0x7950;
const DEFLATED = 1;
const LONGEST = 1 << 24;
const NANOS = 1e6; // in a millisecond
const ABSENT = 3;

enum Kind {
  Facts = 1,
  Frames,
  Trie,
  Processes,
  Threads,
  RunsOfFewStates,
  Ticks,
  End,
  Runs,
}

enum Fact {
  Started = 1,
  Interval,
  Description,
  Host,
  FirstTick,
  DepthFirst,
  PythonVersion,
  CpuTime = 13,
  Quality,
  Notes,
}

interface Block {
  readonly kind: number;
  readonly payload: Uint8Array;
}

/** @throws Error with a message for people if that is no session, or a damaged one */
export async function decode(bytes: Uint8Array, notes: FrameNotes): Promise<Session> {
  const reader = new SessionReader(notes);
  for (const block of await blocksOf(bytes)) {
    reader.take(block);
  }
  return reader.session();
}

export function fromBase64(text: string): Uint8Array {
  const direct = (Uint8Array as { fromBase64?: (text: string) => Uint8Array }).fromBase64;
  if (direct) {
    return direct.call(Uint8Array, text);
  }
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) {
    bytes[i] = binary.charCodeAt(i);
  }
  return bytes;
}

/** @param most what it may have at most, in bytes */
export async function inflate(bytes: Uint8Array, format: "gzip" | "deflate-raw", most: number): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new DecompressionStream(format));
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = stream.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.length;
    if (size > most) {
      throw new Error("more data than it says");
    }
    parts.push(part.value);
  }
  const result = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

function damaged(what: string): Error {
  return new Error(`The recording in this report is damaged: ${what}.`);
}

async function blocksOf(bytes: Uint8Array): Promise<Block[]> {
  if (bytes.length < FILE_HEADER || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw damaged("it does not begin like one");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = view.getUint32(MAGIC.length, true);
  if (version < 1 || version > VERSION) {
    throw new Error(`The recording in this report has version ${version} of the format; this page reads versions up to ${VERSION}.`);
  }
  const blocks: Promise<Block>[] = [];
  let at = FILE_HEADER;
  while (at < bytes.length) {
    if (at + BLOCK_HEADER > bytes.length) {
      throw damaged("it ends too early");
    }
    const stored = view.getUint32(at + 4, true);
    const length = view.getUint32(at + 8, true);
    const sound = view.getUint16(at, true) === MARKER && stored <= LONGEST && length <= LONGEST &&
      view.getUint32(at + 16, true) === crc32(bytes, at, at + 16);
    const from = at + BLOCK_HEADER;
    if (!sound || from + stored > bytes.length || view.getUint32(at + 12, true) !== crc32(bytes, from, from + stored)) {
      throw damaged(`at byte ${at}`);
    }
    const content = bytes.subarray(from, from + stored);
    blocks.push(blockOf(bytes[at + 2], bytes[at + 3] === DEFLATED, content, length));
    at = from + stored;
  }
  return Promise.all(blocks);
}

async function blockOf(kind: number, deflated: boolean, content: Uint8Array, length: number): Promise<Block> {
  const payload = deflated ? await inflate(content, "deflate-raw", length) : content;
  if (payload.length !== length) {
    throw damaged("a part has another length");
  }
  return { kind, payload };
}

let crcTable: Int32Array | null = null;

function crc32(bytes: Uint8Array, from: number, to: number): number {
  crcTable ??= Int32Array.from({ length: 256 }, (_, i) => {
    let crc = i;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc >>> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return crc;
  });
  let crc = -1;
  for (let i = from; i < to; i++) {
    crc = crc >>> 8 ^ crcTable[(crc ^ bytes[i]) & 0xff];
  }
  return ~crc >>> 0;
}

class Payload {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  varint(): number {
    const bytes = this.#bytes;
    let byte = bytes[this.#at++];
    let value = byte & 0x7f;
    for (let unit = 0x80; byte >= 0x80; unit *= 0x80) {
      byte = bytes[this.#at++];
      value += (byte & 0x7f) * unit;
    }
    if (byte === undefined) {
      throw damaged("a part ends too early");
    }
    return value;
  }

  /** Exact up to 2^53, which is what sessions have. */
  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** A number from 0 up to the one before `end`. */
  below(end: number): number {
    const value = this.varint();
    if (value >= end) {
      throw damaged(`a number ${value} where ${end - 1} is the most`);
    }
    return value;
  }

  part(): Payload {
    return new Payload(this.#bytesOfPart());
  }

  #bytesOfPart(): Uint8Array {
    const length = this.below(this.#bytes.length - this.#at + 1);
    this.#at += length;
    if (this.#at > this.#bytes.length) {
      throw damaged("a part ends too early");
    }
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  text(): string {
    const bytes = this.#bytesOfPart();
    try {
      return UTF8.decode(bytes);
    } catch {
      return withSurrogates(bytes); // a file name that was not UTF-8
    }
  }

  texts(): string[] {
    const texts = [];
    while (this.left > 0) {
      texts.push(this.text());
    }
    return texts;
  }
}

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function withSurrogates(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length;) {
    const first = bytes[i++];
    const more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    let code = more === 0 ? first : first & 0x3f >> more;
    for (let end = i + more; i < end; i++) {
      code = code << 6 | bytes[i] & 0x3f;
    }
    text += code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
  }
  return text;
}

interface ThreadParts {
  readonly name: string;
  readonly id: number;
  readonly nativeId: number;
  readonly processId: number;
  readonly main: boolean;
  samples: number;
  runs: number;
  readonly parts: {
    readonly start: number;
    readonly runs: number;
    /** by which the lengths of the runs are multiplied, to leave room for the states */
    readonly codes: number;
    lengths: Payload;
    stacks: Payload;
  }[];
}

class SessionReader {
  readonly #notes: FrameNotes;
  readonly #texts: string[] = [];
  readonly #frames: Frame[] = [];
  readonly #threads: ThreadParts[] = [];
  readonly #processes: { pid: number; command: string[] }[] = [];
  readonly #stretches: Float64Array[] = [];
  readonly #nodes: { parent: Int32Array; frame: Int32Array; line: Int32Array }[] = [];
  #size = 1;
  #ticks = 0;
  #complete = false;
  // facts
  #started = 0;
  #interval = 0;
  #description = "";
  #host = "";
  #firstTick = 0;
  #depthFirst = false;
  #pythonVersion = "";
  #cpuTime: number | null = null;
  #quality = [0, 0, 0, 0, 0];
  #remarks: string[] = [];

  constructor(notes: FrameNotes) {
    this.#notes = notes;
  }

  take({ kind, payload }: Block): void {
    const from = new Payload(payload);
    switch (kind) {
      case Kind.Facts:
        return this.#takeFacts(from);
      case Kind.Frames:
        return this.#takeFrames(from);
      case Kind.Trie:
        return this.#takeNodes(from);
      case Kind.Processes:
        return this.#takeProcess(from);
      case Kind.Threads:
        return this.#takeThreads(from);
      case Kind.RunsOfFewStates:
        return this.#takeRuns(from, 4);
      case Kind.Runs:
        return this.#takeRuns(from, 8);
      case Kind.Ticks:
        return this.#takeTicks(from);
      case Kind.End:
        this.#complete = from.varint() === this.#ticks;
    }
  }

  #takeFacts(from: Payload): void {
    while (from.left > 0) {
      const tag = from.varint();
      const value = from.part();
      switch (tag) {
        case Fact.Started:
          this.#started = value.signed() * 1e3 + value.signed() / NANOS;
          break;
        case Fact.Interval:
          this.#interval = value.signed() * 1e3 + value.signed() / NANOS;
          break;
        case Fact.Description:
          this.#description = value.text();
          break;
        case Fact.Host:
          this.#host = value.text();
          break;
        case Fact.FirstTick:
          this.#firstTick = value.signed();
          break;
        case Fact.DepthFirst:
          this.#depthFirst = value.signed() === 1;
          break;
        case Fact.PythonVersion:
          this.#pythonVersion = value.text();
          break;
        case Fact.CpuTime:
          this.#cpuTime = value.signed() * 1e3 + value.signed() / NANOS;
          break;
        case Fact.Quality:
          this.#quality = this.#quality.map(() => value.signed());
          break;
        case Fact.Notes:
          this.#remarks = value.texts();
          break;
      }
    }
  }

  #takeFrames(from: Payload): void {
    from.varint();
    for (let left = from.below(from.left + 1); left > 0; left--) {
      this.#texts.push(from.text());
    }
    from.varint();
    for (let left = from.below(from.left + 1); left > 0; left--) {
      this.#frames.push(this.#frame(from));
    }
  }

  #frame(from: Payload): Frame {
    const { texts, shortPath, library, origin } = this.#notes;
    const number = this.#frames.length;
    const noted = {
      shortPath: texts[shortPath[number]] ?? "",
      library: texts[library[number]] ?? "",
      origin: origin[number] ?? Origin.Application,
    };
    const text = () => this.#texts[from.below(this.#texts.length)];
    const kind = from.below(3);
    if (kind === 0) {
      return { ...noted, name: text(), className: null, file: null, firstLine: 0, hidden: false };
    }
    const name = text();
    text(); // the qualified name
    const file = text();
    const firstLine = from.signed();
    const className = from.below(this.#texts.length + 1);
    return {
      ...noted,
      name,
      file,
      firstLine,
      className: className === 0 ? null : this.#texts[className - 1],
      hidden: kind === 2,
    };
  }

  #takeNodes(from: Payload): void {
    const first = from.varint();
    const count = from.below(from.left + 1);
    if (first !== this.#size) {
      throw damaged("stacks are missing");
    }
    const parent = new Int32Array(count);
    const frame = new Int32Array(count);
    const line = new Int32Array(count);
    for (let i = 0; i < count; i++) {
      const up = from.below(first + i + 1);
      if (up === 0) {
        throw damaged("a stack calls itself");
      }
      parent[i] = first + i - up;
    }
    for (let i = 0; i < count; i++) {
      frame[i] = from.below(this.#frames.length);
    }
    for (let i = 0; i < count; i++) {
      line[i] = from.signed();
    }
    this.#nodes.push({ parent, frame, line });
    this.#size += count;
  }

  #takeProcess(from: Payload): void {
    const pid = from.signed();
    from.signed(); // its parent
    from.text(); // its Python
    from.varint();
    const command = from.texts();
    const known = this.#processes.findIndex((process) => process.pid === pid);
    this.#processes[known < 0 ? this.#processes.length : known] = { pid, command }; // it may become another program
  }

  #takeThreads(from: Payload): void {
    while (from.left > 0) {
      const thread = from.part();
      const number = thread.below(this.#threads.length + 1);
      thread.varint(); // its first tick
      const processId = thread.signed();
      const id = thread.varint();
      const nativeId = thread.varint();
      const main = thread.varint() === 1;
      const name = thread.text();
      const samples = thread.varint();
      const known = this.#threads[number];
      this.#threads[number] = {
        name,
        id,
        nativeId,
        processId,
        main,
        samples: samples + (known?.samples ?? 0),
        runs: known?.runs ?? 0,
        parts: known?.parts ?? [],
      };
    }
  }

  #takeRuns(from: Payload, codes: number): void {
    const thread = this.#threads[from.below(this.#threads.length)];
    const start = from.varint();
    thread.samples += from.varint();
    const runs = from.below(from.left + 1);
    thread.runs += runs;
    thread.parts.push({ start, runs, codes, lengths: from.part(), stacks: from });
  }

  #takeTicks(from: Payload): void {
    const first = from.varint();
    const count = from.below(from.left + 1);
    if (first !== this.#ticks) {
      throw damaged("times are missing");
    }
    let now = from.varint();
    const unit = from.varint();
    const usual = from.varint();
    const nanos = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      now += (usual + from.signed()) * unit;
      nanos[i] = now;
    }
    this.#stretches.push(nanos);
    this.#ticks += count;
  }

  session(): Session {
    if (!this.#complete || !this.#depthFirst) {
      throw damaged("it has no end");
    }
    const ticks = this.#millis();
    const [samples, retried, undecided, late, unnamedCalls] = this.#quality;
    const first = this.#processes[0];
    return {
      description: this.#description,
      started: this.#started,
      duration: ticks.length === 0 ? 0 : ticks[ticks.length - 1],
      interval: this.#interval,
      cpuTime: this.#cpuTime,
      pythonVersion: this.#pythonVersion,
      host: this.#host,
      command: first?.command.join(" ") ?? "",
      processId: first?.pid ?? this.#threads[0]?.processId ?? 0,
      notes: this.#remarks,
      quality: { samples, retried, undecided, late, unnamedCalls },
      ticks,
      frames: this.#frames,
      stacks: this.#stacks(),
      threads: this.#threads.map((thread) => this.#thread(thread, ticks)),
    };
  }

  /** The times of the ticks since the start of the program. */
  #millis(): Float64Array {
    const ticks = new Float64Array(this.#ticks);
    let at = 0;
    for (const nanos of this.#stretches) {
      ticks.set(nanos, at);
      at += nanos.length;
    }
    this.#firstTick = Math.max(0, Math.min(this.#firstTick, ticks.length - 1));
    const zero = this.#firstTick === 0 ? 0 : ticks[this.#firstTick - 1];
    for (let i = 0; i < ticks.length; i++) {
      ticks[i] = (ticks[i] - zero) / NANOS;
    }
    return ticks;
  }

  #stacks(): Stacks {
    const parent = new Int32Array(this.#size);
    const frame = new Int32Array(this.#size);
    const line = new Int32Array(this.#size);
    parent[0] = -1;
    frame[0] = -1;
    let at = 1;
    for (const part of this.#nodes) {
      parent.set(part.parent, at);
      frame.set(part.frame, at);
      line.set(part.line, at);
      at += part.parent.length;
    }
    const end = ends(parent, this.#size);
    return { size: this.#size, parent, frame, line, end, depth: depths(parent, this.#size) };
  }

  #thread(parts: ThreadParts, ticks: Float64Array): Thread {
    const start = new Float64Array(parts.runs);
    const end = new Float64Array(parts.runs);
    const node = new Int32Array(parts.runs);
    const state = new Uint8Array(parts.runs);
    const looks = new Int32Array(parts.runs);
    let count = 0;
    let reached = -1; // where the last run ended
    for (const part of parts.parts) {
      let tick = part.start;
      let stack = 0;
      for (let run = 0; run < part.runs; run++) {
        const lengthAndCode = part.lengths.varint();
        const code = lengthAndCode % part.codes;
        const from = Math.max(tick, this.#firstTick);
        tick += (lengthAndCode - code) / part.codes + 1;
        if (tick > ticks.length) {
          throw damaged("samples after the end");
        }
        if (code === ABSENT) {
          continue;
        }
        stack += part.stacks.signed();
        if (stack < 0 || stack >= this.#size) {
          throw damaged(`a sample of stack ${stack} of ${this.#size}`);
        }
        if (from >= tick) {
          continue;
        }
        const goesOn = reached === from && node[count - 1] === stack && state[count - 1] === code;
        const index = goesOn ? count - 1 : count++;
        if (!goesOn) {
          start[index] = from === 0 ? 0 : ticks[from - 1];
          node[index] = stack;
          state[index] = code;
        }
        end[index] = ticks[tick - 1];
        looks[index] += tick - from;
        reached = tick;
      }
    }
    const { name, id, nativeId, processId, main, samples } = parts;
    return {
      name,
      id,
      nativeId,
      processId,
      main,
      samples,
      start: start.slice(0, count),
      end: end.slice(0, count),
      node: node.slice(0, count),
      state: state.slice(0, count),
      looks: looks.slice(0, count),
    };
  }
}
