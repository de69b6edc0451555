type Json = Record<string, unknown>;
type ParsePath = (path: string) => string | null;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Alternative field names that models send, and their meaning. */
const SPELLINGS: Record<string, string> = {
  newDependencies: "new_dependencies",
  chosenCommands: "chosen_commands",
  outOfScope: "out_of_scope",
  dependsOn: "depends_on",
  dependencies: "depends_on",
  riskNote: "risk_note",
  fixesBug: "fixes_bug",
  noReproductionReason: "no_reproduction_reason",
};

/**
 * Normalises common deviations before validation: missing or duplicate step ids, dependencies by number, `./` and
 * absolute paths, a string instead of a list, other words for a risk. Anything else is left for the validation to
 * report.
 */
export function normaliseDraft(value: unknown, parsePath: ParsePath): unknown {
  if (!isObject(value) || !Array.isArray(value.steps)) return value;
  const draft = respelled(value);
  const ids = stepIds(value.steps);
  const lists = ["assumptions", "questions", "out_of_scope"].map((name) => [name, asList(draft[name])]);
  return {
    ...draft,
    ...Object.fromEntries(lists),
    reproduction: normaliseReproduction(draft.reproduction, parsePath),
    new_dependencies: asList(draft.new_dependencies, packageName),
    chosen_commands: normaliseCommands(draft.chosen_commands),
    steps: value.steps.map((step, index) => normaliseStep(step, index, ids, parsePath)),
  };
}

/** One without a command is none. Files may come as one object or as texts by path. */
function normaliseReproduction(given: unknown, parsePath: ParsePath): unknown {
  if (!isObject(given)) return typeof given === "string" && given.trim() === "" ? undefined : given;
  if (given.command === undefined || given.command === "") return undefined;
  const { files } = given;
  const byPath = isObject(files) && !("path" in files);
  const list = byPath ? Object.entries(files).map(([path, content]) => ({ path, content })) : asList(files);
  return {
    ...given,
    files: Array.isArray(list) ? list.map((file) => normaliseFile(file, parsePath)) : list,
  };
}

/** Null and empty texts are no proposal: a model means by them that there is nothing to say. */
function normaliseCommands(value: unknown): unknown {
  if (!isObject(value)) return value === null || value === "" ? undefined : value;
  const { set_up: setUp, setup = setUp, ...rest } = value;
  const said = Object.entries(rest).filter(([, text]) => text !== null && text !== "");
  const list = asList(setup);
  const some = Array.isArray(list) ? list.filter((text) => text !== "" && text !== null) : list;
  const setups = Array.isArray(some) && some.length === 0 ? undefined : some;
  return { ...Object.fromEntries(said), ...(setups === undefined ? {} : { setup: setups }) };
}

/** A unique id per step; `given` is the model's. */
function stepIds(steps: readonly unknown[]): { id: string; given: string }[] {
  const taken = new Set<string>();
  return steps.map((step, index) => {
    const given = isObject(step) ? idText(step.id) : "";
    const base = given === "" ? `s${index + 1}` : given.slice(0, 64);
    let id = base;
    for (let suffix = 2; taken.has(id); suffix += 1) id = `${base.slice(0, 58)}-${suffix}`;
    taken.add(id);
    return { id, given };
  });
}

function normaliseStep(
  step: unknown,
  index: number,
  ids: readonly { id: string; given: string }[],
  parsePath: ParsePath,
): unknown {
  if (!isObject(step)) return step;
  const known = respelled(step);
  const id = ids[index]?.id ?? "";
  const files = Array.isArray(step.files)
    ? step.files.map((file) => normaliseFile(file, parsePath))
    : (step.files ?? []);
  const risk = typeof step.risk === "string" ? step.risk.toLowerCase() : step.risk;
  const dependsOn = asList(known.depends_on, (item) => stepId(item, ids));
  return {
    ...known,
    id,
    files,
    intent: step.intent ?? "",
    tests: asList(step.tests),
    risk: risk === "med" ? "medium" : risk,
    depends_on: Array.isArray(dependsOn) ? [...new Set(dependsOn)].filter((item) => item !== id) : dependsOn,
  };
}

function normaliseFile(file: unknown, parsePath: ParsePath): unknown {
  if (!isObject(file) || typeof file.path !== "string") return file;
  return { ...file, path: parsePath(file.path) ?? file.path };
}

/** Resolves a dependency: an id, or the number of a step. */
function stepId(item: unknown, ids: readonly { id: string; given: string }[]): unknown {
  const text = idText(item);
  const named = ids.find(({ given, id }) => given === text || id === text);
  if (named) return named.id;
  return /^\d+$/.test(text) ? (ids[Number(text) - 1]?.id ?? text) : item;
}

function packageName(item: unknown): unknown {
  if (!isObject(item) || typeof item.name !== "string") return item;
  return typeof item.version === "string" ? `${item.name} ${item.version}` : item.name;
}

function asList(value: unknown, each = (item: unknown): unknown => item): unknown {
  if (value === null || value === undefined || value === "") return undefined;
  return (Array.isArray(value) ? value : [value]).map(each);
}

const idText = (id: unknown): string =>
  typeof id === "string" || typeof id === "number" ? String(id).trim() : "";

function respelled(value: Json): Json {
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [SPELLINGS[name] ?? name, item]));
}
