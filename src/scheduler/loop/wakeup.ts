/** Wakes one who sleeps; rung while nobody sleeps, it wakes the next one at once. */
export interface Wakeup {
  ring(): void;
  /** Sleeps until somebody rings, or for so many milliseconds. */
  wait(ms: number): Promise<void>;
}

export function createWakeup(): Wakeup {
  let rung = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rung = true;
      wake?.();
    },
    async wait(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wake = undefined;
      rung = false;
    },
  };
}
