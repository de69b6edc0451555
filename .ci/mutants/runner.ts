/**
 * Runs a test file as it is, notes which test comes by which mutant, and then runs it again for each mutant that is
 * left, with the tests that come by it alone, up to the first that fails. All in one process: a mutant costs as much as
 * these tests do.
 */
import { appendFileSync } from "node:fs";
import fc from "fast-check";
import { inject, type RunnerTestCase, type RunnerTestFile, TestRunner, vi } from "vitest";
import { startTests } from "vitest/internal/browser";

/** A loop that a mutant made endless ends by passing mutants this much more often than they were passed before. */
const MORE_PASSES = 20;
const SPARE_PASSES = 1_000_000;
/** A test that waits for what never comes ends after this, or after this many times what the longest took before. */
const WAIT_MS = 5_000;
const LONGER = 5;

/** No mutant has this number. */
const NONE = -2;

/** Of all test files of a run. */
interface Gauge {
  /** The mutant that is switched on; -1: none. */
  active: number;
  /** How often any may still be passed. */
  left: number;
  killed: Set<number>;
  /** How often each was passed, outside of tests or in them. */
  passed(n: number): void;
}

declare global {
  var verneMutant: (n: number) => boolean;
}

const gauge: Gauge = {
  active: -1,
  left: 0,
  killed: new Set(inject("mutantsDone")),
  passed: () => {},
};

// That an example fails is enough; nobody reads which one.
fc.configureGlobal({ endOnFailure: true });

globalThis.verneMutant = (n) => {
  if (gauge.active === -1) {
    gauge.passed(n);
    return false;
  }
  gauge.left -= 1;
  if (gauge.left < 0) throw new Error("a mutant made a loop endless");
  return n === gauge.active;
};

const tell = (line: object) => appendFileSync(inject("mutantResults"), `${JSON.stringify(line)}\n`);

/** Where a mutant was passed while nothing was changed. */
interface Passed {
  /** Ids of the tests; null: outside of them, so that any may fail by it. */
  tests: Set<string> | null;
  /** While modules were loaded: they have to be loaded again. */
  loading: boolean;
}

export default class MutantRunner extends TestRunner {
  readonly #places = new Map<number, Passed>();
  readonly #running = new Set<string>();
  #loading = true;
  #passes = 0;
  #longestMs = 0;

  onBeforeCollect(): void {
    this.#places.clear();
    this.#passes = 0;
    this.#longestMs = 0;
    this.#loading = true;
    // A module that another file has loaded would not be seen being loaded.
    vi.resetModules();
    gauge.passed = (n) => {
      const place = this.#places.get(n) ?? { tests: new Set<string>(), loading: false };
      this.#places.set(n, place);
      this.#passes += 1;
      place.loading ||= this.#loading;
      if (this.#loading || this.#running.size === 0) place.tests = null;
      else for (const id of this.#running) place.tests?.add(id);
    };
  }

  onBeforeRunFiles(): void {
    this.#loading = false;
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    this.#running.add(test.id);
    await super.onBeforeRunTask(test);
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test);
    this.#running.delete(test.id);
    this.#longestMs = Math.max(this.#longestMs, test.result?.duration ?? 0);
  }

  override async onAfterRunFiles(files: RunnerTestFile[]): Promise<void> {
    super.onAfterRunFiles(files);
    gauge.passed = () => {};
    const [file] = files;
    if (!file) return;
    if (file.result?.state === "fail") return tell({ broken: file.filepath });
    tell({ reached: [...this.#places.keys()] });
    let loaded = false;
    for (const [n, place] of [...this.#places].toSorted(
      ([, a], [, b]) => Number(a.loading) - Number(b.loading),
    )) {
      if (gauge.killed.has(n)) continue;
      tell({ begin: n });
      if (place.loading || loaded) vi.resetModules();
      loaded = place.loading;
      const by = await this.#failing(file.filepath, n, place);
      if (by === null) continue;
      gauge.killed.add(n);
      tell({ killed: n, by });
    }
    vi.resetModules();
    // What failed by what an earlier mutant left behind was not killed.
    const after = await this.#failing(file.filepath, NONE, { tests: null, loading: true });
    tell(after === null ? { finished: file.filepath } : { broken: file.filepath });
  }

  /** The name of the first test that fails with the mutant; null if none does. */
  async #failing(filepath: string, n: number, { tests }: Passed): Promise<string | null> {
    gauge.active = n;
    gauge.left = this.#passes * MORE_PASSES + SPARE_PASSES;
    const testTimeout = Math.max(WAIT_MS, LONGER * this.#longestMs);
    const quiet = new QuietRunner({ ...this.config, testTimeout, hookTimeout: testTimeout }, tests);
    quiet.takePlaceOf(this);
    try {
      await startTests([{ filepath, testLocations: undefined, testNamePattern: undefined } as never], quiet);
      return quiet.failed;
    } finally {
      gauge.active = -1;
      vi.useRealTimers();
      vi.restoreAllMocks();
    }
  }
}

/** Tells the process that waits for results nothing, and stops at the first failure. */
class QuietRunner extends TestRunner {
  failed: string | null = null;
  readonly #tests: ReadonlySet<string> | null;

  constructor(config: ConstructorParameters<typeof TestRunner>[0], tests: ReadonlySet<string> | null) {
    super(config);
    this.#tests = tests;
  }

  onCollected(files: RunnerTestFile[]): void {
    const broken = files.find((file) => file.result?.state === "fail");
    if (broken) this.#fail(broken.name);
  }

  /** What vitest gives to the runner that it has made itself. */
  takePlaceOf(other: object): void {
    const { moduleRunner, _otel } = other as Record<string, unknown>; // not in its type
    Object.assign(this, { moduleRunner, _otel });
  }

  override async onBeforeRunTask(test: RunnerTestCase): Promise<void> {
    if (this.#tests && !this.#tests.has(test.id)) test.mode = "skip";
    await super.onBeforeRunTask(test);
  }

  override onAfterRunTask(test: RunnerTestCase): void {
    super.onAfterRunTask(test);
    if (test.result?.state === "fail") this.#fail(test.name);
  }

  override async onAfterRunSuite(suite: Parameters<TestRunner["onAfterRunSuite"]>[0]): Promise<void> {
    if (suite.result?.state === "fail") this.#fail(suite.name);
  }

  #fail(name: string): void {
    this.failed ??= name;
    this.cancel("test-failure");
  }
}
