import * as z from 'zod';
import { present } from '../../base/present.ts';
import { refuse } from '../../domain/errors.ts';
import { namedDefaults } from '../../domain/urgency/urgency-settings.ts';
import type { Store } from '../../store/index.ts';
import type { Cell } from '../../text/doc/doc.ts';
import type { SettingRow } from '../../work/settings/setting-row.ts';
import { rowOfName, SETTINGS, settingOf, takenBy } from '../../work/settings/settings.ts';
import { type SettingSource, SOURCES, settingsSet } from '../../work/settings/sources.ts';
import { defineCommand } from '../command.ts';
import { settingValue } from '../config/fields.ts';

/** Properties of a setting that an input form needs. */
const taken = () => ({
  type: z.enum(['choice', 'number', 'text']).exactOptional(),
  /** The valid values, if the setting is a choice between some values. */
  choices: z.array(settingValue()).exactOptional(),
  /** Only a person at a terminal may change this setting. */
  terminal: z.boolean().exactOptional(),
  /** Where the value comes from: this queue, the repository's config file, the person's, or the default. */
  source: z.enum(SOURCES),
  /** Author and time of the last change in this queue. */
  by: z.strictObject({ actor: z.string(), at: z.string() }).exactOptional(),
});

export const settingList = defineCommand({
  name: 'setting_list',
  title: 'List settings',
  elsewhere: 'config list',
  summary: 'List every setting with its value and meaning.',
  group: 'admin',
  access: { effect: 'read' },
  input: () => z.strictObject({ begin: z.string().describe('Only names that begin with it: checks').optional() }),
  output: () =>
    z.strictObject({
      settings: z.array(
        z.strictObject({
          name: z.string(),
          means: z.string(),
          /** A description of the valid values. */
          values: z.string(),
          ...taken(),
          fallback: settingValue(),
          value: settingValue(),
        }),
      ),
      named: z.array(
        z.strictObject({ name: z.string(), value: settingValue(), ...taken(), of: z.string().exactOptional() }),
      ),
    }),
  async run({ store }, { begin = '' }) {
    const set = settingsSet(store.state);
    const from = (name: string): { source: SettingSource; by?: { actor: string; at: string } } => ({
      source: set.get(name)?.source ?? 'default',
      ...setBy(store, name),
    });
    const known = SETTINGS.map((row) => {
      const { name, means, fallback } = row;
      const value = settingOf(store.state, name) ?? fallback;
      return { name, means, values: takenBy(row), ...takes(row), fallback, value, ...from(name) };
    });
    const weights = new Map([...namedDefaults(), ...Array.from(set, ([name, { value }]) => [name, value] as const)]);
    const fits = ({ name }: { name: string }) => name.startsWith(begin);
    const named = [...weights]
      .filter(([name]) => !SETTINGS.some((row) => row.name === name))
      .map(([name, value]) => ({ name, value, ...ofRow(name), ...from(name) }));
    if (![...known, ...named].some(fits))
      refuse('not-found', `no setting begins with "${begin}"`, { hint: 'setting_list lists all settings.' });
    return { settings: known.filter(fits), named: named.filter(fits) };
  },
  show: {
    rows: { of: 'settings', columns: ['name', 'value', 'fallback', 'means'] },
    doc: ({ settings, named }) => ({
      sections: [
        {
          noun: 'setting',
          columns: [
            { head: 'Setting', kind: 'setting' },
            { head: 'Value', kind: 'value' },
            { head: 'Values', kind: 'values' },
            { head: 'Meaning', kind: 'meaning' },
          ],
          rows: [
            ...settings.map(({ name, value, fallback, values, means }): Cell[] => {
              const isChanged = value !== fallback;
              return [
                { is: 'text', text: name, style: isChanged ? 'strong' : undefined },
                name.includes('<')
                  ? undefined
                  : { is: 'value', text: String(value), style: isChanged ? 'good' : undefined },
                { is: 'text', text: values, style: 'faint' },
                means,
              ];
            }),
            ...named.map(({ name, value }): Cell[] => [name, { is: 'value', text: String(value) }]),
          ],
        },
      ],
    }),
  },
  cli: { positional: ['begin'], silent: ['settings'], examples: ['setting list', 'setting list checks'] },
});

function takes({ values, terminal }: SettingRow) {
  const choices = Array.isArray(values) ? values : undefined;
  const type = choices ? ('choice' as const) : values === 'text' ? values : ('number' as const);
  return { type, ...(choices ? { choices: [...choices] } : {}), ...present({ terminal }) };
}

/** Returns the row of the settings table for a name. Undefined for a setting of a newer version. */
function ofRow(name: string) {
  const row = rowOfName(name);
  return row ? { of: row.name, ...takes(row) } : { terminal: true };
}

function setBy({ state }: Pick<Store, 'state'>, name: string) {
  const { actor, at } = state.get('setting', name) ?? {};
  return actor !== undefined && at !== undefined ? { by: { actor, at } } : {};
}
