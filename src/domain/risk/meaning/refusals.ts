import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';
import { anyOf, namesIn } from '../patterns.ts';

const BLOCK = /^(?:\}\s*)?(?:else\s+)?(?:if|elif|elsif|unless|guard)\b\s*(.*?)\s*(?:\{|:|\bthen|\belse\s*\{|(?<=\)))$/;
/** In Ruby, nothing ends a condition but its line. */
const RUBY_BLOCK = /^(?:if|elsif|unless)\b\s*([^;{]*[^;{\s])$/;
const INLINE = /^if\s*(\(.*\))\s*(?:throw|return|raise|panic|abort|reject)\b/;
const MODIFIER = /^(?:raise|throw|return|fail|abort|head|render|redirect_to)\b.*?\s(?:if|unless)\s+(.*)$/;
const REFUSAL = anyOf(
  /\b(?:throw|raise|panic!?|abort|fail|reject|forbidden|unauthori[sz]ed)\b|\breturn\s+(?:.*\berr(?:or)?s?\b|.*\bErr\()/,
  /\bfmt\.Errorf\(|\berrors\.New\(|\bhttp\.Error\(|\b40[0-9]\b/,
);

/** Returns the condition of a refusal: on the line itself, or on a line shortly before it. */
function refusalAt(line: CodeLine, lines: readonly CodeLine[]): string | undefined {
  const own = INLINE.exec(line.spoken)?.[1] ?? MODIFIER.exec(line.spoken)?.[1];
  if (own !== undefined) return REFUSAL.test(line.spoken) ? own : undefined;
  const block = (BLOCK.exec(line.spoken) ?? RUBY_BLOCK.exec(line.spoken))?.[1];
  const next = lines.slice(line.n, line.n + 2);
  return block !== undefined && next.some(({ spoken }) => REFUSAL.test(spoken)) ? block : undefined;
}

/** Finds refusals that differ from a removed one that names the same things, by more than a new name of one of them. */
export function otherRefusals({ added, removed, before, after }: Examined): CodeLine[] {
  const gone = [...new Set(removed.flatMap((line) => refusalAt(line, before) ?? []))];
  if (gone.length === 0) return [];
  const old = new Map<string, string>(gone.flatMap((refusal) => namesIn(refusal).map((word) => [word, refusal])));
  const counts = [countsIn(before), countsIn(after)] as const;
  const [former, values] = [namedValues(before), namedValues(after)];
  const known = new Set(gone.map((refusal) => withValues(refusal, former)));
  const others = added.filter((line) => {
    const now = refusalAt(line, after);
    if (now === undefined || known.has(withValues(now, values))) return false;
    const was = namesIn(now).map((word) => old.get(word));
    return was.some((one) => one !== undefined && !isRenamed(one, now, counts));
  });
  return others.slice(0, gone.length);
}

/** Returns the numbers that have a name, by this name. A name with several numbers stands for none of them. */
function namedValues(lines: readonly CodeLine[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { code } of lines) {
    const [, typed, bare, value] = NAMED_NUMBER.exec(code) ?? [];
    const name = typed ?? bare;
    if (name !== undefined && value !== undefined)
      values.set(name, (values.get(name) ?? value) === value ? value : name);
  }
  return values;
}

/** A constant: in most languages in capitals, or after the word for one. */
const NAMED_NUMBER =
  /^(?:[\w\s]*\b(?:const|final|readonly|static)\s+(?:[\w:]+\s+)?(\w+)|([A-Z][A-Z_\d]+))(?:\s*:\s*[\w.]+)?\s*=\s*([\d._]+)\w*;?$/;

const withValues = (text: string, values: ReadonlyMap<string, string>) =>
  text.replace(/\w+/g, (word) => (values.get(word) ?? word).replace(/(?<=\d)_(?=\d)/g, ''));

/** Counts the names in code. */
function countsIn(lines: readonly CodeLine[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of lines) for (const word of namesIn(code)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Checks whether texts differ only in names that all of a file has in another form. A name used once can be another thing. */
function isRenamed(
  was: string,
  is: string,
  [before, after]: readonly [ReadonlyMap<string, number>, ReadonlyMap<string, number>],
): boolean {
  const [old, now] = [was, is].map((text) => text.match(/[A-Za-z_]\w*|\S/g) ?? []);
  return (
    old!.length === now!.length &&
    old!.every((word, n) => {
      const next = now![n]!;
      const uses = before.get(word) ?? 0;
      const isMoved = !after.has(word) && (after.get(next) ?? 0) - (before.get(next) ?? 0) >= uses;
      return word === next || (uses >= 2 && isMoved);
    })
  );
}
