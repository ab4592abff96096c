import * as z from 'zod';
import { spelledList } from '../../base/json/spelled-list.ts';
import { present } from '../../base/present.ts';
import { SHORT_NAMES } from '../../domain/calls/door.ts';
import {
  flagInput,
  listInput,
  noteInput,
  numberInput,
  restoreInput,
  runInput,
  splitGlobs,
} from '../../domain/calls/inputs.ts';
import { fromInstant } from '../../domain/instant.ts';
import type { Run } from '../../domain/records.ts';
import type { RunView } from '../../domain/runs/run-shapes.ts';
import { runsOf } from '../../runs/find-run.ts';
import { ACTS, type ActInput, type ActName, type ActRow } from '../../runs/lifecycle/run-commands.ts';
import { viewRun } from '../../runs/view/run-view.ts';
import { actText } from '../../text/runs/run-row.ts';
import { tasksOfRuns } from '../../work/archive/tasks-of.ts';
import type { Context, Write } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { watchRuns } from './list.ts';

/** Descriptions of the input `note`, by action. */
const NOTES: Partial<Record<ActName, string>> = {
  request_changes: 'Changes to make',
  answer: 'Answer to the agent',
  message: 'Message to the agent',
  handoff: 'State, remaining work, next step',
};

/** Accepts paths. A text is also one path, because a name can have blanks and commas. So no word of a text is `.` for all. */
const missingInput = () =>
  spelledList(z.string(), (text) => {
    const words = splitGlobs(text).filter((word) => word !== '.');
    return text.trim() === '' ? [] : [...new Set([text, ...words])];
  });

/** Arguments of the commands that act on a run. */
const SAID = {
  'note!': (name) => noteInput().describe(NOTES[name] ?? 'Note'),
  note: () => noteInput().describe('Reason, which the next agent reads').optional(),
  question: () => z.string().describe('Question that you read. By default, the first open one').optional(),
  commit: (name) =>
    z
      .string()
      .describe(name === 'merged' ? 'Commit of the target branch with its work' : 'Commit of the result that you read')
      .optional(),
  outside: () => flagInput().describe('Approve even if files are out of scope').optional(),
  raw: () =>
    flagInput().describe('Merge files as they are that a git filter, such as git-lfs, did not convert').optional(),
  provided: () => flagInput().describe('Approve even if provided files changed in the worktree').optional(),
  unmet: () => flagInput().describe('Approve even if acceptance criteria are unmet').optional(),
  breaks: () => flagInput().describe('Approve even if the result breaks a refusal of its goal').optional(),
  missing: () =>
    missingInput()
      .describe('Approve although the result lacks these entries: paths, folders, or `.` for all')
      .optional(),
  risk: () => listInput().describe('Approve despite these findings about its risk: their names').optional(),
  seen: () =>
    z.string().describe('Approve although its task or issue changed since: the word that the review names').optional(),
  now: () => flagInput().describe('Let the merge queue take it at once, without time to withdraw').optional(),
  override: () => z.string().describe('Approve despite failed checks, for this reason').optional(),
  message: () =>
    z.string().describe("Message of the merged commit, instead of the task's name and the agent's summary").optional(),
  agent: () => z.string().describe('Another agent').optional(),
  force: (name) =>
    flagInput()
      .describe(
        name === 'clean' ? "Remove it even if its work isn't merged" : 'Exceed the limits of the agent; for people',
      )
      .optional(),
  restore: () => restoreInput().optional(),
  minutes: () => numberInput().describe('New time limit in minutes').optional(),
  cost: () => numberInput().describe('New cost limit in US dollars, for the whole run').optional(),
} as const satisfies Partial<Record<ActRow['takes'][number], (name: ActName) => z.ZodType>>;

/** The acts that approve a result. */
const APPROVALS: ReadonlySet<ActName> = new Set(['approve', 'merge_now']);

/** Flags of `run clean` that select several runs. */
const OF_MANY = Object.fromEntries(['merged', 'discarded', 'older', 'dry-run'].map((flag) => [flag, 'worktree_clean']));

