// The source text that a report carries if it was asked to.

/** As the report has it: for each file its text, or why there is none. */
export interface CarriedSources {
  readonly bytes: number;
  readonly files: readonly { readonly file: string; readonly text?: string; readonly why?: string }[];
}

export class Sources {
  readonly bytes: number;
  /** how many files are carried */
  readonly count: number;
  readonly #files: ReadonlyMap<string, { text?: string; why?: string }>;
  readonly #lines = new Map<string, readonly string[]>();

  constructor(carried: CarriedSources) {
    this.bytes = carried.bytes;
    this.count = carried.files.filter((each) => each.text !== undefined).length;
    this.#files = new Map(carried.files.map((each) => [each.file, each]));
  }

  /** The lines of a file; null if it is not there. */
  lines(file: string | null): readonly string[] | null {
    const text = this.#files.get(file ?? "")?.text;
    if (file === null || text === undefined) {
      return null;
    }
    let lines = this.#lines.get(file);
    if (lines === undefined) {
      lines = text.split(/\r\n?|\n/);
      this.#lines.set(file, lines);
    }
    return lines;
  }

  /** Why there is no text of the file, as a predicate. */
  why(file: string | null): string {
    return this.#files.get(file ?? "")?.why ?? "is not in this report";
  }
}

/**
 * The last line of the function that begins at a line: the one before the next that is indented no more.
 *
 * @param first of its decorators, or of itself; from 1
 * @param least a line that is known to be part of it
 */
export function lastLine(lines: readonly string[], first: number, least: number): number {
  const indent = (line: string) => line.length - line.trimStart().length;
  let begin = first - 1;
  while (begin < lines.length && !/^\s*(async\s+def|def|class)\b/.test(lines[begin])) {
    begin++;
  }
  if (begin >= Math.max(first + 200, least)) {
    return Math.min(lines.length, least); // no function with a head: a lambda, a comprehension
  }
  const depth = indent(lines[begin] ?? "");
  let end = begin + 1;
  for (let line = begin + 1; line < lines.length; line++) {
    const text = lines[line];
    if (text.trim() === "" || /^\s*[)\]}]/.test(text)) {
      continue;
    }
    if (indent(text) <= depth && line + 1 > least) {
      break;
    }
    end = line + 1;
  }
  return end;
}
