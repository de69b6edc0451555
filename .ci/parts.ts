/** Which file of the workerd tests runs in which part of them. Pure. */

/** Roughly the seconds that a file takes on two quiet cores, where they are more than a few; by the end of its path. */
export const SECONDS: Readonly<Record<string, number>> = {
  "worker/test/trials/evidence.test.ts": 80,
  "worker/test/bad-input.test.ts": 66,
  "worker/test/change-set.test.ts": 40,
  "worker/test/recovery.test.ts": 31,
  "worker/test/crash-matrix.test.ts": 25,
  "worker/test/own-tests.test.ts": 27,
  "worker/test/trials/reproduction.test.ts": 23,
  "worker/test/trials/commands.test.ts": 23,
  "worker/test/entry.test.ts": 17,
  "worker/test/chosen-commands.test.ts": 14,
  "worker/test/undo.test.ts": 13,
  "worker/test/run-setup.test.ts": 13,
  "worker/test/races.test.ts": 27,
  "worker/test/first-specification.test.ts": 25,
  "worker/test/ends.test.ts": 25,
  "worker/test/rate-limit.test.ts": 20,
  "worker/test/security/access.test.ts": 20,
  "worker/test/audit.test.ts": 18,
  "worker/test/tests-no-longer-run.test.ts": 17,
  "worker/test/monorepo.test.ts": 17,
  "worker/test/install.test.ts": 31,
  "worker/test/baseline.test.ts": 16,
  "worker/test/publishing.test.ts": 15,
  "worker/test/security/egress-rules.test.ts": 15,
  "worker/test/secrets.test.ts": 15,
  "worker/test/orgs.test.ts": 14,
  "worker/test/sockets.test.ts": 13,
  "worker/test/sub-tasks.test.ts": 12,
  "worker/test/repo-settings.test.ts": 12,
  "worker/test/stored-form.test.ts": 12,
  "worker/test/security/canaries.test.ts": 9,
  "worker/test/trial.test.ts": 7,
  "worker/test/refusals.test.ts": 7,
  "worker/test/journal.test.ts": 5,
  "worker/test/attachments.test.ts": 5,
};
const OTHERS = 2;
/** Of the first part, which runs at the strongest level of isolation that the machine has; the second at `uid`. */
const CONFINED = /(?:^|\/)worker\/test\/(?:security\/|trials\/|change-set\.)/;

/**
 * The parts of `npm test`, by the seconds that each begins later than the first: the third waits for the browser, and so
 * gets less.
 */
export const PARTS: readonly number[] = [0, 0, 210];

/**
 * Deals the files into parts that end at about the same time: what needs isolation to the first, then the longest of the
 * others first, each to what ends soonest so far.
 */
export function partsOf(files: readonly string[], count: number): string[][] {
  const parts = Array.from({ length: count }, (_, index) => ({
    seconds: PARTS[index] ?? 0,
    files: [] as string[],
  }));
  const dealt = files
    .map((file) => ({ file, seconds: secondsOf(file) }))
    .sort((a, b) => isConfined(b) - isConfined(a) || b.seconds - a.seconds || (a.file < b.file ? -1 : 1));
  for (const one of dealt) {
    const [shortest] = parts.toSorted((a, b) => a.seconds - b.seconds);
    const part = isConfined(one) ? parts[0] : shortest;
    part?.files.push(one.file);
    if (part) part.seconds += one.seconds;
  }
  return parts.map((part) => part.files);
}

const isConfined = ({ file }: { file: string }): number => Number(CONFINED.test(file));

export function secondsOf(file: string): number {
  const known = Object.entries(SECONDS).find(([path]) => file.endsWith(`/${path}`) || file === path);
  return known?.[1] ?? OTHERS;
}
