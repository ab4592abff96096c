import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWithin, scopesMeet } from '../../../src/claims/index.ts';
import type { Claim } from '../../../src/domain/records.ts';
import type { Field } from './field.ts';

/** Goes through the history of the store, commit by commit: how many claims there were, and every two at one moment whose scopes meet. */
export function claimsOver({ store }: Field): { granted: number; meeting: string[] } {
  let granted = 0;
  const held = new Map<string, Claim>();
  const found: string[] = [];
  for (const { seq, changes } of commitsOf(store)) {
    for (const { kind, id, after } of changes) {
      if (kind !== 'claim') continue;
      if (after === null) held.delete(id);
      else {
        if (!held.has(id)) granted++;
        held.set(id, { ...held.get(id), ...after } as Claim);
      }
    }
    const all = [...held.values()];
    for (const [i, one] of all.entries())
      for (const other of all.slice(i + 1))
        if (
          !isWithin(one.holder, other.holder) &&
          !isWithin(other.holder, one.holder) &&
          scopesMeet(one.scope, other.scope)
        )
          found.push(`${seq}: ${one.holder} and ${other.holder}`);
  }
  return { granted, meeting: found };
}

interface Commit {
  seq: number;
  changes: { kind: string; id: string; after: Partial<Claim> | null }[];
}

/** Supervisors that are just ending still write: what leaves the log meanwhile is read in the history, which is listed after it. */
function commitsOf(store: string): Commit[] {
  const all = ['log', 'history'].flatMap((name) =>
    linesUnder(join(store, name)).map((line): Commit => JSON.parse(line)),
  );
  return [...new Map(all.map((commit) => [commit.seq, commit])).values()].sort((a, b) => a.seq - b.seq);
}

function linesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => /\d\.(nd)?json$/.test(file));
  return files.flatMap((file) => {
    try {
      return readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  });
}
