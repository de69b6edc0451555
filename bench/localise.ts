/**
 * `npm run bench:localise -- PATH... [--commits 60] [--history 400] [--json]`: how well the files of a change are
 * found from the words of its commit, on the clones at PATH (with or without a work tree): once from the subject alone,
 * once from the whole message of commits that have more. Truth: the sources that the commit modified; searched: every
 * source at its parent. Tests, prose and vendored code are left out for all. What the product does is `Verne`, which
 * reads as many commits of history as a task's clone has; `no history` is the same without them.
 */
import { basename, dirname } from "node:path";
import { parseArgs } from "node:util";
import { buildTools } from "../sandbox/tools/build.ts";
import { historyScore, readHistory } from "../sandbox/tools/ranking/history.ts";
import { rankFiles } from "../sandbox/tools/ranking/rank.ts";
import { bm25, countWords } from "./localise/bm25.ts";
import { type Case, casesOf, isCandidate, type Wording } from "./localise/cases.ts";
import { type IndexTime, measureIndex } from "./localise/index-time.ts";
import { listTree, ObjectReader } from "./localise/objects.ts";

const METHODS = ["BM25", "BM25+path", "no history", "Verne"] as const;
const WORDINGS = ["subject", "message"] as const;
type Method = (typeof METHODS)[number];
type Recalls = Record<Method, { at5: number; at10: number }>;

interface Result {
  repository: string;
  wording: Wording;
  cases: number;
  namingAFile: number;
  recall: Recalls;
  /** The same over the prompts that name none of their files. */
  unnamed: Recalls;
  index: IndexTime | null;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    commits: { type: "string", default: "60" },
    history: { type: "string", default: "400" },
    json: { type: "boolean", default: false },
  },
});
if (positionals.length === 0) {
  console.error("usage: npm run bench:localise -- PATH... [--commits 60] [--history 400] [--json]");
  process.exit(2);
}
const tool = await buildTools();
const results: Result[] = [];
for (const directory of positionals) {
  for (const wording of WORDINGS) {
    const result = await measure(directory, wording);
    results.push(result);
    const name = `${result.repository} ${wording}`;
    if (!values.json) console.log(line(name, result.cases, result.recall, result.index));
  }
}
if (values.json) console.log(JSON.stringify(results, null, 2));
else summarise(results);

async function measure(directory: string, wording: Wording): Promise<Result> {
  const cases = casesOf(directory, Number(values.commits), wording);
  const objects = new ObjectReader(directory);
  const words = new Map<string, ReturnType<typeof countWords>>();
  const scored: { named: boolean; recall: Recalls }[] = [];
  for (const question of cases) {
    const files = await Promise.all(
      listTree(directory, question.parent)
        .filter(({ path }) => isCandidate(path))
        .map(async ({ path, object }) => {
          const text = await objects.read(object);
          const counted = words.get(object) ?? countWords(text);
          words.set(object, counted);
          return { path, text, words: counted };
        }),
    );
    const commits = readHistory(directory, question.parent, Number(values.history));
    const history = historyScore(commits, question.prompt);
    const verne = (...extra: [typeof history] | []) =>
      rankFiles(files, question.prompt, 10, ...extra).map(({ path }) => path);
    const base = bm25(files, question.prompt);
    const lists = [base.plain, base.withPath, verne(), verne(history)];
    scored.push({ named: question.namesFile, recall: recallsOf(question, lists) });
  }
  objects.close();
  return {
    repository: basename(directory) === "repo" ? basename(dirname(directory)) : basename(directory),
    wording,
    cases: cases.length,
    namingAFile: cases.filter(({ namesFile }) => namesFile).length,
    recall: mean(scored.map(({ recall }) => recall)),
    unnamed: mean(scored.filter(({ named }) => !named).map(({ recall }) => recall)),
    // The time is the same for both.
    index: wording === "subject" ? measureIndex(directory, tool, cases[0]?.prompt ?? "read the file") : null,
  };
}

function recallsOf({ gold }: Case, lists: string[][]): Recalls {
  const at = (list: string[], k: number) =>
    gold.filter((path) => list.slice(0, k).includes(path)).length / gold.length;
  return perMethod((index) => ({ at5: at(lists[index] ?? [], 5), at10: at(lists[index] ?? [], 10) }));
}

function mean(recalls: readonly Recalls[]): Recalls {
  const average = (pick: (recall: Recalls) => number) =>
    recalls.reduce((sum, recall) => sum + pick(recall), 0) / Math.max(1, recalls.length);
  return perMethod((_, method) => ({
    at5: average((recall) => recall[method].at5),
    at10: average((recall) => recall[method].at10),
  }));
}

function perMethod(value: (index: number, method: Method) => { at5: number; at10: number }): Recalls {
  // Every method is given a value right here.
  return Object.fromEntries(METHODS.map((method, index) => [method, value(index, method)])) as Recalls;
}

function line(name: string, cases: number, recall: Recalls, index: IndexTime | null): string {
  const figures = METHODS.map((method) => {
    const { at5, at10 } = recall[method];
    return `${method} ${(100 * at5).toFixed(1)} / ${(100 * at10).toFixed(1)}`;
  });
  const time = index
    ? `  ${index.files} files in ${index.ms.toFixed(0)} ms, ${index.peakMemoryMb.toFixed(0)} MB`
    : "";
  return `${name.padEnd(34)} ${String(cases).padStart(4)} cases  ${figures.join("   ")}${time}`;
}

function summarise(all: readonly Result[]): void {
  const sum = (results: readonly Result[], of: (result: Result) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  for (const wording of WORDINGS) {
    const results = all.filter((result) => result.wording === wording && result.cases > 0);
    const total = sum(results, ({ cases }) => cases);
    const unnamed = total - sum(results, ({ namingAFile }) => namingAFile);
    const recall = mean(results.map((result) => result.recall));
    console.log(`\n${wording}s: recall@5 / recall@10 in percent, mean over ${results.length} repositories`);
    console.log(line("all", total, recall, null));
    console.log(line("that name no file", unnamed, mean(results.map((result) => result.unnamed)), null));
    const gain = (result: { recall: Recalls }) =>
      100 * (result.recall.Verne.at5 - result.recall["BM25+path"].at5);
    const below = results.filter((result) => gain(result) < 5).map(({ repository }) => repository);
    console.log(`Verne beats BM25+path by ${gain({ recall }).toFixed(1)} points at 5 (goal: 5).`);
    if (below.length > 0) console.log(`Below the goal on their own: ${below.join(", ")}.`);
  }
}
