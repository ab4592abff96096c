import * as z from 'zod';
import { formatActor } from '../../domain/actor.ts';
import { refuse } from '../../domain/errors.ts';
import { nearest } from '../../domain/nearest.ts';
import { defineCommand } from '../command.ts';
import { SETTINGS, settingOf } from '../steps/settings.ts';

export const settingList = defineCommand({
  name: 'setting_list',
  title: 'List settings',
  summary: 'Every setting with its value and what it is for.',
  toolset: 'admin',
  effect: 'read',
  examples: ['setting list'],
  input: () => z.strictObject({}),
  async run(context) {
    return { settings: SETTINGS.map((row) => ({ ...row, value: settingOf(context.store.state, row.name) })) };
  },
  text: ({ settings }) =>
    settings
      .map((row) => `${row.name} = ${String(row.value)}  (${row.values.join(', ')})\n    ${row.means}`)
      .join('\n'),
});

export const settingSet = defineCommand({
  name: 'setting_set',
  title: 'Change a setting',
  summary: 'Sets one setting for this workspace. For people.',
  toolset: 'admin',
  effect: 'write',
  idempotent: true,
  positional: ['name', 'value'],
  examples: ['setting set claims.outsideScope deny'],
  input: () => z.strictObject({ name: z.string(), value: z.union([z.string(), z.boolean()]).transform(String) }),
  async run(context, { name, value }) {
    const { actor } = context.caller;
    if (actor.kind === 'ai')
      refuse('forbidden', 'settings are changed by people', { hint: 'Ask a person to run `backlog setting set`.' });
    const row = SETTINGS.find((candidate) => candidate.name === name);
    if (!row) {
      const close = nearest(
        name,
        SETTINGS.map((candidate) => candidate.name),
      );
      return refuse('not-found', `no setting "${name}"${close ? ` (did you mean "${close}"?)` : ''}`, {
        hint: `Settings: ${SETTINGS.map((s) => s.name).join(', ')}.`,
      });
    }
    const chosen = row.values.find((candidate) => String(candidate) === value);
    if (chosen === undefined) refuse('invalid', `${name}: expected ${row.values.join(' or ')}, received "${value}"`);
    await context.store.write({ command: 'setting_set', actor }, (tx) =>
      tx.put('setting', name, { name, value: chosen, at: tx.at, actor: formatActor(actor) }),
    );
    return { name, value: chosen };
  },
  text: ({ name, value }) => `${name} = ${String(value)}`,
});
