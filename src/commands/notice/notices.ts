import * as z from 'zod';
import { refuse } from '../../domain/errors.ts';
import { NOTICE_KINDS } from '../../domain/kinds/notice.ts';
import { oneLine } from '../../text/safe.ts';
import { defineCommand } from '../command.ts';

export const noticeTake = defineCommand({
  name: 'notice_take',
  title: 'Take the new notices',
  summary:
    'Return new questions, results, failures and the end of the orchestrator, each only once, except in quiet hours. For people.',
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

/** Time limit of the program in milliseconds. */
const LIMIT_MS = 10_000;

export const noticeTest = defineCommand({
  name: 'notice_test',
  title: 'Test the notices',
  summary: 'Run the program of the setting notify.command once with an example. For people.',
  group: 'runs',
  access: { effect: 'read', terminalOnly: true, personAct: 'notices' },
  input: () => z.strictObject({}),
  output: () => z.strictObject({ program: z.string().nullable(), output: z.string() }),
  async run(context) {
    const { launchOfNotice, notifyCommand, runCommand } = await import('../on-call.ts');
    const command = notifyCommand(context);
    if (!command) return { program: null, output: '' };
    const example = { what: 'review', title: 'Test of Backlog', text: 'A notice has this form.' } as const;
    const { file, args, env } = launchOfNotice(command, example);
    const end = await runCommand({ command: [file, ...args], cwd: context.root, env, timeoutMs: LIMIT_MS });
    if (end.ended !== 'exited' || end.code !== 0)
      refuse('invalid', `notify.command failed: ${file}: ${end.text}`, { data: { output: end.tail } });
    return { program: file, output: end.tail };
  },
  show: {
    text: ({ program, output }) =>
      program === null
        ? `No program sends notices. Set one: backlog setting set notify.command '["notify-send"]'`
        : [`${program} ended with 0.`, ...(output ? [output] : [])].join('\n'),
  },
  cli: { examples: ['notice test'] },
});
