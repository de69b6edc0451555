/** Paths that are not plain files: links, folders, scripts, ignored files, nested repositories. */
import { edit, read, remove, tool, write } from "../trial.ts";
import { create, type FileRow, gone } from "./table.ts";

const script = (text: string) => ({ text: `#!/bin/sh\n${text}\n`, executable: true });
const GITLINK = { gitlink: "c9a4ebcc9a0c457e8e792d6ba3fc59592cd6d419" };

export const KINDS: FileRow[] = [
  {
    name: "guidance behind links is in the prompt, and written through none of them",
    files: {
      ".ai/rules.md": "Never use semicolons in Lua.\n",
      "AGENTS.md": { link: ".ai/rules.md" },
      "CLAUDE.md": { link: "AGENTS.md" },
      "guided.js": "let a = 1;\n",
    },
    plan: ["guided.js"],
    calls: [
      read("AGENTS.md"),
      write("AGENTS.md", "Use them.\n"),
      read("guided.js"),
      edit("guided.js", "1", "2"),
    ],
    refused: { "write AGENTS.md": "AGENTS.md is a symbolic link to .ai/rules.md; use .ai/rules.md instead" },
    opening: "Never use semicolons in Lua.",
    published: { "guided.js": "let a = 2;\n" },
  },
  {
    name: "links stay links, wherever they lead",
    files: {
      "links/real.txt": "real\n",
      "links/to-file": { link: "real.txt" },
      "links/to-nowhere": { link: "no/such/file" },
      "links/out": { link: "/etc/hostname" },
      "links/dir": { link: "../links" },
    },
    plan: ["links/real.txt"],
    calls: [
      write("links/to-nowhere", "x\n"),
      write("links/out", "x\n"),
      read("links/real.txt"),
      edit("links/real.txt", "real", "very real"),
      write("links/dir/new.txt", "x\n"),
    ],
    refused: {
      "write links/to-nowhere": "leads nowhere",
      "write links/out": "leads out of the repository",
      "write links/dir/new.txt": "use links/new.txt instead",
    },
    published: { "links/real.txt": "very real\n" },
  },
  {
    name: "a file becomes a folder, and a folder a file",
    files: { config: "one\n", "lib/a.txt": "a\n", "lib/deep/b.txt": "b\n" },
    plan: [
      gone("config"),
      create("config/default.txt"),
      gone("lib/a.txt"),
      gone("lib/deep/b.txt"),
      create("lib"),
    ],
    calls: [
      remove("config"),
      write("config/default.txt", "one\n"),
      remove("lib/a.txt"),
      remove("lib/deep/b.txt"),
      write("lib", "flat\n"),
    ],
    published: {
      config: null,
      "config/default.txt": "one\n",
      "lib/a.txt": null,
      "lib/deep/b.txt": null,
      lib: "flat\n",
    },
  },
  {
    name: "a file becomes a folder and a file again",
    files: { "back/it": "one\n" },
    plan: ["back/it", gone("back/it"), create("back/it/x")],
    calls: [
      remove("back/it"),
      write("back/it/x", "x\n"),
      tool("delete", { path: "back/it/x" }),
      write("back/it", "two\n"),
    ],
    published: { "back/it": "two\n" },
  },
  {
    name: "new scripts run, old ones still do, and the rest does not",
    files: {
      "bin2/old.sh": script("echo old"),
      "bin2/plain.sh": "#!/bin/sh\necho plain\n",
      "bin2/off.sh": script("echo off"),
      "bin2/on.py": "print()\n",
    },
    plan: [
      "bin2/old.sh",
      "bin2/plain.sh",
      "bin2/off.sh",
      "bin2/on.py",
      create("bin2/run.sh"),
      create("bin2/tool"),
      create("bin2/sourced.sh"),
    ],
    calls: [
      read("bin2/old.sh"),
      edit("bin2/old.sh", "old", "new"),
      read("bin2/plain.sh"),
      edit("bin2/plain.sh", "plain", "still plain"),
      read("bin2/off.sh"),
      tool("edit", { path: "bin2/off.sh", executable: false }),
      read("bin2/on.py"),
      tool("edit", { path: "bin2/on.py", executable: true }),
      write("bin2/run.sh", "#!/bin/sh\necho run\n"),
      write("bin2/tool", "tool\n", { executable: true }),
      write("bin2/sourced.sh", "#!/bin/sh\n", { executable: false }),
    ],
    published: {
      "bin2/old.sh": { text: "#!/bin/sh\necho new\n", mode: "100755" },
      "bin2/plain.sh": { text: "#!/bin/sh\necho still plain\n", mode: "100644" },
      "bin2/off.sh": { text: "#!/bin/sh\necho off\n", mode: "100644" },
      "bin2/on.py": { text: "print()\n", mode: "100755" },
      "bin2/run.sh": { text: "#!/bin/sh\necho run\n", mode: "100755" },
      "bin2/tool": { text: "tool\n", mode: "100755" },
      "bin2/sourced.sh": { text: "#!/bin/sh\n", mode: "100644" },
    },
  },
  {
    name: "a script that is deleted and written again has the mode that it asks for",
    files: { "bin2/again.sh": script("echo one") },
    plan: ["bin2/again.sh", gone("bin2/again.sh")],
    calls: [remove("bin2/again.sh"), write("bin2/again.sh", "plain words\n")],
    published: { "bin2/again.sh": { text: "plain words\n", mode: "100644" } },
  },
  {
    name: "what the repository ignores is published where the plan names it, and only there",
    files: {
      "web/.gitignore": "lib/\n*.log\n!keep.log\n",
      "web/price.js": "export const price = 1;\n",
      "web/lib/tracked.js": "1\n",
    },
    plan: ["web/price.js", create("web/lib/format.js"), "web/lib/tracked.js", create("web/keep.log")],
    calls: [
      read("web/price.js"),
      edit("web/price.js", "export", 'import "./lib/format.js";\nexport'),
      write("web/lib/format.js", "export {};\n"),
      read("web/lib/tracked.js"),
      edit("web/lib/tracked.js", "1", "2"),
      write("web/keep.log", "kept\n"),
      write("web/lib/format.test.js", "x\n"),
    ],
    refused: { "write web/lib/format.test.js": "ignored by git (web/.gitignore:1: lib/)" },
    noted: ["web/lib/format.js is ignored by git (web/.gitignore:1: lib/)"],
    published: {
      "web/price.js": 'import "./lib/format.js";\nexport const price = 1;\n',
      "web/lib/format.js": "export {};\n",
      "web/lib/tracked.js": "2\n",
      "web/keep.log": "kept\n",
    },
  },
  {
    name: "what only Verne keeps out of the way is a file like any other",
    files: {},
    plan: ["build", "bin", "obj", "target", "dist", "coverage", "node_modules", "__pycache__", "vendor"].map(
      (folder) => create(`out/${folder}/made.txt`),
    ),
    calls: ["build", "bin", "obj", "target", "dist", "coverage", "node_modules", "__pycache__", "vendor"].map(
      (folder) => write(`out/${folder}/made.txt`, `${folder}\n`),
    ),
    published: Object.fromEntries(
      ["build", "bin", "obj", "target", "dist", "coverage", "node_modules", "__pycache__", "vendor"].map(
        (folder) => [`out/${folder}/made.txt`, `${folder}\n`],
      ),
    ),
  },
  {
    name: "nothing is written below a submodule, which is told from the start",
    files: {
      ".gitmodules": '[submodule "sub"]\n\tpath = sub\n\turl = ../lib.git\n',
      sub: GITLINK,
      "deep/er/sub": GITLINK,
    },
    plan: [create("sub/answer.js"), create("deep/er/sub/x.js")],
    calls: [
      read("sub/answer.js"),
      write("sub/answer.js", "module.exports = 41;\n"),
      write("deep/er/sub/x.js", "x\n"),
    ],
    refused: {
      "write sub/answer.js": "lies in the submodule sub",
      "write deep/er/sub/x.js": "lies in the submodule deep/er/sub",
    },
    noted: ["Submodules were not fetched", "sub/answer.js lies in the submodule sub"],
    published: {},
  },
];
