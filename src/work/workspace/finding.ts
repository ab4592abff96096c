/** What `doctor` says besides the store's own damage. */
export interface WorkspaceFinding {
  problem: string;
  /** What to do about it. */
  advice: string;
}
