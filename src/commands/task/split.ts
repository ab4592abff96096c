import * as z from 'zod';
import { shellWord } from '../../base/shell-word.ts';
import { parseScope } from '../../claims/index.ts';
import { callText } from '../../domain/calls/call.ts';
import { flagInput, globsInput, idInput, linesInput } from '../../domain/calls/inputs.ts';
import { refuse } from '../../domain/errors.ts';
import { entryText, scopeText } from '../../domain/scope-text.ts';
import type { Task } from '../../domain/task/task.ts';
import { nameText } from '../../text/row.ts';
import { findTask } from '../../work/task/find.ts';
import { partsByRepository, partsByScope, proposedParts, type SplitPart, splitTask } from '../../work/task/split.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

/** Accepts the globs of each subtask: one list per line, or an array of texts. @returns a list of lists of texts */
const globListsInput = () =>
  linesInput().transform((lines, context) => {
    const lists = lines.map((line) => globsInput().safeParse(line));
    for (const { error } of lists)
      for (const { message } of error?.issues ?? []) context.addIssue({ code: 'custom', message });
    return lists.map(({ data }) => data ?? []);
  });

export const taskSplit = defineCommand({
  name: 'task_split',
  title: 'Split a task',
  summary:
    "Add a subtask for each repository in a task's scope, or for each `scope`. `propose: true` shows a division along folders and changes nothing.",
  group: 'plan',
  access: { effect: 'write' },
  input: () =>
    z.strictObject({
      id: idInput(),
      by: z.enum(['repo']).describe('Basis of the split; default: repo').optional(),
      scope: globListsInput().describe('Globs of one subtask; several times, once for each').optional(),
      propose: flagInput().describe('Only propose scopes, along the folders of its scope').optional(),
    }),
  output: () =>
    z.strictObject({
      task: outputs.task(),
      subtasks: outputs.tasks(),
      /** The proposed scopes, each as the text of a `scope`. */
      proposal: z.array(z.string()).exactOptional(),
    }),
  async run(context, { id, by, scope, propose = false }, write) {
    if ([by, scope, propose || undefined].filter((one) => one !== undefined).length > 1)
      refuse('usage', 'by, scope and propose exclude each other: give one of them', {
        data: { slip: { kind: 'useless', field: scope === undefined ? 'propose' : 'scope' } },
      });
    if (propose) {
      const task = findTask(context.queue, id);
      return { task, subtasks: [], proposal: proposedParts(context, task).map((part) => partText(part, context)) };
    }
    const scopes = scope?.map((globs) => parseScope(globs, context.repositories));
    const partsOf = (task: Task) => (scopes ? partsByScope(context, task, scopes) : partsByRepository(context, task));
    return write((tx) => {
      const task = findTask(context.queue, id);
      return splitTask(tx, context, task, partsOf(task));
    });
  },
  show: {
    text({ task, subtasks, proposal }, { caller, repositories }) {
      if (!proposal) {
        const rest = task.scope ? [`It keeps the rest of its scope: ${scopeText(task.scope, repositories.all)}`] : [];
        return [`Split ${nameText(task)}`, ...subtasks.map((one) => `  ${nameText(one)}`), ...rest].join('\n');
      }
      const words = { id: String(task.id) };
      const line =
        caller.door === 'cli'
          ? `${callText('cli', { command: 'task_split', words })} ${proposal.map((one) => `--scope ${shellWord(one)}`).join(' ')}`
          : callText(caller.door, { command: 'task_split', words, flags: { scope: proposal } });
      return [`${nameText(task)} could become:`, ...proposal.map((one) => `  ${one}`), `To split it so: ${line}`].join(
        '\n',
      );
    },
  },
  cli: {
    positional: ['id'],
    examples: ['split 12 --by repo', 'split 12 --propose', 'split 12 --scope "src/a/**" --scope "src/b/**"'],
  },
});

function partText({ scope }: SplitPart, { repositories }: Context): string {
  return scope.map((entry) => entryText(entry, repositories.all)).join(',');
}
