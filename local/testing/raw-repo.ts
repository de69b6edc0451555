/** Objects of git written one by one, as they are: trees and commits that git itself would refuse to make. */
import type { Git } from "../github/git/run.ts";

export interface Entry {
  name: string | Uint8Array;
  mode: string;
  oid: string;
}

/** Writes objects into one bare repository, as they are, whatever git thinks of them. */
export class Builder {
  readonly git: Git;
  readonly gitDir: string;

  constructor(git: Git, gitDir: string) {
    this.git = git;
    this.gitDir = gitDir;
  }

  async object(type: "blob" | "tree" | "commit" | "tag", content: Uint8Array | string): Promise<string> {
    const args = ["hash-object", "-t", type, "-w", "--literally", "--stdin"];
    return (await this.git(args, { gitDir: this.gitDir, input: content })).toString().trim();
  }

  async file(name: Entry["name"], text: Uint8Array | string, mode = "100644"): Promise<Entry> {
    return { name, mode, oid: await this.object("blob", text) };
  }

  async folder(name: Entry["name"], entries: readonly (Entry | Promise<Entry>)[]): Promise<Entry> {
    return { name, mode: "40000", oid: await this.tree(entries) };
  }

  /** In the order that git wants; two of one name may be there. */
  async tree(entries: readonly (Entry | Promise<Entry>)[]): Promise<string> {
    const all = (await Promise.all(entries)).map(({ name, mode, oid }) => {
      const bytes = Buffer.from(name);
      return { bytes, key: mode === "40000" ? Buffer.concat([bytes, Buffer.from("/")]) : bytes, mode, oid };
    });
    all.sort((a, b) => Buffer.compare(a.key, b.key));
    const lines = all.map(({ bytes, mode, oid }) =>
      Buffer.concat([Buffer.from(`${mode} `), bytes, Buffer.of(0), Buffer.from(oid, "hex")]),
    );
    return this.object("tree", Buffer.concat(lines));
  }

  /** A commit of these files beside an ordinary one, on `main`. */
  async commit(entries: readonly (Entry | Promise<Entry>)[], message = "One"): Promise<string> {
    return this.main(await this.tree([...entries, this.file("app.txt", "one\n")]), message);
  }

  async main(tree: string, message: string): Promise<string> {
    const who = "A <a@example.test> 1767600000 +0000";
    const commit = await this.object(
      "commit",
      `tree ${tree}\nauthor ${who}\ncommitter ${who}\n\n${message}\n`,
    );
    await this.ref("refs/heads/main", commit);
    return commit;
  }

  async ref(name: string, oid: string): Promise<void> {
    await this.git(["update-ref", name, oid], { gitDir: this.gitDir });
  }
}
