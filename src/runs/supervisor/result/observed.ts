import type { Run } from '../../../domain/records.ts';
import { allEffects, type Effects, KEPT_EFFECTS, newEffects } from '../../../domain/runs/effects.ts';
import { landsByRule } from '../../autonomy/rules-in.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import type { Checking } from './run-line.ts';

/** What a line did, or why that isn't known. */
export type Observed = Effects | { why: string };
/** The same of each check and of the setup command (`setup`). */
export type ObservedLines = ReadonlyMap<string, Observed>;
export type LineEffects = NonNullable<NonNullable<Run['result']>['effects']>[number];

/** Returns the place for the effects of a result's lines; undefined if no rule can merge the result. */
export function effectsFor({ opened, run }: SupervisedRun): Map<string, Observed> | undefined {
  return landsByRule(opened.store, run().repository) ? new Map() : undefined;
}

/** Returns the option that puts effects into their place. Without one, nothing is observed, and settings alone contain. */
export function observing(seen: Map<string, Observed> | undefined): Pick<Checking, 'observe'> {
  return seen ? { observe: (name, effects) => void seen.set(name, together(seen.get(name), effects)) } : {};
}

/** Joins the effects of a line that ran several times: a setup command runs again after a repair or a changed folder. */
function together(before: Observed | undefined, now: Observed): Observed {
  if (before === undefined || 'why' in now) return now;
  return 'why' in before ? before : allEffects(before, now);
}

/** Returns the effects that lines have beyond those on the start commit. */
export function effectsBeyond(before: ObservedLines, now: ObservedLines): LineEffects[] {
  return Array.from(now, ([of, effects]) => {
    const there = before.get(of) ?? { why: 'it did not end on the start commit' };
    if ('why' in there) return { of, fresh: [], why: there.why };
    // The start commit could be observed here: the result itself is the reason.
    if ('why' in effects) return { of, fresh: [`hides what it does: ${effects.why}`] };
    return { of, fresh: keptOf(newEffects(there, effects)) };
  });
}

/** Returns the effects that a record keeps: a few of each kind, so that many of one kind hide no others. */
function keptOf(fresh: readonly string[]): string[] {
  if (fresh.length <= KEPT_EFFECTS) return [...fresh];
  const verbs = [...new Set(fresh.map(verbOf))];
  const kept = verbs.flatMap((verb) => fresh.filter((one) => verbOf(one) === verb).slice(0, KEPT_OF_KIND));
  return [...kept, `does ${fresh.length - kept.length} more things`];
}

const verbOf = (effect: string): string => effect.slice(0, effect.indexOf(' '));

/** Maximum number of effects of one kind if there are more than {@link KEPT_EFFECTS}. One place is for their number. */
const KEPT_OF_KIND = Math.floor((KEPT_EFFECTS - 1) / 4);
