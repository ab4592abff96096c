import * as z from 'zod';
import { refuse } from '../../domain/errors.ts';
import { defineCommand } from '../command.ts';

/** Time limit of the program in milliseconds. */
const LIMIT_MS = 10_000;

export const noticeTest = defineCommand({
  name: 'notice_test',
  title: 'Test the notices',
  summary: 'Run the program of the setting notify.command once with an example, and show how it ended.',
  toolset: 'admin',
  group: 'runs',
  access: { effect: 'read', terminalOnly: true, personAct: 'notices' },
  input: () => z.strictObject({}),
  output: () => z.strictObject({ program: z.string(), output: z.string() }),
  async run(context) {
    const { launchOfNotice, notifyCommand, runCommand } = await import('../on-call.ts');
    const command =
      notifyCommand(context) ??
      refuse('nothing-to-do', 'no program sends notices: notify.command is empty', {
        hint: `Set it: backlog setting set notify.command '["notify-send"]'`,
      });
    const example = { what: 'review', title: 'Test of Backlog', text: 'A notice has this form.' } as const;
    const { file, args, env } = launchOfNotice(command, example);
    const end = await runCommand({ command: [file, ...args], cwd: context.root, env, timeoutMs: LIMIT_MS });
    if (end.ended !== 'exited' || end.code !== 0)
      refuse('invalid', `notify.command failed: ${file}: ${end.text}`, { data: { output: end.tail } });
    return { program: file, output: end.tail };
  },
  show: {
    text: ({ program, output }) => [`${program} ended with 0.`, ...(output ? [output] : [])].join('\n'),
  },
  cli: { examples: ['notice test'] },
});
