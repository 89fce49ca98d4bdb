// Says what the Firefox Profiler's own loader makes of a file, as JSON: read_firefox.mjs MODULES FOLDER FILE, where
// MODULES is the folder with the npm packages and FOLDER one for its sessions. The loader is that of the profiler-cli,
// which keeps a profile in a process of its own; that one is ended here.
import { execFileSync } from "node:child_process";
import path from "node:path";

const [modules, folder, file] = process.argv.slice(2).map((name) => path.resolve(name));
const cli = path.join(modules, "@firefox-devtools/profiler-cli/dist/profiler-cli.js");
const environment = { ...process.env, PROFILER_CLI_SESSION_DIR: folder };

function ask(...words) {
    const command = [cli, ...words, ...(words[0] === "stop" ? [] : ["--session", "test"])];
    return execFileSync(process.execPath, command, { env: environment, stdio: "pipe", maxBuffer: 1 << 30 }).toString();
}

const json = (...words) => JSON.parse(ask(...words, "--json"));

// The process behind it may take longer to be ready than the command waits for it.
function whenReady(question) {
    for (let tries = 0; ; tries++) {
        try {
            return question();
        } catch (notYet) {
            if (tries === 100) throw notYet;
            Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
        }
    }
}

let problem = "";
try {
    ask("load", file);
} catch (late) {
    problem = String(late.stderr);
    if (!problem.includes("did not become ready")) throw late;
}
try {
    const threads = whenReady(() => json("thread", "list")).threads;
    const meta = json("profile", "meta");
    console.log(JSON.stringify({
        meta,
        threads: threads.map((thread) => {
            const of = ["--thread", thread.threadHandle];
            const samples = json("thread", "samples", "--include-idle", ...of);
            return {
                name: thread.name, process: thread.processName, pid: thread.pid, tid: thread.tid, cpuMs: thread.cpuMs,
                samples: json("thread", "info", ...of).sampleCount,
                total: samples.categoryBreakdown?.totalSamples ?? 0,
                categories: Object.fromEntries(
                    (samples.categoryBreakdown?.categories ?? []).map((each) => [each.name, each.samples])),
                functions: Object.fromEntries(
                    json("thread", "functions", "--include-idle", ...of).functions
                        .map((each) => [each.name, { self: each.selfSamples, total: each.totalSamples }])),
            };
        }),
    }));
} finally {
    whenReady(() => ask("stop", "test"));
}
