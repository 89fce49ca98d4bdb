// The page with a made-up session, for looking at it: demo.html?samples=100000

import { start } from "../src/ui/app.ts";
import { modelOf } from "../src/aggregate.ts";
import { deepSession, syntheticSession } from "./synthetic.ts";

const wanted = new URLSearchParams(location.search);
const samples = Number(wanted.get("samples") ?? 20000);
const depth = Number(wanted.get("deep") ?? 0);
const session = depth > 0 ? deepSession(depth) : syntheticSession({ samples, threads: Number(wanted.get("threads") ?? 3) });
(globalThis as Record<string, unknown>).page = start(document.body, modelOf(session));
