/** A finding of `doctor` other than damage of the store. */
export interface WorkspaceFinding {
  problem: string;
  /** The way to fix it. */
  advice: string;
}
