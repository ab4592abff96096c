import * as z from 'zod';
import { flagInput, objectsInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { CLOSED_STATES, GOAL_KINDS } from '../../domain/goals/words.ts';
import type { GoalInput } from '../../work/goals/save-goals.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { actorOf, goalFieldInputs, goalId, withDates } from './fields.ts';
import { type SavedAnswer, saved, saving, showSaved } from './saved.ts';

/** Maximum number of records in one call. */
const MOST_RECORDS = 100;

const kindInput = () => z.enum(GOAL_KINDS).describe('Kind, default goal');
const title = () => z.string().describe('Name in one line');

async function save(
  context: Context,
  inputs: readonly GoalInput[],
  write: Write,
  dryRun = false,
): Promise<SavedAnswer> {
  const dated = await withDates(inputs, context);
  const { saveGoals } = await import('./goals-on-call.ts');
  return saving(context, (tx) => saveGoals(tx, dated, actorOf(context)), write, dryRun);
}

export const goalAdd = defineCommand({
  name: 'goal_add',
  title: 'Add a goal',
  elsewhere: 'initiative add, initiative create',
  summary: 'Add a goal, or with `kind` a vision, pillar, persona, problem, outcome or bet.',
  group: 'plan',
  access: { effect: 'write' },
  input: () => z.strictObject({ title: title(), kind: kindInput().optional(), ...goalFieldInputs() }),
  output: saved,
  run: (context, input, write) => save(context, [input], write),
  show: showSaved,
  cli: {
    positional: ['title'],
    examples: [
      'goal add "First result under 50 ms" --why "People lose their thread" --measure "p95 ms" --baseline 400 --target 50 --wont "server-side search"',
      'goal add "Weekly tasks finished in the editor" --kind outcome --baseline 30 --target 70',
    ],
  },
});

export const goalModify = defineCommand({
  name: 'goal_modify',
  title: 'Change a goal',
  elsewhere: 'initiative update, pillar update, outcome update, persona update, bet update',
  summary: 'Change a goal or another record of the plan. Omitted fields stay; null or "" clears.',
  group: 'plan',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: goalId(),
      title: title().optional(),
      ...goalFieldInputs(),
      seen: z.string().describe('Version that you read; refused if the record changed since').optional(),
    }),
  output: saved,
  async run(context, { id, ...input }, write) {
    if (Object.values(input).every((value) => value === undefined))
      refuse('usage', 'goal_modify: no change was given', { hint: `For example: \`goal_modify ${id} --target 40\`` });
    return save(context, [{ id, ...input }], write);
  },
  show: showSaved,
  cli: {
    positional: ['id'],
    examples: ['goal modify 1 --target 40', 'goal modify O-1 --reading 41 --reading-note "after the index"'],
  },
});

export const goalClose = defineCommand({
  name: 'goal_close',
  title: 'Close a goal',
  summary: 'Close a goal or a bet as won, lost or dropped, with what was learned.',
  group: 'plan',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: goalId(),
      learned: z.string().trim().min(1).describe('What was learned, in a sentence'),
      state: z
        .enum(CLOSED_STATES)
        .describe(`${CLOSED_STATES.join(', ')}; default won`)
        .optional(),
      reading: goalFieldInputs().reading,
      reading_note: goalFieldInputs().reading_note,
    }),
  output: saved,
  run: (context, { state = 'won', ...input }, write) => save(context, [{ ...input, state }], write),
  show: showSaved,
  cli: { positional: ['id', 'learned'], examples: ['goal close 1 "An index in memory was enough" --reading 47'] },
});

export const goalSave = defineCommand({
  name: 'goal_save',
  title: 'Save goals',
  summary:
    'Add or change several records of the plan, all or none. task_add and task_modify take goal (I-3) and upkeep (why a task needs no goal).',
  toolset: 'goals',
  group: 'plan',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      records: objectsInput(
        z.strictObject({
          kind: kindInput().optional(),
          id: goalId().describe('Record to change').optional(),
          ref: z.string().min(1).describe('Name for links within this call').optional(),
          title: z.string().optional(),
          seen: z.string().describe('Version that you read').optional(),
          ...goalFieldInputs(),
        }),
      ).describe('Omitted fields stay, null clears, [] empties'),
      dry_run: flagInput().describe('Only show the effect').optional(),
    }),
  output: saved,
  async run(context, { records, dry_run }, write) {
    if (records.length === 0 || records.length > MOST_RECORDS)
      refuse('usage', `records: expected 1 to ${MOST_RECORDS} records, received ${records.length}`);
    return save(context, records, write, dry_run);
  },
  show: showSaved,
  cli: {
    positional: ['records'],
    examples: [`goal save '[{"kind":"bet","title":"Stay in flow"}]'`],
  },
});
