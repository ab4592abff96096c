import { kindOfId } from '../../src/domain/goals/words.ts';
import type { Goal, Kinds } from '../../src/domain/records.ts';
import type { Opened } from '../../src/work/workspace/open.ts';
import { ADA } from './workspace.ts';

/** A goal with a why, a measure and a refusal. */
export const FAST: Partial<Goal> & { id: string } = {
  id: 'I-1',
  title: 'First result at once',
  why: 'People lose the thread while they wait',
  measure: 'p95 ms',
  baseline: 400,
  target: 50,
  wont: 'requests to a server',
  state: 'now',
};

/** Stores records of goals and of the kinds above them as they are, checked by their schemas. */
export async function putPlan(opened: Opened, ...records: readonly ({ id: string } & Record<string, unknown>)[]) {
  await opened.context(ADA).write('goal_add', (tx) => {
    for (const [rank, record] of records.entries())
      tx.put(kindOfId(record.id) as 'goal', record.id, {
        rank,
        entry: tx.at,
        modified: tx.at,
        ...record,
      } as Kinds['goal']);
  });
}
