const MAX_DEPTH = 5;

interface Target {
  needs: string[];
  lines: string[];
}

/** A target's recipe and those of its prerequisites as one script; null when one is unknown. */
export function makeScript(makefile: string, target: string): string | null {
  const targets = readTargets(
    makefile.replace(/\\\r?\n/g, " "),
    /^\t/,
    /^([^\s#=:][^=:#]*?)\s*::?(?!=)\s*(.*)$/,
  );
  const script = scriptOf(targets, target, 0);
  // Make variables are not shell variables.
  return script === null || /\$[({]/.test(script) ? null : script.replaceAll("$$", "$");
}

/** The same for a recipe of a justfile. */
export function justScript(justfile: string, recipe: string): string | null {
  const targets = readTargets(justfile, /^[ \t]+/, /^@?([\w-]+)[^:\n]*:(?!=)\s*(.*)$/);
  const script = scriptOf(targets, recipe, 0);
  return script === null || script.includes("{{") || script.includes("#!") ? null : script;
}

function readTargets(text: string, indented: RegExp, head: RegExp): Map<string, Target> {
  const targets = new Map<string, Target>();
  let open: Target[] = [];
  for (const line of text.split(/\r?\n/)) {
    if (indented.test(line)) {
      const command = line.replace(indented, "").replace(/^[@+-]+\s*/, "");
      for (const target of open) target.lines.push(command);
      continue;
    }
    const match = head.exec(line);
    if (!match) continue;
    const [needed = "", ...inline] = (match[2] ?? "").replace(/\s#.*$/, "").split(";");
    open = (match[1] ?? "").split(/\s+/).map((name) => {
      const target = targets.get(name) ?? { needs: [], lines: [] };
      targets.set(name, target);
      return target;
    });
    for (const target of open) {
      target.needs.push(...needed.split(/[\s|]+/).filter((name) => name !== ""));
      if (inline.length > 0)
        target.lines.push(
          inline
            .join(";")
            .trim()
            .replace(/^[@+-]+\s*/, ""),
        );
    }
  }
  return targets;
}

function scriptOf(targets: ReadonlyMap<string, Target>, name: string, depth: number): string | null {
  const target = targets.get(name);
  if (!target || depth > MAX_DEPTH) return null;
  const before = target.needs.map((need) => scriptOf(targets, need, depth + 1));
  return before.includes(null) ? null : [...before, ...target.lines].join("\n");
}
