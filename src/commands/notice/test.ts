import * as z from 'zod';
import { refuse } from '../../domain/errors.ts';
import { defineCommand } from '../command.ts';

/** Time limit of the program in milliseconds. */
const LIMIT_MS = 10_000;

export const noticeTest = defineCommand({
  name: 'notice_test',
  title: 'Test the notices',
  summary: 'Run the program of the setting notify.command once with an example. For people.',
  toolset: 'admin',
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
