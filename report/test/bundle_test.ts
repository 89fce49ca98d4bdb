Deno.test("a placeholder that is replaced below", () => {});
