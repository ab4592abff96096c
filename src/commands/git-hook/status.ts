import * as z from 'zod';
import { present } from '../../base/present.ts';
import { shellWord } from '../../base/shell-word.ts';
import { callOf } from '../../domain/calls/door.ts';
import { refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { isPaused } from '../../domain/kinds/git-hook.ts';
import { type InspectedHook, inspected } from '../../git-hook/answers.ts';
import { hookRecord, hookRepositories, pauseHooks } from '../../git-hook/records.ts';
import { formatFull } from '../../time/index.ts';
import { lengthInput } from '../../work/task/dates.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { which } from './fields.ts';
import { gitHookInstall } from './install.ts';

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

export const gitHookStatus = defineCommand({
  name: 'git_hook_status',
  title: 'Show the pre-commit hook',
  summary: 'Show whether the pre-commit hook protects a repository, its file, and the other hooks that it runs.',
  toolset: 'admin',
  group: 'team',
  access: { effect: 'read' },
  input: () => z.strictObject(which()),
  output: () => z.strictObject({ hooks: z.array(inspected()) }),
  async run(context, asked) {
    if (!asked.all && asked.repository === undefined && context.workspace().common === undefined) return { hooks: [] };
    const { hookProgram, inspectHook, hookFilesOf } = await import('../on-call.ts');
    const hooks: InspectedHook[] = [];
    for (const { name, root } of hookRepositories(context, asked)) {
      const gate = context.store.state.get('gate', name);
      const paused = gate !== undefined && isPaused(gate, toInstant(context.clock.now));
      for (const hookFile of await hookFilesOf(root))
        hooks.push({ repository: name, ...inspectHook(hookFile, hookProgram()), paused, ...present({ gate }) });
    }
    return { hooks };
  },
  show: {
    text: ({ hooks }, context) => hooks.map((hook) => lineOf(hook, context)).join('\n') || 'No git repository here.',
  },
  cli: { positional: ['repository'], examples: ['git-hook status', 'git-hook status --all'] },
});

function lineOf(hook: InspectedHook, { clock }: Pick<Context, 'clock'>): string {
  const install = `\`${callOf('cli', gitHookInstall.name, shellWord(hook.repository))}\``;
  const { repository, file, chained, outdated, gate, paused } = hook;
  const until = gate?.paused?.until;
  return [
    `${repository}: ${stateText(hook, install)}`,
    file,
    chained !== undefined && `runs ${chained} afterwards`,
    outdated !== undefined && `starts ${outdated}, which isn't this plugin: ${install} installs it again`,
    paused &&
      (until
        ? `paused until ${formatFull(Date.parse(until), clock.zone)}`
        : `paused until \`${callOf('cli', 'git_hook_resume')}\``),
  ]
    .filter(Boolean)
    .join('  ');
}

function stateText({ state, gate }: InspectedHook, install: string): string {
  if (state === 'installed')
    return gate ? 'installed' : `installed, but not for this queue: ${install} installs it again`;
  if (state === 'edited') return 'installed, with other lines';
  if (state === 'off') return 'git hooks are turned off';
  if (state === 'displaced' || gate) return `replaced by another hook: ${install} installs it again`;
  return `not installed; ${install} installs it`;
}
