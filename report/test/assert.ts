// What the tests say of values.

export function assert(condition: unknown, message = "not so"): asserts condition {
  if (!condition) {
    throw new Error(message);
  }
}

export function assertEquals(expected: unknown, actual: unknown, message = ""): void {
  const [wanted, got] = [JSON.stringify(expected, null, 1), JSON.stringify(actual, null, 1)];
  if (wanted === got) {
    return;
  }
  const [wantedLines, gotLines] = [wanted?.split("\n") ?? [], got?.split("\n") ?? []];
  let line = 0;
  while (wantedLines[line] === gotLines[line]) {
    line++;
  }
  const from = Math.max(0, line - 3);
  throw new Error(
    `${message}\nexpected: ${wantedLines.slice(from, line + 5).join("\n")}\nbut was: ` +
      gotLines.slice(from, line + 5).join("\n"),
  );
}

export async function assertRejects(promise: Promise<unknown>, part: string): Promise<void> {
  try {
    await promise;
  } catch (e) {
    assert(e instanceof Error && e.message.includes(part), `wrong message: ${e}`);
    return;
  }
  throw new Error("nothing was refused");
}
