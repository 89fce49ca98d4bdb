// The source text of the lines view, and how sure shares are.

import { lastLine, Sources } from "../src/sources.ts";
import { certainty, likely } from "../src/ui/format.ts";
import { assert, assertEquals } from "./assert.ts";

const TEXT = `@cached
def f(
    a,
):
    """Text
that hangs out"""
    return a

def g(): pass

class K:
    def m(self):
        x = [
        ]

        return x
    async def n(self): return 1
`;

Deno.test("a function ends before what is indented no more", () => {
  const sources = new Sources({ bytes: TEXT.length, files: [{ file: "a.py", text: TEXT }, { file: "b.py", why: "is gone" }] });
  const lines = sources.lines("a.py")!;

  assertEquals([7, 9, 16, 17], [[1, 7], [9, 9], [12, 14], [17, 17]].map(([first, least]) => lastLine(lines, first, least)));
  assertEquals([1, null, null], [sources.count, sources.lines("b.py"), sources.lines(null)]);
  assertEquals(["is gone", "is not in this report"], [sources.why("b.py"), sources.why("c.py")]);
});

Deno.test("the likely share covers the true one about 95 times of 100", () => {
  let seed = 1;
  const random = () => (seed = Math.imul(seed, 48271) >>> 0 & 0x7fffffff) / 0x80000000;
  for (const truth of [0.02, 0.3, 0.9]) {
    let covered = 0;
    for (let experiment = 0; experiment < 2000; experiment++) {
      let hits = 0;
      for (let sample = 0; sample < 200; sample++) {
        hits += random() < truth ? 1 : 0;
      }
      const [from, to] = likely(hits / 200, 200);
      covered += from <= truth && truth <= to ? 1 : 0;
    }
    assert(covered > 0.925 * 2000 && covered < 0.985 * 2000, `${covered} of 2000 for ${truth}`);
  }
  assertEquals([0, 1], [likely(0, 50)[0], likely(1, 50)[1]]);
  assertEquals("10.2% to 14.8%, 95% sure from 800 samples", certainty(0.123, 800));
});
