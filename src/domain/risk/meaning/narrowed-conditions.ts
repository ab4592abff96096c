import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';
import { anyOf } from '../patterns.ts';

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
  return added.filter((line) => {
    const now = conditionOf(line);
    const [more, fewer] = line.code.startsWith('unless') ? [OR, AND] : [AND, OR];
    const isLeft = () => [...old].some((was) => fewer.test(was) && was !== now && partsOf(was).includes(now));
    return (
      (more.test(now) ? partsOf(now).some((part) => part !== now && old.has(part)) : now !== '' && isLeft()) &&
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
