import * as z from 'zod';
import { defineCommand } from '../command.ts';
import { countInput } from '../inputs.ts';
import { commitText } from './history.ts';

export const taskUndo = defineCommand({
  name: 'task_undo',
  title: 'Undo',
  summary:
    'Takes back your own last change, or the commit named by its number (task_history shows them). Refused when something later changed the same fields.',
  toolset: 'queue',
  effect: 'write',
  positional: ['commit'],
  examples: ['task undo', 'task undo 41'],
  input: () => z.strictObject({ commit: countInput().optional() }),
  async run(context, input) {
    return context.store.undo({
      actor: context.caller.actor,
      ...(input.commit === undefined ? {} : { seq: input.commit }),
    });
  },
  text: ({ undone }, context) => `Undone: ${commitText(undone, context)}`,
});
