// Whose code frames are, as the reader says it.

import { modelOf } from "../src/aggregate.ts";
import { framesAs, parseOwn } from "../src/own.ts";
import { type Frame, Origin } from "../src/session.ts";
import { assertEquals } from "./assert.ts";
import { STATE } from "./states.ts";
import { syntheticSession } from "./synthetic.ts";

const FRAMES = ([
  ["/app/shop/cli.py", "shop/cli.py", Origin.Application, ""],
  ["/app/vendor/soap.py", "vendor/soap.py", Origin.Application, ""],
  ["/site-packages/flask/app.py", "flask/app.py", Origin.InstalledLibrary, "flask"],
  ["<frozen importlib._bootstrap>", "<frozen importlib._bootstrap>", Origin.ImportSystem, ""],
  [null, "<built-in>", Origin.Builtin, ""],
] as const).map(([file, shortPath, origin, library]): Frame => ({
  name: "f", className: null, file, shortPath, firstLine: 1, hidden: false, origin, library,
}));

const origins = (typed: string) =>
  framesAs(FRAMES, typed).map((frame) => Origin[frame.origin] + (frame.library === "" ? "" : " " + frame.library));

Deno.test("whose code it is, the reader can say", () => {
  const known = ["Application", "Application", "InstalledLibrary flask", "ImportSystem", "Builtin"];
  assertEquals(known, origins(""));
  assertEquals([...known.slice(0, 2), "Application", ...known.slice(3)], origins("Flask"));
  assertEquals(["Application", "InstalledLibrary vendor", ...known.slice(2)], origins("-vendor/"));
  assertEquals(
    ["Application", "InstalledLibrary vendor", "Application", "ImportSystem", "Builtin"],
    origins(" flask/, - /soap[.]py$/ "),
  );
  assertEquals(["Application", "Application", "Application", "ImportSystem", "Application"], origins("/./, -vendor"));
});

Deno.test("what makes no sense changes nothing", () => {
  assertEquals(null, parseOwn("/(/"));
  assertEquals(origins(""), origins("/(/"));
  assertEquals(origins(""), origins(" , - ,"));
});

Deno.test("calls that the reader calls own are in no group, and all times stay", () => {
  const model = modelOf(syntheticSession({ samples: 2000 }));
  const grouped = (own: string) => {
    const { group, func, total } = model.callTree({ ...STATE, own });
    const libraries = [...group].flatMap((each, node) =>
      each < 0 ? [] : [model.session.frames[model.functions[func[node]].frame]?.library]
    );
    return { libraries: new Set(libraries), total: [...total] };
  };
  const before = grouped("");
  const after = grouped("flask, sqlalchemy");
  assertEquals([true, false], [before, after].map(({ libraries }) => libraries.has("sqlalchemy")));
  assertEquals(before.total, after.total);
});
