import type { Detection, Folder } from "../folder.ts";
import { DEPS_DIR, ONLY, RESULT_FILE } from "../placeholders.ts";
import { testsNothing } from "./empty-script.ts";
import { justScript, makeScript } from "./recipes.ts";

/** A `test` target, otherwise `check`. Any parser that recognises the output is used. */
export function detectMake(folder: Folder): Detection | null {
  const name = ["GNUmakefile", "makefile", "Makefile"].find((candidate) => candidate in folder.texts);
  if (name === undefined) {
    const autotools = folder.names.has("configure.ac") || folder.names.has("Makefile.am");
    return autotools ? { install: null, test: null, reason: AUTOTOOLS } : null;
  }
  const text = folder.texts[name] ?? "";
  const target = ["test", "tests", "check"].find((candidate) => hasTarget(text, candidate));
  // `.DEFAULT` forwards unknown targets, usually to a Makefile in a subfolder.
  const passedOn = /^\.DEFAULT\s*:/m.test(text) ? "test" : undefined;
  const chosen = target ?? passedOn;
  if (chosen === undefined)
    return { install: null, test: null, reason: `${name} has no test or check target` };
  return {
    install: null,
    test: {
      argv: ["make", chosen],
      display: `make ${chosen}`,
      parser: "none",
      resultFile: null,
      ...testsNothing(`the target ${chosen} of ${name}`, makeScript(text, chosen)),
    },
    reason: `${name} target ${chosen}`,
  };
}

const AUTOTOOLS = "configure.ac without a Makefile: how to configure is not known";

function hasTarget(makefile: string, target: string): boolean {
  return new RegExp(`^(?:[\\w./-]+[ \\t]+)*${target}(?:[ \\t]+[\\w./-]+)*[ \\t]*::?(?!=)`, "m").test(
    makefile,
  );
}

/** A `test` or `check` recipe of a justfile. */
export function detectJust(folder: Folder): Detection | null {
  const name = ["justfile", "Justfile", ".justfile"].find((candidate) => candidate in folder.texts);
  if (name === undefined) return null;
  const text = folder.texts[name] ?? "";
  // Recipes with required parameters cannot be run.
  const recipe = ["test", "tests", "check"].find((candidate) =>
    new RegExp(`^@?${candidate}(?:[ \\t]+[*+]?\\$?\\w+(?:=\\S+)?)*[ \\t]*:(?!=)`, "m").test(text),
  );
  if (recipe === undefined) return { install: null, test: null, reason: `${name} has no test recipe` };
  return {
    install: null,
    test: {
      argv: ["just", recipe],
      display: `just ${recipe}`,
      parser: "none",
      resultFile: null,
      ...testsNothing(`the recipe ${recipe} of ${name}`, justScript(text, recipe)),
    },
    reason: `${name} recipe ${recipe}`,
  };
}

/** Configures and builds outside the checkout; ctest reports the tests. */
export function detectCmake(folder: Folder): Detection | null {
  const text = folder.texts["CMakeLists.txt"];
  if (text === undefined) return null;
  const all = Object.entries(folder.texts).filter(([path]) => path.endsWith("CMakeLists.txt"));
  if (
    !all.some(([, content]) => /\b(?:enable_testing|add_test)\s*\(|include\s*\(\s*CTest\s*\)/i.test(content))
  )
    return { install: null, test: null, reason: "CMakeLists.txt without enable_testing()" };
  const build = `${DEPS_DIR}/cmake`;
  const steps = [
    `cmake -S . -B "${build}" -DCMAKE_BUILD_TYPE=Debug -DBUILD_TESTING=ON`,
    `cmake --build "${build}" --parallel`,
    `ctest --test-dir "${build}" --output-on-failure --output-junit "${RESULT_FILE}" ${ONLY}`,
  ];
  return {
    install: null,
    test: {
      argv: ["sh", "-c", steps.join(" && ")],
      display: "cmake --build && ctest",
      parser: "junit",
      resultFile: "ctest.xml",
      runner: "ctest",
    },
    reason: "CMakeLists.txt with enable_testing()",
  };
}
