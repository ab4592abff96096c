import { SHOWN_STATES } from '../domain/state-words.ts';
import { type InTheWay, inTheWayText } from '../domain/task/objections.ts';
import type { Attention } from '../report/needs.ts';
import { oneLine } from './safe.ts';

/** Texts for the reasons why a task without a run needs a person's attention. */
const OF_TASK: Readonly<Record<string, string>> = {
  handoff: 'has a handoff note',
  blocked: 'is still blocked',
  changed: 'changed while somebody works on it',
  offbranch: 'is done, not on the branch',
};

/**
 * Formats an attention item: `r7 is in review (checks failed: unit; out of scope: README.md)`, or, of a task without
 * a run, such as `has a handoff note`.
 */
export function needText({
  why,
  run,
  state,
  elsewhere,
  objections,
}: Pick<Attention, 'why' | 'run' | 'state' | 'elsewhere' | 'objections'>): string {
  if (run === undefined || state === undefined) return OF_TASK[why] ?? why;
  const place = elsewhere === undefined ? '' : `, ${oneLine(elsewhere)}`;
  return `${run} ${why === 'stuck' ? 'seems stuck' : why === 'changed' ? `${SHOWN_STATES[state].does}, and its task or issue changed` : SHOWN_STATES[state].does}${place}${objectionsText(objections)}`;
}

/** Formats the reasons against an approval, if any: ` (checks failed: unit; out of scope: README.md)`. */
export function objectionsText(objections: readonly InTheWay[] = []): string {
  return objections.length > 0 ? ` (${oneLine(inTheWayText(objections))})` : '';
}
