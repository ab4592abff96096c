import * as z from 'zod';
import { flagInput, idInput, numberInput } from '../../domain/calls/inputs.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { dryInput, type StepInput, type Steps, sourceName, steps } from './outputs.ts';

const access = { effect: 'write', idempotent: true } as const;

/** Checks whether a step leaves something that a person has to look at. Then the command line exits with 1. */
export const leavesOpen = ({ conflicts, refused, unpushed, missing, waits }: Steps) =>
  conflicts.length + unpushed.length + missing.length > 0 || refused.some((one) => !one.waits) || waits !== undefined;

/** What all of these commands do, in one direction or both. */
const stepping = (directions: { pulls: boolean; pushes: boolean }) => ({
  output: steps,
  async run(context: Context, input: StepInput, write: Write) {
    const { asking, runSourceSteps } = await import('../exchange-on-call.ts');
    return asking(() => runSourceSteps(context, write, { input, ...directions }));
  },
  show: { text: async (done: Steps) => (await import('../exchange-on-call.ts')).stepsText(done) },
});

export const sourcePull = defineCommand({
  name: 'source_pull',
  title: 'Pull from a source',
  summary: 'Bring what changed in a source, such as the issues of a repository, into the queue. Changes nothing there.',
  group: 'team',
  access: { ...access, checksAct: 'purged' },
  input: () =>
    z.strictObject({
      name: sourceName(),
      again: idInput()
        .describe(
          'Number of an issue whose task was purged, or that was not readable: bring only this issue. For people',
        )
        .optional(),
      dry_run: dryInput(),
    }),
  ...stepping({ pulls: true, pushes: false }),
  cli: {
    positional: ['name'],
    leavesOpen,
    examples: ['source pull app', 'source pull app --dry-run', 'source pull app --again 12'],
  },
});

const pushInput = () =>
  z.strictObject({
    name: sourceName(),
    only: z.string().describe('Filter of open tasks that become issues').optional(),
    agree: flagInput().describe('Agree, once and as a person, that Backlog changes issues there').optional(),
    confirm: numberInput().describe('The number of issues to change, if there are many').optional(),
    dry_run: dryInput(),
  });

export const sourcePush = defineCommand({
  name: 'source_push',
  title: 'Push to a source',
  summary:
    'Bring changes of the queue to a source: descriptions, texts, tags, one comment with state and evidence; close what is merged. A person agrees once.',
  group: 'team',
  access: { ...access, checksAct: 'sources.push' },
  input: pushInput,
  ...stepping({ pulls: false, pushes: true }),
  cli: {
    positional: ['name'],
    leavesOpen,
    examples: [
      'source push app',
      'source push app --dry-run',
      'source push app --agree',
      'source push app --only +share',
    ],
  },
});

export const sourceSync = defineCommand({
  name: 'source_sync',
  title: 'Synchronise a source',
  summary:
    'Pull from a source, then push to it. Fields that both sides changed become conflicts, and keep both values.',
  group: 'team',
  access: { ...access, checksAct: 'sources.push' },
  input: pushInput,
  ...stepping({ pulls: true, pushes: true }),
  cli: { positional: ['name'], leavesOpen, examples: ['source sync app', 'source sync app --dry-run'] },
});
