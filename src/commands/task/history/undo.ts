import * as z from 'zod';
import { lazy } from '../../../base/lazy.ts';
import { countInput, flagInput } from '../../../domain/calls/inputs.ts';
import { defineCommand } from '../../command.ts';
import { changeByName } from './undo-by-name.ts';
import { undoOutput } from './undo-output.ts';

const input = lazy(() =>
  z.strictObject({
    commit: countInput().describe('Change number; default: your last').optional(),
    dry_run: flagInput().describe('Only show the effect').optional(),
  }),
);

export const taskUndo = takingBack('undo', {
  name: 'task_undo',
  title: 'Undo a change',
  summary: 'Undo your last change, or one by its number (see task_history). Refused if its records changed since.',
  examples: ['task undo', 'task undo 41', 'task undo --dry-run'],
});

export const taskRedo = takingBack('redo', {
  name: 'task_redo',
  title: 'Redo a change',
  summary: 'Redo the change you undid last, or one by its number. Refused if its records changed since.',
  examples: ['task redo', 'task redo --dry-run'],
});

/**
 * Declares undo and redo. A redo undoes an undo, so the two commands differ only in their texts and in the search for
 * the commit.
 */
function takingBack<Name extends string>(
  verb: 'undo' | 'redo',
  { examples, ...words }: { name: Name; title: string; summary: string; examples: readonly string[] },
) {
  const redo = verb === 'redo';
  return defineCommand({
    ...words,
    toolset: redo ? 'admin' : 'queue',
    group: 'daily',
    access: { effect: 'write' },
    input,
    output: undoOutput,
    async run(context, { commit, dry_run }) {
      const { takeBack } = await import('../../queue-on-call.ts');
      return takeBack(context, { commit, dryRun: dry_run ?? false, redo });
    },
    show: { doc: async (took, context) => (await import('../../queue-on-call.ts')).tookDoc(took, verb, context) },
    cli: {
      positional: ['commit'],
      selects: {
        field: 'commit',
        ...(redo ? {} : { named: changeByName }),
        meant: async (context, given) => (await import('../../queue-on-call.ts')).undoMeant(context, given, redo),
      },
      async asks(context, { commit }) {
        const number = Number(commit);
        const task = commit === undefined || !context.caller.reads ? undefined : context.queue.byId(number);
        if (!task) return undefined;
        const { numberQuestion } = await import('../../queue-on-call.ts');
        return numberQuestion(context, { number, task, redo });
      },
      examples,
    },
    mcp: { unlisted: { dry_run: 'only show the effect' } },
  });
}
