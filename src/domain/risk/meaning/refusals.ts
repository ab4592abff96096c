import { onceEachObject } from '../../../base/lazy.ts';
import type { Examined } from '../examine.ts';
import { type CodeLine, countsOf } from '../lines.ts';
import { anyOf, codeNames } from '../patterns.ts';

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
  const old = new Map<string, string>(gone.flatMap((refusal) => codeNames(refusal).map((word) => [word, refusal])));
  const counts = [before, after].map((lines) => countsOf(lines.flatMap(({ code }) => codeNames(code))));
  const [former, values] = [namedValues(before), namedValues(after)];
  const known = new Set(gone.map((refusal) => withValues(refusal, former)));
  const others = added.filter((line) => {
    const now = refusalAt(line, after);
    if (now === undefined || known.has(withValues(now, values))) return false;
    const was = codeNames(now).map((word) => old.get(word));
    return was.some((one) => one !== undefined && !isRenamed(one, now, counts));
  });
  return others.slice(0, gone.length);
}

/** Returns the numbers that have a name, by this name. A name with several numbers stands for none of them. */
function namedValues(lines: readonly CodeLine[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const { code } of lines) {
    const [, typed, plain, value] = NAMED_NUMBER.exec(code) ?? [];
    const name = typed ?? plain;
    if (name && value) values.set(name, (values.get(name) ?? value) === value ? value : name);
  }
  return values;
}

/** A constant: in most languages in capitals, or after the word for one. */
const NAMED_NUMBER =
  /^(?:[\w\s]*\b(?:const|final|readonly|static)\s+(?:[\w:]+\s+)?(\w+)|([A-Z][A-Z_\d]+))(?:\s*:\s*[\w.]+)?\s*=\s*([\d._]+)\w*;?$/;

const withValues = (text: string, values: ReadonlyMap<string, string>) =>
  text.replace(/\w+/g, (word) => (values.get(word) ?? word).replace(/(?<=\d)_(?=\d)/g, ''));

/** Checks whether texts differ only in names that all of a file has in another form. A name used once can be another thing. */
function isRenamed(was: string, is: string, [before, after]: readonly ReadonlyMap<string, number>[]): boolean {
  const [old, now] = [was, is].map((text) => text.match(/[A-Za-z_]\w*|\S/g) ?? []);
  return (
    old!.length === now!.length &&
    old!.every((word, n) => {
      const next = now![n]!;
      const uses = before!.get(word) ?? 0;
      const isMoved = !after!.has(word) && (after!.get(next) ?? 0) - (before!.get(next) ?? 0) >= uses;
      return word === next || (uses >= 2 && isMoved);
    })
  );
}

/** Matches code that refuses something. */
export const GUARD = anyOf(
  /\b(?:throw|raise|panic!|abort|reject|deny|forbid\w*|unauthori[sz]ed|forbidden|Forbidden|Unauthori[sz]ed)\b/,
  /\b(?:validate|sanitize|escape|authorize|authenticate|require|ensure|check|verify)\w*\s*\(/,
  /@(?:login_required|permission_required|PreAuthorize|Secured|RolesAllowed|Valid|NotNull)\b/,
  /\[(?:Authorize|Required|ValidateAntiForgeryToken)\b|\breturn\s+(?:.*\berr(?:or)?s?\b|.*\bErr\()/,
  /\b\w*[sS]chema\w*\.\w+\(|\.safeParse\(|\bpanic\(|\bbefore_action\b|\bvalidates\b|\bfmt\.Errorf\(|\berrors\.New\(/,
);

const CONDITION = /^(?:\}\s*)?(?:else\s+)?(?:if|elif|elsif|unless)\b\s*(.*?)\s*(?:\{|:|\bthen)?$/;

const REFUSES = anyOf(
  GUARD,
  /\bhttp\.Error\(|\b40[0139]\b|\breturn\s*(?:false|null|nil|None|False|undefined|\{\}|\[\]|;|$)/,
);
const [AND, OR] = [/&&|\band\b/, /\|\||\bor\b/] as const;

/**
 * Finds refusals that apply in fewer cases: their old condition is a part of the new one, which asks for more, or the new
 * one is what is left of several reasons.
 */
export function narrowed({ added, removed, after }: Examined): CodeLine[] {
  const conditionOf = ({ code }: CodeLine) =>
    bare(CONDITION.exec(code)?.[1]?.replace(/^\((.*)\)(?:\s*(?:return|throw)\b.*)?$/, '$1') ?? '');
  const old = new Set(removed.map(conditionOf).filter((condition) => condition.length > 3));
  if (old.size === 0) return [];
  const wanted = new Set(added.map(conditionOf));
  // A search for each added line in all old conditions takes the square.
  const leftOf = onceEachObject((fewer: RegExp) => {
    const parts = (was: string) => (fewer.test(was) ? partsOf(was).filter((part) => part !== was) : []);
    return new Set([...old].flatMap((was) => parts(was).filter((part) => wanted.has(part))));
  });
  return added.filter((line) => {
    const now = conditionOf(line);
    const [more, fewer] = line.code.startsWith('unless') ? [OR, AND] : [AND, OR];
    return (
      (more.test(now)
        ? partsOf(now).some((part) => part !== now && old.has(part))
        : now !== '' && leftOf(fewer).has(now)) &&
      after.slice(line.n - 1, line.n + 3).some(({ spoken }) => REFUSES.test(spoken))
    );
  });
}

/** Maximum number of parts of a condition whose sequences are compared: there are as many as their square. */
const MOST_PARTS = 30;

/** Returns all sequences of neighbouring parts of a condition, to find an old one in a set instead of in each line. */
function partsOf(condition: string): string[] {
  const parts = condition.split(/(\s*(?:&&|\|\||\band\b|\bor\b)\s*)/).slice(0, 2 * MOST_PARTS);
  return parts.flatMap((_, from) =>
    from % 2 === 0
      ? parts.slice(from).flatMap((__, n) => (n % 2 === 0 ? [bare(parts.slice(from, from + n + 1).join(''))] : []))
      : [],
  );
}

/** Removes what stands around a condition: spaces, parentheses without a partner, and those around all of it. */
function bare(condition: string): string {
  const more = condition.split('(').length - condition.split(')').length;
  const opened = /^[\s(]*/.exec(condition)![0].replaceAll(' ', '').length;
  const closed = /[\s)]*$/.exec(condition)![0].replaceAll(' ', '').length;
  const text = condition.trim().slice(Math.max(0, Math.min(more, opened)));
  const balanced = text.slice(0, text.length - Math.max(0, Math.min(-more, closed))).trim();
  return isWrapped(balanced) ? balanced.slice(1, -1).trim() : balanced;
}

/** Checks whether the first parenthesis of a text ends with the text. */
function isWrapped(text: string): boolean {
  if (!text.startsWith('(')) return false;
  let depth = 0;
  for (const [n, character] of [...text].entries()) {
    if (character === '(') depth++;
    else if (character === ')') depth--;
    if (depth === 0) return n === text.length - 1;
  }
  return false;
}
