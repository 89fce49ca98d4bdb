// Says what speedscope's own importer makes of a file, and whether the file is as speedscope's schema wants it, as JSON:
// read_speedscope.mjs MODULES FILE, where MODULES is the folder with the npm packages. The importer is within the bundle
// of the page. It runs here without a page, up to the point where the bundle would draw one; it is complete by then.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import vm from "node:vm";

const [modules, file] = process.argv.slice(2).map((name) => path.resolve(name));
const release = path.join(modules, "speedscope/dist/release");
const bundle = fs.readdirSync(release).find((name) => /^speedscope-\w+\.js$/.test(name));
const code = fs.readFileSync(path.join(release, bundle), "utf8");
const exported = /(\w+),\{importFromFileSystemDirectoryEntry:/.exec(code)[1];
const load = new RegExp(`(\\w+)\\(\\),${exported}\\)`).exec(code)[1];
const log = [];
const context = vm.createContext({
    console: { log: (line) => log.push(line), warn: (line) => log.push(line), error: (line) => log.push(line) },
    TextDecoder, TextEncoder, URL, atob,
});
try {
    vm.runInContext(code.replace("(()=>{", `(()=>{globalThis.importer=()=>(${load}(),${exported});`), context);
} catch (noPage) {
    if (!/is not defined/.test(noPage.message)) throw noPage;
}
const importer = vm.runInContext("importer()", context);
const text = fs.readFileSync(file, "utf8");
const group = await importer.importProfileGroupFromText(path.basename(file), text);

let violations = [];
if (file.endsWith(".speedscope.json")) {
    const Ajv = createRequire(path.join(modules, "x.js"))("ajv");
    const schema = JSON.parse(fs.readFileSync(path.join(release, "file-format-schema.json"), "utf8"));
    const valid = new Ajv({ strict: false }).compile(schema);
    if (!valid(JSON.parse(text))) violations = valid.errors.map((error) => `${error.instancePath} ${error.message}`);
}

const profiles = group.profiles.map((profile) => {
    const frames = [];
    profile.forEachFrame((frame) => frames.push({
        name: frame.name, file: frame.file ?? null, line: frame.line ?? null,
        total: frame.getTotalWeight(), self: frame.getSelfWeight(),
    }));
    const calls = [];
    let depth = 0;
    profile.forEachCall(
        (node, at) => calls.push(`${at} ${">".repeat(++depth)} ${node.frame.name}`),
        (node, at) => calls.push(`${at} ${"<".repeat(depth--)} ${node.frame.name}`),
    );
    return {
        name: profile.getName(), weight: profile.getTotalWeight(), inCalls: profile.getTotalNonIdleWeight(),
        text: profile.formatValue(1e9), frames, count: calls.length, calls: calls.slice(0, 100),
    };
});
console.log(JSON.stringify({ name: group.name, shown: group.indexToView, log, violations, profiles }));
