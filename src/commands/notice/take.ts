import * as z from 'zod';
import { NOTICE_KINDS } from '../../domain/kinds/notice.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';

export const noticeTake = defineCommand({
  name: 'notice_take',
  title: 'Take the new notices',
  summary:
    'Return new questions, results, failures and the end of the orchestrator, each only once, except in quiet hours. For people.',
  toolset: 'admin',
  group: 'programs',
  access: { effect: 'write', personAct: 'notices' },
  input: () => z.strictObject({}),
  output: () =>
    z.strictObject({
      notices: z.array(
        z.strictObject({
          what: z.enum(NOTICE_KINDS),
          title: z.string(),
          text: z.string(),
          since: z.string(),
          run: z.string().exactOptional(),
          /** Number of the run's task. */
          task: z.int().exactOptional(),
        }),
      ),
    }),
  async run(context) {
    const { takeNotices } = await import('../on-call.ts');
    const taken = await takeNotices(context, context.caller.door === 'web' ? 'page' : 'caller');
    return { notices: taken.map(({ id: _, event: __, ...notice }) => notice) };
  },
  show: {
    rows: { of: 'notices', columns: ['what', 'title', 'text'] },
    text: ({ notices }) =>
      notices.length === 0
        ? 'No new notices.'
        : notices.map(({ title, text }) => `${oneLine(title)}: ${oneLine(text)}`).join('\n'),
  },
  cli: { examples: ['notice take'] },
});
