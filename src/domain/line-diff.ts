/** Lines of a text that changed together, with unchanged ones around them. */
export interface Hunk {
  /** Where it begins in the text before and in the one after; the first line is 1. */
  from: number;
  to: number;
  /** Each with its sign: `+` came, `-` went, a blank stayed. */
  lines: string[];
}

export interface LineDiff {
  added: number;
  removed: number;
  hunks: Hunk[];
}

/** Lines that may differ before the texts count as different altogether: the work grows with the square of it. */
const MOST_EDITS = 500;

/** The fewest lines that have to go and come to make one text of the other (Myers' greedy algorithm), with `around` unchanged lines. */
export function lineDiff(before: string, after: string, around = 1): LineDiff {
  const edits = editsOf(linesOf(before), linesOf(after));
  return {
    added: edits.filter(([sign]) => sign === '+').length,
    removed: edits.filter(([sign]) => sign === '-').length,
    hunks: hunksOf(edits, around),
  };
}

/** A sign and a line. */
type Edit = readonly ['+' | '-' | ' ', string];

function linesOf(text: string): string[] {
  if (text === '') return [];
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

function editsOf(a: readonly string[], b: readonly string[]): Edit[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const kept = (lines: readonly string[]) => lines.map((line): Edit => [' ', line]);
  return [
    ...kept(a.slice(0, start)),
    ...shortest(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...kept(a.slice(a.length - end)),
  ];
}

/** On the diagonal `k = x - y`, `reached[k]` is how far `x` comes with so many edits; the trace leads back. */
function shortest(a: readonly string[], b: readonly string[]): Edit[] {
  const trace: Map<number, number>[] = [];
  let reached = new Map([[1, 0]]);
  for (let edits = 0; edits <= Math.min(a.length + b.length, MOST_EDITS); edits++) {
    trace.push(reached);
    const next = new Map(reached);
    for (let k = -edits; k <= edits; k += 2) {
      let x = cameDown(k, edits, reached) ? reached.get(k + 1)! : reached.get(k - 1)! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      next.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, trace);
    }
    reached = next;
  }
  return [...a.map((line): Edit => ['-', line]), ...b.map((line): Edit => ['+', line])];
}

/** Does the furthest way to this diagonal end with a line that came, not with one that went? */
function cameDown(k: number, edits: number, reached: ReadonlyMap<number, number>): boolean {
  return k === -edits || (k !== edits && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
}

function walkBack(a: readonly string[], b: readonly string[], trace: readonly ReadonlyMap<number, number>[]): Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [a.length, b.length];
  for (let step = trace.length - 1; step >= 0; step--) {
    const reached = trace[step]!;
    const down = cameDown(x - y, step, reached);
    const before = x - y + (down ? 1 : -1);
    const atX = step === 0 ? 0 : reached.get(before)!;
    const atY = step === 0 ? 0 : atX - before;
    while (x > atX && y > atY && a[x - 1] === b[y - 1]) {
      edits.push([' ', a[--x]!]);
      y--;
    }
    if (step > 0) edits.push(down ? ['+', b[--y]!] : ['-', a[--x]!]);
  }
  return edits.reverse();
}

function hunksOf(edits: readonly Edit[], around: number): Hunk[] {
  const hunks: Hunk[] = [];
  const near = nearChanges(edits, around);
  let [from, to] = [1, 1];
  let open: Hunk | undefined;
  for (const [i, [sign, line]] of edits.entries()) {
    if (near[i]) {
      if (!open) {
        open = { from, to, lines: [] };
        hunks.push(open);
      }
      open.lines.push(sign + line);
    } else open = undefined;
    if (sign !== '+') from++;
    if (sign !== '-') to++;
  }
  return hunks;
}

/** Which edits are changes, or within so many lines of one. */
function nearChanges(edits: readonly Edit[], around: number): boolean[] {
  const near = new Array<boolean>(edits.length).fill(false);
  for (const [i, [sign]] of edits.entries())
    if (sign !== ' ') near.fill(true, Math.max(0, i - around), Math.min(edits.length, i + around + 1));
  return near;
}
