import { createSignal, onCleanup } from "solid-js";
import { createStore, unwrap } from "solid-js/store";
import { rememberRepo } from "../repo/recent-repos.ts";
import {
  afterCreation,
  type Draft,
  dropEdits,
  EMPTY_DRAFT,
  promptAfterChoice,
  promptForAddress,
  readDraft,
  writeDraft,
} from "./draft.ts";

const SAVE_AFTER_MS = 300;

/**
 * The draft of the next task, kept in this browser a moment after each change and when the page is left. It is the one
 * new draft, or with an id the edits of a draft that is saved on the server.
 */
export function createKeptDraft() {
  const [draft, setDraft] = createStore<Draft>({ ...(readDraft(localStorage, null) ?? EMPTY_DRAFT) });
  const [savedId, setSavedId] = createSignal<string | null>(null);
  /** Text that an address or sample replaced, until it is restored or something is typed. */
  const [replaced, setReplaced] = createSignal<string | null>(null);
  /** Raised when the form shows another draft. */
  const [shown, setShown] = createSignal(1);
  let edited = false;
  let gone = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    if (edited) writeDraft(localStorage, savedId(), unwrap(draft));
    edited = false;
  };
  const change = (next: Partial<Draft>) => {
    // For an image that is stored after the form was closed: the kept draft may be another form's by then.
    if (gone) return;
    setDraft(next);
    if (next.prompt !== undefined) setReplaced(null);
    edited = true;
    clearTimeout(timer);
    timer = setTimeout(keep, SAVE_AFTER_MS);
  };
  /** Drops the pending save: the edits are stored elsewhere, or not needed. */
  const cancelSave = () => {
    clearTimeout(timer);
    edited = false;
  };
  const show = (next: Draft) => {
    setReplaced(null);
    setDraft({ ...next });
    setShown((count) => count + 1);
  };
  addEventListener("pagehide", keep);
  onCleanup(() => {
    keep();
    gone = true;
    removeEventListener("pagehide", keep);
  });

  return {
    draft,
    savedId,
    shown,
    replaced,
    change,
    /** Writes what was typed now, before another form reads it. */
    keep,
    /** Takes the repository that was chosen in the form. */
    choose: (repo: string, branch: string) => {
      keep();
      const isNew = savedId() === null;
      change({
        repo,
        branch,
        prompt: isNew ? promptAfterChoice(localStorage, unwrap(draft), repo) : draft.prompt,
      });
    },
    /** Takes the repository that an address names. */
    arrive: (repo: string, branch: string) => {
      keep();
      change({ repo, branch, prompt: promptForAddress(localStorage, unwrap(draft), repo) });
    },
    /** Fills the form from an address or a sample; what was typed can be put back. */
    fill: (next: Partial<Draft>) => {
      const typed = draft.prompt;
      change(next);
      if (next.prompt !== undefined && typed.trim() !== "" && typed !== next.prompt) setReplaced(typed);
    },
    putBack: () => change({ prompt: replaced() ?? draft.prompt }),
    /** Opens the new draft, or a saved one. False: nothing of it is kept here, and the form is empty. */
    open: (id: string | null): boolean => {
      keep();
      const found = readDraft(localStorage, id);
      setSavedId(id);
      show(found ?? EMPTY_DRAFT);
      return found !== null || id === null;
    },
    /** Shows what the server has of the open draft. */
    take: (saved: Draft) => {
      cancelSave();
      show(saved);
    },
    /** What is in the form is now on the server as `id`. */
    adopt: (id: string) => {
      if (savedId() === null) writeDraft(localStorage, null, afterCreation(unwrap(draft)));
      cancelSave();
      setSavedId(id);
      dropEdits(localStorage, id);
    },
    /** The task exists: nothing of it is kept but the choices. */
    finish: () => {
      const id = savedId();
      cancelSave();
      if (id === null) writeDraft(localStorage, null, afterCreation(unwrap(draft)));
      else dropEdits(localStorage, id);
      rememberRepo(localStorage, draft.repo);
    },
  };
}

export type KeptDraft = ReturnType<typeof createKeptDraft>;
