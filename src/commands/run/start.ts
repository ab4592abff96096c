import * as z from 'zod';
import { flagInput, listInput, numberInput } from '../../domain/calls/inputs.ts';
import type { RunView } from '../../domain/runs/run-shapes.ts';
import { parseLimits } from '../../runs/lifecycle/parse-limits.ts';
import { viewRun } from '../../runs/view/run-view.ts';
import { stepLines } from '../../text/runs/run.ts';
import { runRow } from '../../text/runs/run-row.ts';
import { oneLine } from '../../text/safe.ts';
import { agentNamed } from '../../work/agents/known-agents.ts';
import { mayAct } from '../../work/people/person-acts.ts';
import { namedIds, selectForWriting } from '../../work/task/select.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import { configNotesIn } from '../config/fields.ts';
import { trustQuestion } from '../config/trust.ts';
import * as outputs from '../outputs.ts';
import { isIds, isSelection, SELECTION } from '../task/select-words.ts';
import { firstRunNotes, firstRunQuestion } from '../workspace/setup.ts';
import { watchRuns } from './list.ts';
import { withoutUnready } from './without-unready.ts';

interface Started {
  /** Notes for the caller of `run start`. */
  notes?: string[];
  runs: RunView[];
}

export const runStart = defineCommand({
  name: 'run_start',
  title: 'Start runs',
  summary:
    "Start runs: an agent does each task in its own git worktree; after checks and a person's review, the result is merged. Returns at once; run_list shows progress.",
  toolset: 'runs',
  group: 'runs',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      filter: z.string().describe('Ids or a filter'),
      agent: z.string().describe('Agent (default: assignee)').optional(),
      attempts: numberInput()
        .describe('Number of attempts at each task, of which at most one is kept (at most runs.mostAttempts)')
        .optional(),
      agents: listInput().describe('Agents that share the attempts: claude,codex').optional(),
      model: z.string().describe("Model (default: the agent's)").optional(),
      target: z.string().describe('Branch to start from and merge into').optional(),
      minutes: numberInput().describe('Time limit in minutes').optional(),
      cost: numberInput().describe('Cost limit in US dollars').optional(),
      force: flagInput().describe('Start even if blocked; for people, also beyond agent limits').optional(),
    }),
  output: () => z.strictObject({ notes: outputs.notes(), runs: outputs.runs() }),
  async run(context, { filter: words, minutes, cost, attempts, agents, ...given }, write) {
    const limits = parseLimits({ minutes, cost });
    const { filter, ...wish } = agentBehindIds(context, { filter: words, ...given });
    const { beginRuns, readAttempts, unmergedNotes } = await import('../on-call.ts');
    const { tasks: all } = (await selectForWriting(context, filter))();
    const isAll = given.force || namedIds(context, filter);
    const { tasks, left } = isAll ? { tasks: all, left: [] } : withoutUnready(context, all);
    const { notes: doubts, ...asked } = readAttempts(context, tasks, { attempts, agents, ...wish });
    const setup = await firstRunNotes(context);
    const options = { ...wish, ...asked, limits, leavesOut: !isAll };
    const { runs, notes: chosen } = await beginRuns(context, write, tasks, options);
    const notes = [...left, ...doubts, ...chosen, ...unmergedNotes(context, runs), ...setup, ...configNotesIn(context)];
    return { ...(notes.length > 0 ? { notes } : {}), runs: runs.map((run) => viewRun(context, run)) };
  },
  show: {
    text: ({ runs, notes = [] }, { caller: { door } }) =>
      [
        ...runs.map(runRow),
        ...notes.map((note) => oneLine(note)),
        ...stepLines(
          runs.map(({ run }) => run),
          door,
        ),
      ].join('\n'),
  },
  cli: {
    positional: ['filter'],
    aliases: ['run'],
    aliasIfNext: SELECTION,
    async asks(context, { filter }) {
      // Without a filter, the command's own refusal follows.
      if (filter === undefined || !mayAct(context.caller, 'settings', context.store.state)) return undefined;
      (await selectForWriting(context, agentBehindIds(context, { filter: String(filter) }).filter))();
      return (await trustQuestion(context)) ?? firstRunQuestion(context);
    },
    watchInstead: ({ runs }: Started) => watchRuns(...runs),
    examples: [
      'run 12',
      'run 12 --watch',
      'run start project:web',
      'run start 12,14 --agent codex',
      'run start 12 --minutes 20 --cost 2',
      'run 12 --attempts 3',
      'run 12 --agents claude,codex',
    ],
  },
  mcp: {
    unlisted: {
      agent: 'default: assignee',
      attempts: '',
      agents: '',
      model: '',
      target: 'start and merge branch',
      minutes: 'limit',
      cost: 'US dollars',
      force: 'even if blocked',
    },
  },
});

/** Reads a word behind ids as the agent to use: `run 12 fixer`. @throws BacklogError `not-found` for another word */
function agentBehindIds<Wish extends { filter: string; agent?: string | undefined }>(
  { store }: Pick<Context, 'store'>,
  wish: Wish,
): Wish {
  const words = wish.filter.trim().split(/\s+/);
  const name = words.at(-1)!;
  const isNamed = words.length > 1 && words.slice(0, -1).every(isIds) && !isSelection(name);
  if (wish.agent !== undefined || !isNamed) return wish;
  return { ...wish, filter: words.slice(0, -1).join(' '), agent: agentNamed(store.state, name).name };
}
