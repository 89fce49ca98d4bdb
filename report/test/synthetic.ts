// A made-up session of any size: a random walk over a small program, always the same for the same seed.

import { type Frame, Origin, type Session, State, type Thread } from "../src/session.ts";

const PLACES: readonly (readonly [string, string | null, string | null, Origin, string])[] = [
  ["<module>", null, "shop/__main__.py", Origin.Application, ""],
  ["main", null, "shop/cli.py", Origin.Application, ""],
  ["serve", "Shop", "shop/server.py", Origin.Application, ""],
  ["handle_request", "Shop", "shop/server.py", Origin.Application, ""],
  ["load_orders", "Orders", "shop/orders.py", Origin.Application, ""],
  ["price", "Orders", "shop/pricing.py", Origin.Application, ""],
  ["discount", null, "shop/pricing.py", Origin.Application, ""],
  ["render", null, "templates/page.py", Origin.Application, ""],
  ["dispatch_request", "Flask", "flask/app.py", Origin.InstalledLibrary, "flask"],
  ["full_dispatch_request", "Flask", "flask/app.py", Origin.InstalledLibrary, "flask"],
  ["__call__", "Flask", "flask/app.py", Origin.InstalledLibrary, "flask"],
  ["execute", "Cursor", "sqlalchemy/engine/base.py", Origin.InstalledLibrary, "sqlalchemy"],
  ["_compile", "Query", "sqlalchemy/sql/compiler.py", Origin.InstalledLibrary, "sqlalchemy"],
  ["all", "Query", "sqlalchemy/orm/query.py", Origin.InstalledLibrary, "sqlalchemy"],
  ["render", "Template", "jinja2/environment.py", Origin.InstalledLibrary, "jinja2"],
  ["root_render_func", null, "jinja2/runtime.py", Origin.InstalledLibrary, "jinja2"],
  ["loads", null, "json/__init__.py", Origin.StandardLibrary, "json"],
  ["decode", "JSONDecoder", "json/decoder.py", Origin.StandardLibrary, "json"],
  ["raw_decode", "JSONDecoder", "json/decoder.py", Origin.StandardLibrary, "json"],
  ["run", "Thread", "threading.py", Origin.StandardLibrary, "threading"],
  ["select", "EpollSelector", "selectors.py", Origin.StandardLibrary, "selectors"],
  ["epoll.poll", null, null, Origin.Builtin, ""],
  ["list.sort", null, null, Origin.Builtin, ""],
  ["dict.get", null, null, Origin.Builtin, ""],
  ["time.sleep", null, null, Origin.Builtin, ""],
  ["escape</script><b>", null, "templates/<filters>.py", Origin.Application, ""],
  ["fib", null, "shop/pricing.py", Origin.Application, ""],
];
/** who calls whom, and how often */
const CALLS: Record<number, readonly number[]> = {
  0: [1], 1: [2], 2: [3, 3, 3, 20], 3: [10], 10: [9], 9: [8], 8: [4, 4, 5, 7, 7], 4: [13, 13, 16, 22], 13: [12, 11],
  12: [11, 23], 11: [21], 5: [6, 26, 22], 6: [23], 7: [14], 14: [15], 15: [25, 23], 16: [17], 17: [18], 19: [4, 24],
  20: [21], 26: [26, 26, 23], 25: [23],
};

export interface Wanted {
  readonly samples: number;
  readonly threads?: number;
  readonly seed?: number;
}

class Trie {
  readonly children: Map<number, number>[] = [new Map()];
  readonly parent = [-1];
  readonly frame = [-1];
  readonly line = [0];

  push(node: number, frame: number, line: number): number {
    const key = frame * 4096 + line;
    let child = this.children[node].get(key);
    if (child === undefined) {
      child = this.parent.length;
      this.children[node].set(key, child);
      this.children.push(new Map());
      this.parent.push(node);
      this.frame.push(frame);
      this.line.push(line);
    }
    return child;
  }
}

