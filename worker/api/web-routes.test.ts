/** Every address of the API that the web app asks for is one that the Worker answers. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { createApp } from "./app.ts";

const WEB = join(import.meta.dirname, "../../web/src");

/** `/api/tasks/${encodeURIComponent(id)}/diff${query(x)}` as `/api/tasks/{}/diff`. */
const shapeOf = (address: string): string =>
  address
    .replace(/(?<!\/)\$\{.*$|\?.*$/s, "")
    .replaceAll(/\$\{[^}]*\}/g, "{}")
    .replace(/\/$/, "");

function addressesIn(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/["`](\/api\/[^"`]*)["`]/g)].map(([, address = ""]) => shapeOf(address));
}

const asked = readdirSync(WEB, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.tsx?$/.test(file) && !/\.test\.tsx?$/.test(file))
  .flatMap((file) => addressesIn(join(WEB, file)).map((shape) => ({ file, shape })));

it("the web app asks only for addresses that exist", () => {
  const { paths = {} } = createApp().getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: "", version: "" },
  });
  const known = Object.keys(paths).map((path) => path.replaceAll(/\{[^}]+\}/g, "{}"));
  // A last part that the code chooses (`/api/tasks/{}/{command}`) matches any one part.
  const answered = (shape: string) =>
    known.some((path) => path === shape || (shape.endsWith("/{}") && path.startsWith(shape.slice(0, -2))));
  expect(asked.length).toBeGreaterThan(15);
  expect(asked.filter(({ shape }) => !answered(shape))).toEqual([]);
});
