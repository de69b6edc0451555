/** One run of each measurement. All of them open a page of their own. */
import type { Page, WebSocketRoute } from "playwright-core";
import { TASK_ID } from "../../web/test/fixtures/base.ts";
import { longLog } from "../../web/test/fixtures/events.ts";
import { view } from "../../web/test/fixtures/tasks.ts";
import { type BenchApp, slowDown } from "./app.ts";
import { largeDiff, manyTasks } from "./data.ts";
import { type Figure, percentile } from "./figures.ts";
import "./probe.ts";

const task = `/t/${TASK_ID}`;
const ms = (name: string, value: number, budget: number): Figure => ({ name, value, unit: "ms", budget });
const sleep = (forMs: number) => new Promise((resolve) => setTimeout(resolve, forMs));

async function close(page: Page): Promise<void> {
  await page.context().close();
}

/** The task list on a slow phone: when its largest text stands, how late it answers to keys, what moves. */
export async function slowInbox(app: BenchApp): Promise<Figure[]> {
  const page = await app.page({ tasks: manyTasks(20) });
  await slowDown(page);
  await page.goto(app.origin);
  await page.getByText("Task 19", { exact: true }).waitFor();
  await sleep(500);
  for (const key of ["j", "j", "k", "j", "Control+k", "Escape", "?", "Escape"]) {
    await page.keyboard.press(key);
    await sleep(300);
  }
  const { LCP = 0, INP = 0, CLS = 0 } = await page.evaluate(() => probe.vitals);
  await close(page);
  return [
    ms("Inbox LCP, slow 4G, CPU/4", LCP, 1_500),
    ms("Inbox INP, CPU/4", INP, 100),
    { name: "Inbox CLS", value: CLS, unit: "", budget: 0.02 },
  ];
}

/** The wheel through a long task list. */
export async function longInbox(app: BenchApp): Promise<Figure[]> {
  const page = await app.page({ tasks: manyTasks(500) });
  await page.goto(app.origin);
  await page.getByText("Task 0", { exact: true }).waitFor();
  await page.mouse.move(720, 500);
  await page.evaluate(() => probe.recordFrames());
  for (let step = 0; step < 60; step++) {
    await page.mouse.wheel(0, step < 30 ? 300 : -300);
    await sleep(30);
  }
  const frames = await page.evaluate(() => probe.takeFrames());
  await close(page);
  return [ms("Inbox of 500, frame p95", percentile(frames, 0.95), 17)];
}

/** The soonest answer to expect: the Worker has to ask the task for its diff. Until then the highlighter gets ready. */
const DIFF_ANSWER_MS = 300;

/** A large diff, from its answer on: the pane and its chunk are there, the data is not. */
export async function diff(app: BenchApp): Promise<Figure[]> {
  const page = await app.page({ view: view("reviewing"), diff: largeDiff(40, 125) });
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const asked = new Promise<void>((resolve) => {
    void page.route("**/diff", async (route) => {
      resolve();
      await held;
      await route.fallback();
    });
  });
  await page.goto(`${app.origin}${task}?pane=diff`);
  await asked;
  await page.waitForLoadState("load");
  await sleep(DIFF_ANSWER_MS);
  const times = page.evaluate(async () => {
    const painted = await probe.painted(() => probe.hasDiffLine(false));
    const coloured = await probe.painted(() => probe.hasDiffLine(true));
    const start = probe.answeredAt("/diff");
    return { painted: painted - start, coloured: coloured - start, longest: probe.longestSince(start) };
  });
  release();
  const { painted, coloured, longest } = await times;
  await close(page);
  return [
    ms("Diff of 5,000 lines painted", painted, 150),
    ms("  coloured", coloured, 1_200),
    ms("  longest task", longest, 120),
  ];
}

/** A long log: opened, then growing by 5,000 lines in 200 pieces. */
export async function log(app: BenchApp): Promise<Figure[]> {
  let socket: WebSocketRoute | undefined;
  const events = longLog(50_000);
  const page = await app.page({
    view: view("testing"),
    events,
    onLive: (live) => {
      socket = live;
    },
  });
  await page.goto(`${app.origin}${task}?pane=log`);
  const last = page.getByRole("log").getByText("49999 - suite 999");
  await last.waitFor();
  await page.getByRole("tab", { name: "Plan" }).click();
  await last.waitFor({ state: "detached" });
  const paint = await page.evaluate(async () => {
    const tab = [...document.querySelectorAll<HTMLElement>("[role=tab]")].find(
      ({ textContent }) => textContent === "Log",
    );
    const start = performance.now();
    tab?.click();
    const shown = () =>
      document.querySelector("[role=log]")?.textContent?.includes("49999 - suite 999") ?? false;
    return (await probe.painted(shown)) - start;
  });
  await page.evaluate(() => probe.recordFrames());
  const head = events.at(-1)?.seq ?? 0;
  for (let piece = 1; piece <= 200; piece++) {
    const lines = Array.from({ length: 25 }, (_, n) => `\x1b[32mok\x1b[0m more ${piece}.${n}\n`);
    socket?.send(JSON.stringify(logEvent(head + piece, lines.join(""))));
    await sleep(20);
  }
  await page.getByRole("log").getByText("more 200.24").waitFor();
  const frames = await page.evaluate(() => probe.takeFrames());
  await close(page);
  return [
    ms("Log of 50,000 lines painted", paint, 120),
    ms("  append, frame p95", percentile(frames, 0.95), 34),
  ];
}

const logEvent = (seq: number, text: string) => ({
  task_id: TASK_ID,
  seq,
  timestamp: new Date().toISOString(),
  stage: "running_tests",
  message: "output",
  type: "log",
  data: { step: "test", command_id: "c", stream: "stdout", text },
});

const STREAM_EVERY_MS = 50;
const EVENTS_PER_FRAME = 25;

/** Typing a reply while 500 events a second arrive, nine of ten of them output. */
export async function typing(app: BenchApp): Promise<Figure[]> {
  let timer: ReturnType<typeof setInterval> | undefined;
  const events = longLog(1_000);
  let seq = events.at(-1)?.seq ?? 0;
  const next = () => {
    seq += 1;
    if (seq % 10 > 0) return logEvent(seq, `line ${seq}\n`);
    const data = { tool: "read", target: `src/file-${seq}.ts`, ok: true, detail: null };
    return { ...logEvent(seq, ""), type: "tool", message: "read", data };
  };
  const onLive = (socket: WebSocketRoute) => {
    timer = setInterval(() => {
      const items = Array.from({ length: EVENTS_PER_FRAME }, next);
      socket.send(JSON.stringify({ ...items.at(-1), type: "batch", data: { items } }));
    }, STREAM_EVERY_MS);
  };
  const page = await app.page({ view: view("applying"), events, onLive });
  await page.goto(`${app.origin}${task}?pane=log`);
  await page
    .getByRole("log")
    .getByText(/^line \d+$/)
    .first()
    .waitFor();
  await page.locator("[data-reply]").click();
  for (const key of "please keep the old function name and say why in the commit") {
    await page.keyboard.press(key === " " ? "Space" : key);
    await sleep(40);
  }
  const times = await page.evaluate(() => probe.keyTimes);
  clearInterval(timer);
  await close(page);
  return [ms("Key to character, 500 events/s, p95", percentile(times, 0.95), 50)];
}
