import { fileURLToPath } from "node:url";

interface SamplePrompt {
  title: string;
  /** Exactly what the one-click suggestion sends; the demo model recognises these texts. */
  prompt: string;
}

export interface Sample {
  fullName: "samples/shopping-cart" | "samples/invoice";
  /** Absolute path of the plain folder that becomes the repository's first commit. */
  dir: string;
  description: string;
  prompts: SamplePrompt[];
}

const folder = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url).href);

/** The repositories that the local GitHub stand-in starts with, and a task for each. */
export const SAMPLES: Sample[] = [
  {
    fullName: "samples/shopping-cart",
    dir: folder("shopping-cart"),
    description: "A small shopping cart in JavaScript with one failing test",
    prompts: [
      {
        title: "Fix the failing discount test",
        prompt:
          "Fix the failing discount test: a percentage discount must be taken off the cart once, but customers get it twice.",
      },
    ],
  },
  {
    fullName: "samples/invoice",
    dir: folder("invoice"),
    description: "Invoice totals in Python; computeTotal has no tests yet",
    prompts: [
      {
        title: "Add unit tests for computeTotal",
        prompt: "Add unit tests for computeTotal in invoice.py",
      },
    ],
  },
];
