import { leaseState, scopesMeet } from '../../../src/claims/index.ts';
import type { Claim, Run } from '../../../src/domain/records.ts';
import { isLive } from '../../../src/domain/runs/run-states.ts';
import type { Store } from '../../../src/store/index.ts';

/** The records of claims and runs as they were after each commit of the log, from the first one on. */
export async function* past(store: Store): AsyncIterable<{ seq: number; at: string; claims: Claim[]; runs: Run[] }> {
  const records = { claim: new Map<string, object>(), run: new Map<string, object>() };
  for await (const { seq, at, changes } of store.history({ from: 1, quiet: true })) {
    for (const { kind, id, after } of changes) {
      if (kind !== 'claim' && kind !== 'run') continue;
      if (after === null) records[kind].delete(id);
      else records[kind].set(id, merged(records[kind].get(id), after));
    }
    yield { seq, at, claims: [...records.claim.values()] as Claim[], runs: [...records.run.values()] as Run[] };
  }
}

/** A change has the fields that differ; undefined and null ones are gone. */
function merged(before: object | undefined, after: object): object {
  const all = Object.entries({ ...before, ...after });
  return Object.fromEntries(all.filter(([, value]) => value !== null && value !== undefined));
}

/** Commits at which two holders held scopes that meet, and the most runs that were at work at once. */
export async function judged(store: Store): Promise<{ clashes: string[]; most: number }> {
  const clashes: string[] = [];
  let most = 0;
  for await (const { seq, at, claims, runs } of past(store)) {
    const around = { now: Date.parse(at), alive: () => undefined, processesOf: () => [] };
    const held = claims.filter((claim) => leaseState(claim, around) === 'held');
    for (const [n, one] of held.entries())
      for (const other of held.slice(0, n))
        if (one.holder !== other.holder && scopesMeet(one.scope, other.scope))
          clashes.push(`${seq}: ${one.holder} ${other.holder}`);
    most = Math.max(most, runs.filter(({ state }) => isLive(state)).length);
  }
  return { clashes, most };
}
