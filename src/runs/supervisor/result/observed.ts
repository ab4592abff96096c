import type { Run } from '../../../domain/records.ts';
import { type Effects, KEPT_EFFECTS, newEffects } from '../../../domain/runs/effects.ts';
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
  return seen ? { observe: (name, effects) => void seen.set(name, effects) } : {};
}

/** Returns the effects that lines have beyond those on the start commit. */
export function effectsBeyond(before: ObservedLines, now: ObservedLines): LineEffects[] {
  return Array.from(now, ([of, effects]) => {
    const there = before.get(of) ?? { why: 'it did not end on the start commit' };
    if ('why' in effects) return { of, fresh: [], why: effects.why };
    if ('why' in there) return { of, fresh: [], why: there.why };
    return { of, fresh: newEffects(there, effects).slice(0, KEPT_EFFECTS) };
  });
}
