let holders = 0;

/** Single keys are text from now on, wherever the focus is, until the returned function is called. */
export function holdKeys(): () => void {
  let holds = true;
  holders += 1;
  return () => {
    if (holds) holders -= 1;
    holds = false;
  };
}

/** True while a text box was opened that may not have the focus yet, or has lost it. */
export const keysHeld = (): boolean => holders > 0;
