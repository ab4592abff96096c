import * as z from 'zod';
import { flagInput, idsInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { goalName } from '../../text/goals.ts';
import { archiveGoals } from '../../work/goals/archive-goals.ts';
import { rankGoal } from '../../work/goals/rank-goal.ts';
import { defineCommand } from '../command.ts';
import { goalId, goalOutput, shownGoal } from './fields.ts';

const goals = () => z.array(goalOutput());

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
  output: () => z.strictObject({ goals: goals() }),
  async run(_, { id, ...place }, write) {
    if (Object.values(place).filter((value) => value !== undefined).length !== 1)
      refuse('usage', 'goal_rank: expected one of before, after and to', {
        hint: `For example: \`goal_rank ${id} --to top\``,
      });
    return { goals: (await write((tx) => rankGoal(tx, id, place))).map(shownGoal) };
  },
  show: { text: (value) => value.goals.map((record, i) => `${i + 1}. ${goalName(record)}`).join('\n') },
  cli: { positional: ['id', 'to'], examples: ['goal rank 1 top', 'goal rank B-2 --before B-1'] },
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
    if (how.restore && how.hard) refuse('usage', 'goal_archive: restore and hard exclude each other');
    const { records, detached } = await write((tx) => archiveGoals(tx, queue, ids, how));
    const did: 'deleted' | 'restored' | 'archived' = how.hard ? 'deleted' : how.restore ? 'restored' : 'archived';
    return { did, goals: records.map(shownGoal), detached };
  },
  show: {
    text: ({ did, goals: records, detached }) => {
      const lines = records.map((record) => `${did[0]!.toUpperCase()}${did.slice(1)} ${goalName(record)}`);
      return [...lines, ...(detached.length > 0 ? [`Removed the links of ${detached.join(', ')}`] : [])].join('\n');
    },
  },
  cli: {
    positional: ['ids'],
    examples: ['goal archive 1', 'goal archive 1 --restore', 'goal archive O-1 --hard --detach'],
  },
});
