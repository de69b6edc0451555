/** Programs that pack what an install left behind, unpack it, and take it out. They run in the sandbox, as its user. */
import { DEPS_FOLDER } from "../../../agent/index.ts";
import { GIT_ENV, type GitContext, gitPlace } from "../../../sandbox/git.ts";
import type { PackingProgram } from "../../../sandbox/port.ts";

type Place = Pick<GitContext, "sandbox" | "repo">;

/** Abandoned afterwards. Nothing else starts in the sandbox meanwhile. */
const PACKING_MS = 60_000;

/** In the clone before the install git ignores nothing: what it ignores now is the install's. Links stay links. */
const PACK = `
list=$(mktemp)
git ls-files -z --others --ignored --exclude-standard --directory >"$list"
mkdir -p "$2"
home=\${HOME#/}
{ sed -z "s|^|\${1#/}/|" "$list"; printf '%s\\0' "\${2#/}" "$home"; } |
  tar -C / --format=gnu --numeric-owner --exclude="$home/.npm/_cacache" --exclude="$home/.cache/pip" \\
    --null --no-wildcards -cf - -T -
`;

const WIPE = `
git clean -ffdXq
rm -rf "$2"
find "$HOME" -mindepth 1 -delete
`;

export const packProgram = (place: Place): PackingProgram => program(place, PACK);

/** Without the platform's rights: what it is given was packed in another task. */
export const unpackProgram = ({ sandbox }: Place): PackingProgram => ({
  argv: ["/bin/sh", "-ec", "exec tar -C / --no-same-owner -xpf -"],
  cwd: sandbox.root,
  timeoutMs: PACKING_MS,
});

export const wipeProgram = (place: Place): PackingProgram => program(place, WIPE);

const program = (place: Place, script: string): PackingProgram => ({
  argv: ["/bin/sh", "-ec", script, "installed", place.repo, `${place.sandbox.root}/${DEPS_FOLDER}`],
  cwd: place.repo,
  env: { ...GIT_ENV, ...gitPlace(place) },
  platform: true,
  timeoutMs: PACKING_MS,
});
