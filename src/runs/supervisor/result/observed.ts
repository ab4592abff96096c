import { landingRules } from '../../../domain/autonomy/rule.ts';
import type { Run } from '../../../domain/records.ts';
import { allEffects, effectsByKind, KEPT_EFFECTS, type Observed } from '../../../domain/runs/effects.ts';
import { rulesIn } from '../../autonomy/rules-in.ts';
import type { SupervisedRun } from '../supervised-run.ts';
import type { Checking } from './run-line.ts';

/** What lines did: each check and of the setup command (`setup`). */
export type ObservedLines = ReadonlyMap<string, Observed>;
export type LineEffects = NonNullable<NonNullable<Run['result']>['effects']>[number];

/** Returns the place for the effects of a result's lines; undefined if no rule can merge the result. */
export function effectsFor({ opened, run }: SupervisedRun): Map<string, Observed> | undefined {
  return landingRules(rulesIn(opened.store, run().repository)).length > 0 ? new Map() : undefined;
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
    return { of, fresh: keptOf(effectsByKind(there, effects)) };
  });
}

/** Returns the effects that a record keeps: a few of each kind, so that many of one kind hide no others. */
function keptOf(byKind: readonly (readonly string[])[]): string[] {
  const all = byKind.flat();
  if (all.length <= KEPT_EFFECTS) return all;
  // One place is for the number of the others.
  const kept = byKind.flatMap((fresh) => fresh.slice(0, Math.floor((KEPT_EFFECTS - 1) / byKind.length)));
  return [...kept, `does ${all.length - kept.length} more things`];
}