export function syntheticSession({ samples, threads = 3, seed = 7 }: Wanted): Session {
  let random = seed;
  const next = () => {
    random = Math.imul(random, 1664525) + 1013904223 | 0;
    return (random >>> 8) / 0x1000000;
  };
  const frames: Frame[] = PLACES.map(([name, className, shortPath, origin, library], i) => ({
    name,
    className,
    file: shortPath === null ? null : "/srv/app/" + shortPath,
    shortPath: shortPath ?? "",
    firstLine: shortPath === null ? 0 : 10 + 20 * i % 300,
    hidden: false,
    origin,
    library,
  }));
  const trie = new Trie();
  const made: { nodes: number[]; starts: number[]; ends: number[]; states: number[] }[] = [];
  for (let t = 0; t < threads; t++) {
    const nodes: number[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    const states: number[] = [];
    let stack: [number, number][] = [];
    const begin = t === 0 ? 0 : 40 * t;
    for (let i = 0; i < samples; i++) {
      const time = begin + i;
      if (i % 997 > 990 || t === 2 && i % 5 !== 0 && i > samples / 2) {
        continue; // a gap
      }
      if (stack.length === 0 || next() < 0.45) {
        stack = stack.slice(0, Math.max(1, stack.length - Math.floor(next() * 5)));
        while (stack.length < 24) {
          const last = stack.length === 0 ? undefined : stack[stack.length - 1][0];
          const callees = last === undefined ? [t === 0 ? 0 : 19] : CALLS[last];
          if (!callees || stack.length > 2 && next() < 0.12) {
            break;
          }
          const callee = callees[Math.floor(next() * callees.length)];
          const line = frames[callee].file === null ? 0 : frames[callee].firstLine + Math.floor(next() ** 3 * 6);
          stack = [...stack, [callee, line]];
        }
      }
      let node = 0;
      for (const [frame, line] of stack) {
        node = trie.push(node, frame, line);
      }
      const leaf = stack[stack.length - 1][0];
      const state = leaf === 21 || leaf === 24 || t > 0 && next() < 0.3 ? State.Waiting : State.Running;
      const last = nodes.length - 1;
      if (last >= 0 && nodes[last] === node && states[last] === state && ends[last] === time) {
        ends[last] = time + 1;
      } else {
        nodes.push(node);
        starts.push(time);
        ends.push(time + 1);
        states.push(state);
      }
    }
    made.push({ nodes, starts, ends, states });
  }
  const { order, stacks } = depthFirst(trie);
  const result: Thread[] = made.map(({ nodes, starts, ends, states }, t) => ({
    name: t === 0 ? "MainThread" : `Worker-${t}`,
    id: 1000 + t,
    nativeId: 4200 + t,
    processId: 4200,
    main: t === 0,
    samples: nodes.length,
    start: Float64Array.from(starts),
    end: Float64Array.from(ends),
    node: Int32Array.from(nodes, (node) => order[node]),
    state: Uint8Array.from(states),
    looks: Int32Array.from(starts, (start, i) => ends[i] - start),
  }));
  return {
    description: "Program: python -m shop",
    started: 1_795_000_000_000,
    duration: samples + 40 * threads,
    interval: 1,
    cpuTime: samples * 0.83,
    pythonVersion: "3.13.1",
    host: "build-7.example.org",
    command: "/usr/bin/python3.13 -X dev -m shop --port 8080 --workers 3 " + "--option=value ".repeat(40),
    processId: 4200,
    notes: ["3 worker threads ended before the program did."],
    quality: { samples: samples * threads, retried: 31, undecided: 12, late: 240, unnamedCalls: 3 },
    ticks: Float64Array.from({ length: samples + 40 * threads }, (_, i) => i + 1),
    frames,
    stacks,
    threads: result,
  };
}

/** A session with a stack as deep as asked for, in one thread. */
export function deepSession(depth: number): Session {
  const session = syntheticSession({ samples: 1, threads: 1 });
  const size = depth + 1;
  return {
    ...session,
    duration: 10,
    stacks: {
      size,
      parent: Int32Array.from({ length: size }, (_, i) => i - 1),
      frame: Int32Array.from({ length: size }, (_, i) => i === 0 ? -1 : 26),
      line: new Int32Array(size),
      end: new Int32Array(size).fill(size),
      depth: Int32Array.from({ length: size }, (_, i) => i),
    },
    threads: [{
      ...session.threads[0],
      start: Float64Array.of(0),
      end: Float64Array.of(10),
      node: Int32Array.of(depth),
      state: Uint8Array.of(State.Running),
      looks: Int32Array.of(10),
    }],
  };
}

function depthFirst(trie: Trie) {
  const size = trie.parent.length;
  const order = new Int32Array(size);
  const stacks = {
    size,
    parent: new Int32Array(size).fill(-1),
    frame: new Int32Array(size).fill(-1),
    line: new Int32Array(size),
    end: new Int32Array(size),
    depth: new Int32Array(size),
  };
  const todo = [0];
  let next = 0;
  while (todo.length > 0) {
    const old = todo.pop()!;
    const node = next++;
    order[old] = node;
    if (old > 0) {
      stacks.parent[node] = order[trie.parent[old]];
      stacks.frame[node] = trie.frame[old];
      stacks.line[node] = trie.line[old];
      stacks.depth[node] = stacks.depth[stacks.parent[node]] + 1;
    }
    todo.push(...[...trie.children[old].values()].reverse());
  }
  for (let node = size - 1; node >= 0; node--) {
    stacks.end[node] = Math.max(stacks.end[node], node + 1);
    if (node > 0) {
      stacks.end[stacks.parent[node]] = Math.max(stacks.end[stacks.parent[node]], stacks.end[node]);
    }
  }
  return { order, stacks };
}
