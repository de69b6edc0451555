/** What a task is called, and the branch that it publishes on. Pure. */
import { plainTitle } from "../../github/house/title.ts";
import { type TaskRecord, titleOf } from "../record/record.ts";

const MAX_TITLE_CHARS = 60;
/** A shorter beginning of a sentence says too little. */
const MIN_CLAUSE_CHARS = 20;
const MAX_SLUG_CHARS = 40;
const SHORT_ID_CHARS = 8;

type Titled = Pick<TaskRecord, "title" | "titledBy"> & { init: Pick<TaskRecord["init"], "prompt"> };

/** True for a title that a person wrote: nobody else changes it. */
export const isOwnTitle = ({ title, titledBy, init }: Titled): boolean =>
  titledBy === "user" || (titledBy === undefined && title !== titleOf(init.prompt));

/** A short title from a sentence of the agent: its first clause where the whole is too long. Empty if there is none. */
export function shortTitle(sentence: string): string {
  const plain = plainTitle(sentence.replace(/(`+)(.+?)\1/g, "$2"), 400);
  if (plain.length <= MAX_TITLE_CHARS) return plain;
  const clauses = [...plain.matchAll(/(?:,| and| so that| because| by| while|;|:| –| -) /g)]
    .map(({ index }) => plain.slice(0, index))
    .filter(({ length }) => length >= MIN_CLAUSE_CHARS && length <= MAX_TITLE_CHARS);
  return clauses.at(-1) ?? plainTitle(plain, MAX_TITLE_CHARS);
}

/** Takes the agent's words as the title, unless a person has given one. */
export function retitle(record: TaskRecord, sentence: string): void {
  const title = shortTitle(sentence);
  if (title === "" || isOwnTitle(record)) return;
  record.title = title;
  record.titledBy = "agent";
}

/** What the names of the task's branches are made of: its title in ASCII, and the beginning of its id. */
export function branchStem(title: string, taskId: string): string {
  const words = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  const slug = (words ?? []).join("-");
  const cut = slug.length <= MAX_SLUG_CHARS ? slug : slug.slice(0, MAX_SLUG_CHARS + 1).replace(/-[^-]*$/, "");
  const short = taskId.slice(0, SHORT_ID_CHARS);
  return cut === "" ? short : `${cut.slice(0, MAX_SLUG_CHARS)}-${short}`;
}