/** The commands that act on a run, built from the table of actions. Models have one tool, `run_control`. */
export const RUN_ACTS = (Object.keys(ACTS) as ActName[]).map((name) => {
  const { title, summary, takes, effect, people }: ActRow = ACTS[name];
  const first = takes[0]?.replace('!', '');
  // Schemas are built only when a call needs them, because every process loads this table.
  const said = () =>
    Object.fromEntries(takes.map((what) => [what.replace('!', ''), SAID[what as keyof typeof SAID](name)]));
  return defineCommand({
    name: `run_${name}`,
    title,
    summary,
    group: 'runs',
    access: { effect, ...(people ? { right: 'review', checksAct: 'runs.decide' } : {}) },
    input: () => z.strictObject({ run: runInput(), ...said() }),
    output: () => outputs.run(),
    run: (context, input, write) => act(context, write, name, input),
    show: { text: (view, { caller }) => actText(view, caller.door) },
    cli: {
      positional: ['run', ...(first === 'note' ? ['note'] : [])],
      aliases: [
        ...(Object.hasOwn(SHORT_NAMES, `run_${name}`) ? [dashed(name), name.replaceAll('_', ' ')] : []),
        `run ${dashed(name)}`,
      ],
      ...(name === 'clean' ? { viewFlags: OF_MANY } : {}),
      ...(people ? { whenNoArgs: { name: 'run_list', words: ['--state', 'review'] } } : {}),
      watchInstead: (output: RunView) => watchRuns(output),
      ...(APPROVALS.has(name) ? { followedBy: mergeOf } : {}),
      examples: [`run ${dashed(name)} r7${first === 'note' ? ' "Name the constant"' : ''}`],
    },
  });
});

/** Seconds that a command line gives the merge queue for a result, after the time to withdraw the approval. */
const MERGE_SECONDS = 10;

/** Returns the call that waits for the merge of an approved run. */
function mergeOf({ run }: RunView): { name: string; input: Record<string, unknown> } | undefined {
  if (run.state !== 'approved') return undefined;
  const { at, from } = run.verdict ?? {};
  const withdrawable = at && from ? fromInstant(from) - fromInstant(at) : 0;
  return { name: 'run_wait', input: { run: run.id, minutes: (withdrawable / 1_000 + MERGE_SECONDS) / 60 } };
}

async function act(context: Context, write: Write, name: ActName, input: ActInput): Promise<RunView> {
  const { actOn, cantStartRun, draftsIn, gradesFor, leavesOf } = await import('../on-call.ts');
  const run = await actOn(context, write, name, input);
  return {
    ...viewRun(context, run, await tasksOfRuns(context, [run])),
    ...(name === 'retry' ? present({ replaces: replacedRun(context, run) }) : {}),
    ...(name === 'discard' && context.queue.get(run.task)?.awaits?.run === run.id ? { awaits: true as const } : {}),
    ...present({ cantStart: cantStartRun(run, context) }),
    ...(APPROVALS.has(name)
      ? { ...(await leavesOf(context, run)), ...draftsIn(context, run), ...gradesFor(context, run) }
      : {}),
  };
}

/** Returns the id of the run that a retry discarded for this one. */
function replacedRun({ store }: Context, { id, task }: Run): string | undefined {
  return runsOf(store.state, task).find(({ followedBy }) => followedBy === id)?.id;
}

function dashed(name: ActName): string {
  return name.replaceAll('_', '-');
}

export const runControl = defineCommand({
  name: 'run_control',
  title: 'Control a run',
  summary:
    'Stop, resume, retry, clean or answer a run. Others are for people unless a setting allows agents. request_changes, answer, message, handoff need `note`.',
  toolset: 'runs',
  group: 'runs',
  access: { effect: 'destructive' },
  input: () =>
    z.strictObject({
      run: runInput(),
      verb: z.enum(Object.keys(ACTS) as [ActName, ...ActName[]]).describe('Action'),
      note: noteInput().describe('Change, answer, reason').optional(),
      commit: z.string().describe('Commit that you read').optional(),
      outside: flagInput().describe('approve: accept out-of-scope files').optional(),
      unmet: flagInput().describe('approve: accept unmet criteria').optional(),
      breaks: flagInput().describe('approve: accept a broken refusal').optional(),
      missing: missingInput().describe('approve: missing entries to accept').optional(),
      risk: listInput().describe('approve: findings to accept').optional(),
      seen: z.string().describe('approve: word for later changes').optional(),
      override: z.string().describe('approve: reason to accept failed checks').optional(),
      agent: z.string().describe('retry: another agent').optional(),
      force: flagInput().describe('clean: even if not merged').optional(),
      restore: flagInput().describe('continue without changes outside the result').optional(),
    }),
  output: () => outputs.run(),
  run: (context, { verb, ...input }, write) => act(context, write, verb, input),
  show: { text: (view, { caller }) => actText(view, caller.door) },
  mcp: {
    only: true,
    unlisted: {
      commit: 'you read',
      outside: 'approve out of scope',
      unmet: 'criteria',
      breaks: 'refusal',
      missing: 'paths',
      risk: 'findings',
      seen: '',
      override: 'why',
      agent: 'retry: another',
      force: 'unmerged',
      restore: 'set rest aside',
    },
  },
});
