import * as z from 'zod';
import { present } from '../../base/present.ts';
import { callOf } from '../../domain/calls/door.ts';
import { refuse } from '../../domain/errors.ts';
import { toInstant } from '../../domain/instant.ts';
import { isPaused } from '../../domain/kinds/git-hook.ts';
import { type InspectedHook, inspected } from '../../git-hook/answers.ts';
import { hookRecord, hookRepositories, pauseHooks } from '../../git-hook/records.ts';
import type { Cell } from '../../text/doc/doc.ts';
import { formatFull } from '../../time/index.ts';
import { lengthInput } from '../../work/task/dates.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defineCommand } from '../command.ts';
import * as outputs from '../outputs.ts';
import { gitHookInstall, which } from './install.ts';

const output = () => z.strictObject({ gates: z.array(outputs.stored('gate')) });

export const gitHookPause = defineCommand({
  name: 'git_hook_pause',
  title: 'Pause the pre-commit hook',
  elsewhere: 'hook disable',
  summary: 'Let all commits through, for a time or until git_hook_resume. For people.',
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
    doc: ({ hooks }, context) => ({
      sections: [
        {
          empty: 'No git repository here.',
          columns: [
            { head: 'Repository', kind: 'name' },
            { head: 'State', kind: 'state' },
            { head: 'Hook file', kind: 'path' },
            { head: '', kind: 'note' },
            { head: 'To install it', kind: 'remark' },
          ],
          keys: hooks.map(({ file }) => file),
          rows: hooks.map((hook): Cell[] => [
            hook.repository,
            stateOf(hook, context),
            { is: 'code', text: hook.file },
            notesOf(hook),
            isWhole(hook) || hook.state === 'off' ? undefined : installOf(hook),
          ]),
        },
      ],
    }),
  },
  cli: { positional: ['repository'], examples: ['git-hook status', 'git-hook status --all'] },
});

const WORDS: Readonly<Record<InspectedHook['state'], string>> = {
  installed: 'installed',
  edited: 'installed, with other lines',
  absent: 'not installed',
  displaced: 'replaced by another hook',
  off: 'git hooks are turned off',
};

function stateOf({ state, gate, paused }: InspectedHook, { clock }: Pick<Context, 'clock'>): Cell {
  if (!paused) return { is: 'state', state: WORDS[state] };
  const until = gate?.paused?.until;
  const end = until
    ? `until ${formatFull(Date.parse(until), clock.zone)}`
    : `until \`${callOf('cli', 'git_hook_resume')}\``;
  return { is: 'state', state: 'paused', text: `${WORDS[state]}, paused ${end}`, style: 'warning' };
}

const isThere = ({ state }: InspectedHook) => state === 'installed' || state === 'edited';
/** Checks whether the hook protects this queue with this plugin. */
const isWhole = (hook: InspectedHook) => isThere(hook) && hook.gate !== undefined && hook.outdated === undefined;

function notesOf(hook: InspectedHook): string {
  const { chained, outdated, gate } = hook;
  return [
    isThere(hook) && !gate && 'not for this queue',
    chained !== undefined && `runs ${chained} afterwards`,
    outdated !== undefined && `starts ${outdated}, which isn't this plugin`,
  ]
    .filter(Boolean)
    .join(', ');
}

const installOf = ({ repository }: InspectedHook): Cell => ({
  is: 'call',
  call: { command: gitHookInstall.name, words: { repository } },
});
