/** Which file of the workerd tests runs in which half of them. Pure. */

/** Roughly the seconds that a file takes on two quiet cores, where they are more than a few; by the end of its path. */
export const SECONDS: Readonly<Record<string, number>> = {
  "worker/test/trials/evidence.test.ts": 65,
  "worker/test/bad-input.test.ts": 45,
  "worker/test/publishing.test.ts": 40,
  "worker/test/recovery.test.ts": 40,
  "worker/test/trials/files.test.ts": 35,
  "worker/test/change-set.test.ts": 35,
  "worker/test/ends.test.ts": 35,
  "worker/test/monorepo.test.ts": 40,
  "worker/test/install.test.ts": 25,
  "worker/test/first-specification.test.ts": 18,
  "worker/test/baseline.test.ts": 15,
  "worker/test/races.test.ts": 14,
  "worker/test/security/access.test.ts": 12,
  "worker/test/stored-form.test.ts": 10,
  "worker/test/security/canaries.test.ts": 10,
  "worker/test/security/hostile-repos.test.ts": 8,
  "worker/test/repo-settings.test.ts": 9,
  "worker/test/attachments.test.ts": 9,
};
const OTHERS = 3;

/** Deals the files into parts that take about the same time: the longest first, each to what is shortest so far. */
export function partsOf(files: readonly string[], count: number): string[][] {
  const parts = Array.from({ length: count }, () => ({ seconds: 0, files: [] as string[] }));
  const dealt = files
    .map((file) => ({ file, seconds: secondsOf(file) }))
    .sort((a, b) => b.seconds - a.seconds || (a.file < b.file ? -1 : 1));
  for (const { file, seconds } of dealt) {
    const [shortest] = parts.toSorted((a, b) => a.seconds - b.seconds);
    if (!shortest) break;
    shortest.files.push(file);
    shortest.seconds += seconds;
  }
  return parts.map((part) => part.files);
}

export function secondsOf(file: string): number {
  const known = Object.entries(SECONDS).find(([path]) => file.endsWith(`/${path}`) || file === path);
  return known?.[1] ?? OTHERS;
}
