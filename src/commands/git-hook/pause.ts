import * as z from 'zod';
import { refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { hookRecord, hookRepositories, pauseHooks } from '../../git-hook/records.ts';
import { formatFull } from '../../time/index.ts';
import { lengthInput } from '../../work/task/dates.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { which } from './fields.ts';

const output = () => z.strictObject({ gates: z.array(outputs.stored('gate')) });

export const gitHookPause = defineCommand({
  name: 'git_hook_pause',
  title: 'Pause the pre-commit hook',
  elsewhere: 'hook disable',
  summary: 'Let all commits through, for a time or until git_hook_resume. For people.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'write', personAct: 'gitHooks' },
  input: () => z.strictObject({ ...which(), for: z.string().min(1).describe('Duration: 1h, 30min').optional() }),
  output,
  async run(context, { for: length, ...asked }, write) {
    const names = hookRepositories(context, asked).map(({ name }) => name);
    const ms = length === undefined ? undefined : lengthInput(length, 'for');
    if (ms !== undefined && ms <= 0)
      refuse('invalid', `for: expected a future time, received "${length}"`, {
        hint: 'For example: `backlog git-hook pause --for 1h`',
      });
    return write((tx) => {
      pauseHooks(tx, names, ms === undefined ? {} : { until: toInstant(tx.atMs + ms) }, context);
      return { gates: names.map((name) => hookRecord(tx, name)) };
    });
  },
  show: {
    text: ({ gates }, { clock }) =>
      gates
        .map(({ repository, paused }) => {
          const until = paused?.until;
          return `${repository}: the pre-commit hook is paused ${until ? `until ${formatFull(Date.parse(until), clock.zone)}` : 'until `backlog git-hook resume`'}.`;
        })
        .join('\n'),
  },
  cli: { positional: ['repository'], examples: ['git-hook pause --for 1h', 'git-hook pause --all'] },
});

export const gitHookResume = defineCommand({
  name: 'git_hook_resume',
  title: 'Resume the pre-commit hook',
  elsewhere: 'hook enable',
  summary: 'End a pause: commits of files claimed by someone else are rejected again. For people.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'write', personAct: 'gitHooks', idempotent: true },
  input: () => z.strictObject(which()),
  output,
  async run(context, asked, write) {
    const names = hookRepositories(context, asked).map(({ name }) => name);
    return write((tx) => {
      pauseHooks(tx, names, undefined, context);
      return { gates: names.map((name) => hookRecord(tx, name)) };
    });
  },
  show: {
    text: ({ gates }) =>
      gates.map(({ repository }) => `${repository}: the pre-commit hook is active again.`).join('\n'),
  },
  cli: { positional: ['repository'], examples: ['git-hook resume'] },
});
