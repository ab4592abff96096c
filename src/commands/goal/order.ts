import * as z from 'zod';
import { capital } from '../../base/quote.ts';
import { flagInput, idsInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { goalName } from '../../text/goals.ts';
import { defineCommand } from '../command.ts';
import { actorOf, goalId, goalOutput, shownGoal } from './fields.ts';
import { saved, saving, showSaved } from './saved.ts';

const goals = () => z.array(goalOutput());

/** Number of records before and after a moved one in the answer. */
const NEIGHBOURS = 10;

export const goalRank = defineCommand({
  name: 'goal_rank',
  title: 'Rank a goal',
  summary: 'Move a record in the order of its kind: before or after another one, or to an end.',
  toolset: 'goals',
  group: 'plan',
  access: { effect: 'write', idempotent: true },
  input: () =>
    z.strictObject({
      id: goalId(),
      before: goalId().describe('The next one').optional(),
      after: goalId().describe('The one above').optional(),
      to: z.enum(['top', 'bottom']).describe('An end').optional(),
    }),
  output: () =>
    z.strictObject({
      /** The record with its neighbours, the position of the first of them, and the number of all. */
      goals: goals(),
      first: z.int(),
      total: z.int(),
    }),
  async run(_, { id, ...place }, write) {
    if (Object.values(place).filter((value) => value !== undefined).length !== 1)
      refuse('usage', 'goal_rank: expected one of before, after and to', {
        hint: `For example: \`goal_rank ${id} --to top\``,
      });
    const { rankGoal } = await import('./goals-on-call.ts');
    const { order, at } = await write((tx) => rankGoal(tx, id, place));
    const first = Math.max(0, at - NEIGHBOURS);
    const near = order.slice(first, at + NEIGHBOURS + 1);
    return { goals: near.map((record) => shownGoal(record, 0)), first: first + 1, total: order.length };
  },
  show: { text: ({ goals: near, first }) => near.map((record, i) => `${first + i}. ${goalName(record)}`).join('\n') },
  cli: { positional: ['id', 'to'], examples: ['goal rank 1 top', 'goal rank B-2 --before B-1'] },
});

export const goalMove = defineCommand({
  name: 'goal_move',
  title: 'Move a goal',
  summary:
    'Move a record below another one in the tree of the plan. Goals belong to bets or outcomes, bets to outcomes, outcomes to pillars.',
  group: 'plan',
  access: { effect: 'write', idempotent: true },
  input: () =>
    z.strictObject({
      id: goalId(),
      under: goalId().describe('The record above; the vision, or no value, for the top').optional(),
      from: goalId().describe('The one above whose link this replaces; default: all of that kind').optional(),
      seen: z.string().describe('Version that you read; refused if the record changed since').optional(),
    }),
  output: saved,
  async run(context, { under, ...input }, write) {
    const { moveGoal } = await import('./goals-on-call.ts');
    const place = { ...input, under: under === '' ? undefined : under };
    return saving(context, (tx) => [moveGoal(tx, place, actorOf(context))], write);
  },
  show: showSaved,
  cli: { positional: ['id', 'under'], examples: ['goal move 1 B-2', 'goal move B-1 O-2 --from O-1', 'goal move 1'] },
});

export const goalArchive = defineCommand({
  name: 'goal_archive',
  title: 'Archive goals',
  summary: 'Archive or restore records of the plan. `hard` deletes them, and refuses while others name them.',
  toolset: 'goals',
  group: 'plan',
  access: { effect: 'write', idempotent: true },
  input: () =>
    z.strictObject({
      ids: idsInput().describe('Ids: I-3, O-1'),
      restore: flagInput().describe('Restore them').optional(),
      hard: flagInput().describe('Delete them').optional(),
      detach: flagInput().describe('With hard: also remove links to them').optional(),
    }),
  output: () =>
    z.strictObject({ did: z.enum(['archived', 'restored', 'deleted']), goals: goals(), detached: z.array(z.string()) }),
  async run({ queue }, { ids, ...how }, write) {
    if (ids.length === 0) refuse('usage', 'ids: name at least one record', { data: { field: 'ids' } });
    if (how.restore && how.hard)
      refuse('usage', 'goal_archive: restore and hard exclude each other', {
        data: { slip: { kind: 'useless', field: 'hard' } },
      });
    const { archiveGoals } = await import('./goals-on-call.ts');
    const { records, detached } = await write((tx) => archiveGoals(tx, queue, ids, how));
    const did: 'deleted' | 'restored' | 'archived' = how.hard ? 'deleted' : how.restore ? 'restored' : 'archived';
    return { did, goals: records.map((record) => shownGoal(record)), detached };
  },
  show: {
    text: ({ did, goals: records, detached }) => {
      const lines = records.map((record) => `${capital(did)} ${goalName(record)}`);
      return [...lines, ...(detached.length > 0 ? [`Removed the links of ${detached.join(', ')}`] : [])].join('\n');
    },
  },
  cli: {
    positional: ['ids'],
    examples: ['goal archive 1', 'goal archive 1 --restore', 'goal archive O-1 --hard --detach'],
  },
});
