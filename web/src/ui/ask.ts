import { createRoot, createSignal } from "solid-js";

/** What is asked before something that cannot be taken back. */
export interface Question {
  title: string;
  text: string;
  /** The button that does it. */
  yes: string;
  /** The button that does nothing; it has the focus. */
  no: string;
}

interface Asked extends Question {
  answer(yes: boolean): void;
}

const [asked, setAsked] = createRoot(() => createSignal<Asked | null>(null));

/** The question on the page; null while nothing is asked. */
export { asked };

/** Asks the user in a dialog; gives true when they say yes. A question that is still open is answered with no. */
export function askUser(question: Question): Promise<boolean> {
  asked()?.answer(false);
  return new Promise((resolve) => {
    setAsked({
      ...question,
      answer: (yes) => {
        setAsked(null);
        resolve(yes);
      },
    });
  });
}
