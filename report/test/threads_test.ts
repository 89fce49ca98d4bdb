// In which order threads are shown.

import { State, type Thread } from "../src/session.ts";
import { threadOrder } from "../src/ui/threads.ts";
import { assertEquals } from "./assert.ts";
import { syntheticSession } from "./synthetic.ts";

Deno.test("threads are in the order in which people look for them", () => {
  const thread = (name: string, processId: number, main: boolean, running: number): Thread => ({
    name, id: 1, nativeId: 1, processId, main, samples: 2,
    start: Float64Array.of(0, running), end: Float64Array.of(running, 1000), node: Int32Array.of(1, 1),
    state: Uint8Array.of(State.Running, State.Waiting), looks: Int32Array.of(1, 1),
  });
  const threads = [
    thread("worker-10", 7, false, 500), thread("idle", 7, false, 5), thread("MainThread", 3, true, 900),
    thread("worker-2", 7, false, 11), thread("MainThread", 7, true, 0),
  ];
  const order = threadOrder({ ...syntheticSession({ samples: 1 }), threads, processId: 7 });
  assertEquals(
    ["MainThread 7", "worker-2 7", "worker-10 7", "idle 7", "MainThread 3"],
    order.map((i) => threads[i].name + " " + threads[i].processId),
  );
});
