/** What came out of a comparison. */
export interface Tally {
  agreed(kind: string): void;
  leftOut(kind: string, reason: string): void;
  mismatch(what: string, theirs: string, ours: string): void;
  /** Lines for a person. */
  report(): string;
  readonly mismatches: number;
}

export function createTally(): Tally {
  const agreed = new Map<string, number>();
  const left = new Map<string, number>();
  const mismatches: string[] = [];
  const count = (into: Map<string, number>, key: string) => into.set(key, (into.get(key) ?? 0) + 1);
  return {
    agreed: (kind) => count(agreed, kind),
    leftOut: (kind, reason) => count(left, `${kind}: ${reason}`),
    mismatch: (what, theirs, ours) => mismatches.push(`${what}\n    Taskwarrior: ${theirs}\n    here:        ${ours}`),
    get mismatches() {
      return mismatches.length;
    },
    report: () =>
      [
        ...Array.from(agreed, ([kind, n]) => `${String(n).padStart(6)}  ${kind} compared, the same`),
        ...Array.from(left, ([reason, n]) => `${String(n).padStart(6)}  left out, ${reason}`).sort(),
        `${String(mismatches.length).padStart(6)}  unexplained`,
        ...mismatches.map((text) => `  ${text}`),
      ].join('\n'),
  };
}

/** Two at a time: the other program is a process of its own. */
export async function inPairs<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all([worker(), worker()]);
}
