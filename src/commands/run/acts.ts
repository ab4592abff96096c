import * as z from 'zod';
import { flagInput, noteInput, numberInput, runInput } from '../../domain/calls/inputs.ts';
import type { RunView } from '../../domain/runs/run-shapes.ts';
import { ACTS, type ActInput, type ActName, type ActRow } from '../../runs/lifecycle/run-commands.ts';
import { viewRun } from '../../runs/view/run-view.ts';
import { actText } from '../../text/runs/run.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { watchRuns } from './list.ts';

/** Arguments of the commands that act on a run. */
const SAID = {
  note: () => noteInput().describe('What is to be changed, the answer, or why').optional(),
  'note!': () => noteInput().describe('What is to be changed, the answer, or why'),
  commit: () => z.string().describe('The result that was looked at; merged: the commit of the target').optional(),
  outside: () => flagInput().describe('Files outside of the scope are meant').optional(),
  raw: () => flagInput().describe('Files that git-lfs should keep land with their whole content').optional(),
  unmet: () => flagInput().describe('Criteria without evidence do not matter').optional(),
  override: () => z.string().describe('Why red checks do not count').optional(),
  agent: () => z.string().describe('Another agent').optional(),
  force: (name?: ActName) =>
    flagInput()
      .describe(
        name === 'clean' ? 'Although its work is not merged' : 'Beyond the limits of its agent, too; for people',
      )
      .optional(),
  minutes: () => numberInput().describe('Another time limit').optional(),
  cost: () => numberInput().describe('Another limit in US dollars, for the whole run').optional(),
} as const;

/** Acts whose verb is a command without the noun `run`. The verbs of other acts could mean a task. */
const SHORT: readonly ActName[] = ['approve', 'request_changes', 'answer', 'discard', 'resume', 'retry'];

/**
 * The commands that act on a run, made from the table of acts. Models have all these acts in the single tool
 * `run_control`.
 */
export const RUN_ACTS = (Object.keys(ACTS) as ActName[]).map((name) => {
  const { title, summary, takes, effect, people }: ActRow = ACTS[name];
  const said = Object.fromEntries(takes.map((what) => [what.replace('!', ''), SAID[what as keyof typeof SAID](name)]));
  const first = Object.keys(said)[0];
  return defineCommand({
    name: `run_${name}`,
    title,
    summary,
    toolset: 'admin',
    access: { effect, ...(people ? { right: 'review' } : {}) },
    input: () => z.strictObject({ run: runInput(), ...said }),
    output: () => outputs.run(),
    run: (context, input, write) => act(context, write, name, input as ActInput),
    show: { text: (view, { caller }) => actText(view, caller.door) },
    cli: {
      positional: ['run', ...(first === 'note' ? ['note'] : [])],
      aliases: [...(SHORT.includes(name) ? [spelledVerb(name), dashed(name)] : []), `run ${dashed(name)}`],
      ...(people ? { whenNoArgs: { name: 'run_list', words: ['--state', 'review'] } } : {}),
      watchInstead: (output: RunView) => watchRuns(output),
      examples: [`run ${name.replaceAll('_', ' ')} r7${first === 'note' ? ' "Name the constant"' : ''}`],
    },
  });
});

async function act(context: Context, write: Write, name: ActName, input: ActInput): Promise<RunView> {
  const { actOn, draftsIn, leavesOf } = await import('../on-call.ts');
  const run = await actOn(context, write, name, input);
  const isApproved = name === 'approve' || name === 'merge_now';
  return {
    ...viewRun(context, run),
    ...(isApproved ? { ...(await leavesOf(context, run)), ...draftsIn(context, run) } : {}),
  };
}

function spelledVerb(name: ActName): string {
  return name.replaceAll('_', ' ');
}

function dashed(name: ActName): string {
  return name.replaceAll('_', '-');
}

export const runControl = defineCommand({
  name: 'run_control',
  title: 'Decide about a run',
  summary:
    'stop, resume, retry, clean or answer a run; the other verbs are for people, unless a setting lets agents. note goes with request_changes, answer and handoff.',
  toolset: 'runs',
  access: { effect: 'destructive' },
  input: () =>
    z.strictObject({
      run: runInput(),
      verb: z.enum(Object.keys(ACTS) as [ActName, ...ActName[]]).describe('What to do'),
      note: noteInput().describe('The change, the answer or why').optional(),
      commit: z.string().describe('The result seen').optional(),
      outside: flagInput().describe('approve: files outside its scope').optional(),
      unmet: flagInput().describe('approve: without evidence').optional(),
      override: z.string().describe('approve: why red is fine').optional(),
      agent: z.string().describe('retry: another one').optional(),
      force: flagInput().describe('clean: although not merged').optional(),
    }),
  output: () => outputs.run(),
  run: (context, { verb, ...input }, write) => act(context, write, verb, input),
  show: { text: (view, { caller }) => actText(view, caller.door) },
  mcp: { only: true },
});
