import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Checkout, openCheckouts } from "../fakes/checkout-fixture.ts";

const ROWS = 100_000;
const sql = Array.from({ length: ROWS }, (_, n) => `INSERT INTO t VALUES (${n}, 'row ${n}');\n`).join("");
const minified = `${Array.from({ length: 30_000 }, (_, n) => `function f${n}(){return ${n}}`).join("")}var end=1;`;
const huge = `${"x".repeat(99)}\n`.repeat(95_000);

let checkouts: Awaited<ReturnType<typeof openCheckouts>>;
beforeAll(async () => {
  checkouts = await openCheckouts();
});
afterAll(() => checkouts.close());

describe("a large file", () => {
  let seed: Checkout;
  beforeAll(async () => {
    seed = await checkouts.open({ "seed.sql": sql, "short.txt": "row 105'\n" }, { planned: ["seed.sql"] });
  });

  it("is read by its lines", async () => {
    const { content } = await seed.use("read", { path: "seed.sql", start_line: 99_999, end_line: 100_001 });
    expect(content).toBe(
      `seed.sql (lines 99999-100000 of ${ROWS})\n99999| INSERT INTO t VALUES (99998, 'row 99998');\n100000| INSERT INTO t VALUES (99999, 'row 99999');`,
    );
  });

  it("is searched, and changed in one place alone", async () => {
    const found = await seed.use("grep", { pattern: "row 105'" });
    expect(found.content).toBe("seed.sql:106: INSERT INTO t VALUES (105, 'row 105');\nshort.txt:1: row 105'");
    const edit = { old: "(105, 'row 105')", new: "(105, 'row one hundred and five')" };
    const done = await seed.use("edit", { path: "seed.sql", edits: [edit] });
    expect(done.content).toContain("Edited seed.sql (+1 -1). Now:\n  103| INSERT");
    expect(done.content).toContain("  106| INSERT INTO t VALUES (105, 'row one hundred and five');");
    expect(await seed.text("seed.sql")).toBe(sql.replace(edit.old, edit.new));
    const shown = seed.host.events.find((event) => event.type === "edit");
    expect(shown?.type === "edit" && shown.data.patch).toContain("@@ -103,7 +103,7 @@");
  });
});

describe("a file of one endless line", () => {
  let app: Checkout;
  beforeAll(async () => {
    app = await checkouts.open({ "app.js": minified, "x.json": "{}\n" }, { planned: ["app.js"] });
  });

  it("says what of the line is shown, and shows another part of it", async () => {
    const first = await app.use("read", { path: "app.js" });
    expect(first.content).toContain(`… [line cut: columns 1-400 of ${minified.length}]`);
    const last = await app.use("read", { path: "app.js", column: minified.length });
    expect(last.content).toMatch(/var end=1; \[line cut: columns \d+-(\d+) of \1\]$/);
  });

  it("is searched with what stands around the match and its column", async () => {
    const { content } = await app.use("grep", { pattern: "end=\\d" });
    const column = Number(/^app\.js:1: \[…column (\d+)…\] .*var end=1; \[…\]$/.exec(content)?.[1]);
    expect(minified.slice(column - 1).length).toBeLessThan(200);
    expect((await app.use("grep", { pattern: "return 2999[67]" })).content).toContain("{return 29996}");
    expect((await app.use("grep", { pattern: "nowhere" })).content).toBe("No match.");
  });

  it("shows the nearest place of a text that it does not hold, and the places of one it holds twice", async () => {
    await app.use("read", { path: "app.js" });
    const missed = await app.use("edit", { path: "app.js", edits: [{ old: "{return 15000;}", new: "x" }] });
    expect(missed.content).toContain("The nearest text in the file:\n    1| …");
    expect(missed.content).toContain("function f15000(){return 15000}");
    const twice = await app.use("edit", { path: "app.js", edits: [{ old: "return 2999", new: "x" }] });
    expect(twice.content).toMatch(/stands in the file 11 times, on line 1, at columns \d+, \d+/);
  });

  it("is changed, and shown around the change", async () => {
    const done = await app.use("edit", { path: "app.js", edits: [{ old: "var end=1;", new: "var end=2;" }] });
    expect(done.content).toMatch(/Now:\n {4}1\| ….*var end=2; \[line cut: columns \d+-\d+ of \d+\]$/);
    expect(await app.text("app.js")).toBe(minified.replace("end=1", "end=2"));
    const shown = app.host.events.find((event) => event.type === "edit");
    const patch = shown?.type === "edit" ? shown.data.patch : "";
    expect(patch).toContain("var end=1;");
    expect(patch).toContain("var end=2;");
    expect(patch.length).toBeLessThan(1_500);
  });
});

it("a file over 5 MiB is read by its lines and not edited", async () => {
  const lines = `first\r\n${huge}${"y".repeat(1_000)}\nlast`;
  const { use } = await checkouts.open({ "huge.txt": lines }, { planned: ["huge.txt"] });
  const read = await use("read", { path: "huge.txt", start_line: 95_002 });
  expect(read.content).toBe(
    `huge.txt (lines 95002-95003 of 95003; too large to be edited)\n95002| ${"y".repeat(400)} [line cut: columns 1-400 of 1000]\n95003| last\n[line 95002 goes on: read with start_line 95002 and column 401]`,
  );
  expect((await use("read", { path: "huge.txt", end_line: 1 })).content).toContain("\n    1| first\n[more");
  const refused = await use("edit", { path: "huge.txt", edits: [{ old: "first", new: "x" }] });
  expect(refused).toMatchObject({ ok: false, content: expect.stringContaining("larger than 5 MiB") });
});
