import * as z from 'zod';
import { counted } from '../../base/amounts.ts';
import { present } from '../../base/present.ts';
import { noteInput, restoreInput, runInput } from '../../domain/calls/inputs.ts';
import { viewRun } from '../../runs/view/run-view.ts';
import { actText } from '../../text/runs/run.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';

export const reviewSend = defineCommand({
  name: 'review_send',
  title: 'Send a review',
  summary:
    'Send your draft comments on a run, and a note, to its agent as one message. The run continues in the same conversation. A repeated call with the same `key` changes nothing.',
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'write', right: 'review', checksAct: 'runs.decide' },
  input: () =>
    z.strictObject({
      run: runInput(),
      note: noteInput().describe('Note on the whole result').optional(),
      restore: restoreInput().optional(),
      key: z.string().min(1).max(80).describe('Key of this review, so that it is sent only once').optional(),
    }),
  output: () => z.strictObject({ ...outputs.run().shape, sent: z.int() }),
  async run(context, input, write) {
    const { cantStartRun, sendReview } = await import('../on-call.ts');
    const { run, sent } = await sendReview(context, write, input);
    return { ...viewRun(context, run), ...present({ cantStart: cantStartRun(run, context) }), sent };
  },
  show: { text: ({ sent, ...view }) => `Sent ${counted(sent, 'comment')}. ${actText(view)}` },
  cli: { positional: ['run', 'note'], examples: ['review send r7', 'review send r7 "Nearly there"'] },
});
