import type { CheckoutSnapshot } from "../../context/snapshot.ts";
import type { Detection } from "../detect.ts";
import { DEPS_DIR } from "../placeholders.ts";

export function detectGo(snapshot: CheckoutSnapshot): Detection {
  const module = snapshot.texts["go.mod"];
  if (module === undefined) return null;
  const hasDependencies = /^\s*require\b/m.test(module);
  return {
    install: hasDependencies ? { argv: ["go", "mod", "download"], display: "go mod download" } : null,
    test: {
      argv: ["go", "test", "-json", "./..."],
      display: "go test ./...",
      parser: "go-json",
      resultFile: null,
    },
    reason: "go.mod",
  };
}

/** Build output goes outside the checkout, whatever .gitignore says. */
export function detectCargo(snapshot: CheckoutSnapshot): Detection {
  if (snapshot.texts["Cargo.toml"] === undefined) return null;
  const env = { CARGO_TARGET_DIR: `${DEPS_DIR}/cargo-target`, CARGO_TERM_COLOR: "never" };
  const locked = snapshot.root_names.includes("Cargo.lock");
  return {
    install: locked ? { argv: ["cargo", "fetch", "--locked"], display: "cargo fetch --locked" } : null,
    test: {
      argv: ["cargo", "test", "--no-fail-fast"],
      display: "cargo test --no-fail-fast",
      env,
      parser: "cargo",
      resultFile: null,
    },
    reason: "Cargo.toml",
  };
}

/** A `test` target, otherwise `check`. The output is read with whichever parser recognises it. */
export function detectMake(snapshot: CheckoutSnapshot): Detection {
  const name = ["GNUmakefile", "makefile", "Makefile"].find((candidate) => candidate in snapshot.texts);
  if (name === undefined) return null;
  const text = snapshot.texts[name] ?? "";
  const target = ["test", "check"].find((candidate) =>
    new RegExp(`^${candidate}\\s*::?(?!=)`, "m").test(text),
  );
  if (target === undefined)
    return { install: null, test: null, reason: `${name} has no test or check target` };
  return {
    install: null,
    test: { argv: ["make", target], display: `make ${target}`, parser: "none", resultFile: null },
    reason: `${name} target ${target}`,
  };
}
