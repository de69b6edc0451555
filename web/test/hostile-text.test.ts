/** Text of a hostile agent, in Chromium under the production headers: nothing of it sends a request. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canBrowse, newPage, openWebApp, pageHeaders, type WebApp } from "./browser.ts";
import { NOW, TASK_ID } from "./fixtures/base.ts";
import { reviewDiff } from "./fixtures/review-diff.ts";
import { at, task } from "./screens/screen.ts";

const EVIL = "https://evil.test";

const BEACONS = [
  `<table background="${EVIL}/1"><tr><td background="${EVIL}/2">cell</td></tr></table>`,
  `![pixel](${EVIL}/3) <img src="${EVIL}/4" srcset="${EVIL}/5 2x">`,
  `<p style="background-image:url(${EVIL}/6)">styled</p>`,
  `<video poster="${EVIL}/7" src="${EVIL}/8"></video><audio src="${EVIL}/9"></audio>`,
  `<svg><image href="${EVIL}/10"/><use href="${EVIL}/11#x"/></svg>`,
  `<link rel="stylesheet" href="${EVIL}/12"><link rel="preconnect" href="${EVIL}">`,
  `<style>@import url(${EVIL}/13); p { background: url(${EVIL}/14) }</style>`,
  `<object data="${EVIL}/15"></object><embed src="${EVIL}/16"><iframe src="${EVIL}/17"></iframe>`,
  `<input type="image" src="${EVIL}/18"><body background="${EVIL}/19">`,
  `<a href="${EVIL}/20" ping="${EVIL}/21">link</a><math><mi xlink:href="${EVIL}/22">m</mi></math>`,
  `<script>fetch("${EVIL}/23")</script><img src=x onerror="fetch('${EVIL}/24')">`,
  `<q cite="${EVIL}/25">quote</q> <a href="javascript:fetch('${EVIL}/26')">js</a>`,
  `<details open ontoggle="fetch('${EVIL}/27')"><summary>more</summary>text</details>`,
];

describe.skipIf(!canBrowse)("text of a hostile agent", () => {
  let app: WebApp;
  beforeAll(async () => {
    app = await openWebApp();
  });
  afterAll(() => app?.close());

  async function withText(text: string): Promise<{ page: Page; asked: string[]; violations: string[] }> {
    const fake = at("applying");
    const seq = (fake.events?.at(-1)?.seq ?? 0) + 1;
    const event = {
      ...{
        task_id: TASK_ID,
        seq,
        actor: { kind: "system" as const },
        timestamp: new Date(NOW).toISOString(),
        stage: "applying_changes" as const,
      },
      ...{ type: "agent_text" as const, message: "said", data: { text: `${text}\n\nThe end of it.` } },
    };
    const page = await newPage(app, { ...fake, events: [...(fake.events ?? []), event] });
    const asked: string[] = [];
    const violations: string[] = [];
    // Not the `request` event, which also reports requests blocked by the CSP.
    await page.route(`${EVIL}/**`, (route) => {
      asked.push(route.request().url());
      return route.abort();
    });
    page.on("console", (message) => {
      // DOMPurify parses into an inert document; Chromium reports inline handlers there all the same.
      const ofParsing = /inline event handler/.test(message.text());
      if (/Content Security Policy/i.test(message.text()) && !ofParsing) violations.push(message.text());
    });
    await page.goto(app.origin + task);
    await page.locator(".prose-agent", { hasText: "The end of it." }).first().waitFor();
    return { page, asked, violations };
  }

  it("asks no other server, and keeps text, table and safe links", async () => {
    const { page, asked, violations } = await withText(BEACONS.join("\n\n"));
    const prose = page.locator(".prose-agent", { hasText: "The end of it." }).first();
    const markup = await prose.evaluate((node) => node.innerHTML);
    expect(markup).not.toMatch(/\s(?:background|src\w*|style|poster|ping|cite|on\w+|\w+:href)=|javascript:/i);
    expect(await prose.locator("td").textContent()).toBe("cell");
    expect(await prose.locator(`a[href="${EVIL}/20"]`).getAttribute("rel")).toBe("noopener noreferrer");
    // Removed by the sanitiser, before the CSP has anything to block.
    expect(asked).toEqual([]);
    expect(violations).toEqual([]);
    await page.context().close();
  });

  it("cannot hide in a diff, in the name of a file, or in the log", async () => {
    const [file] = reviewDiff.files;
    const path = "src/inv\u202ecod.js";
    const patch = `diff --git a/${path} b/${path}\nindex 1..2 100644\n--- a/${path}\n+++ b/${path}\n@@ -1 +1 @@\n-ok\n+if (user\u2066 admin) {\n`;
    const fake = at("reviewing");
    const log = {
      ...{
        task_id: TASK_ID,
        seq: 9_000,
        actor: { kind: "system" as const },
        timestamp: new Date(NOW).toISOString(),
        stage: "running_tests" as const,
      },
      ...{ type: "log" as const, message: "out" },
      data: { step: "test" as const, stream: "stdout" as const, command_id: null, text: "PASS\u202e SSAP\n" },
    };
    const diff = {
      ...reviewDiff,
      patch,
      files: file ? [{ ...file, path, status: "modified" as const }] : [],
    };
    const page = await newPage(app, { ...fake, diff, events: [...(fake.events ?? []), log] });
    await page.goto(`${app.origin}${task}?pane=diff`);
    await page.getByText("if (user⟨U+2066⟩ admin)").waitFor();
    await page.getByText("inv⟨U+202E⟩cod.js").first().waitFor();
    await page.goto(`${app.origin}${task}?pane=log`);
    await page.getByText("PASS⟨U+202E⟩ SSAP").waitFor();
    await page.context().close();
  });

  it("is stopped by the page's own policy where it got past the cleaning", async () => {
    const { page, asked } = await withText("Plain.");
    const blocked = await page.evaluate(async (evil) => {
      const stopped: string[] = [];
      document.addEventListener("securitypolicyviolation", (violation) => {
        stopped.push(violation.effectiveDirective);
      });
      const host = document.body.appendChild(document.createElement("div"));
      host.innerHTML = `<img src="${evil}/i" onerror="document.title = 'owned'"><object data="${evil}/o"></object><iframe src="${evil}/f"></iframe><form action="${evil}/s" id="form"></form>`;
      const script = document.createElement("script");
      script.textContent = "document.title = 'owned'";
      host.append(script);
      const needed = ["img-src", "script-src-elem", "frame-src", "object-src"];
      const until = performance.now() + 10_000;
      while (!needed.every((name) => stopped.includes(name)) && performance.now() < until)
        await new Promise((resolve) => requestAnimationFrame(resolve));
      return { stopped, title: document.title };
    }, EVIL);
    expect(blocked.title).not.toBe("owned");
    expect(new Set(blocked.stopped)).toEqual(
      new Set(["img-src", "script-src-elem", "script-src-attr", "frame-src", "object-src"]),
    );
    expect(asked).toEqual([]);
    await page.context().close();
  });

  it("is served under a policy without inline script, and with the usual guards", () => {
    const headers = pageHeaders();
    const policy = headers["Content-Security-Policy"] ?? "";
    expect(policy).toMatch(/script-src 'self';/);
    expect(policy).not.toMatch(/script-src[^;]*(?:unsafe|data:|\*)/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({
      "X-Content-Type-Options": "nosniff",
      "X-Frame-Options": "DENY",
      "Strict-Transport-Security": expect.stringMatching(/max-age=\d{8}/),
    });
  });
});
