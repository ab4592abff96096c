import * as z from 'zod';
import { present } from '../../base/present.ts';
import { defaultAgentFields } from '../../runs/agents/default-agent.ts';
import type { Store } from '../../store/index.ts';
import { agentNamed } from '../../work/agents/known-agents.ts';
import { checkedRule } from '../../work/inbox/rules.ts';
import { checkTerminal } from '../../work/people/terminal.ts';
import { INBOX_ACCEPT, INBOX_REJECT } from '../../work/settings/inbox-settings.ts';
import { putSetting } from '../../work/settings/put-setting.ts';
import type { SettingRow, SettingValue } from '../../work/settings/setting-row.ts';
import { readSetting, settingOf, settingRow, takenBy } from '../../work/settings/settings.ts';
import type { Context } from '../../work/workspace/context.ts';
import { defaultAgentLines } from '../agent/outputs.ts';
import { defineCommand } from '../command.ts';
import { settingValue } from '../config/fields.ts';

/** The IANA time zone of a value with times of day. */
const zoned = () => ({ zone: z.string().exactOptional() });

/** A warning about a conflict with another setting. It isn't an error, because settings may be changed in any order. */
const warned = () => ({ warning: z.string().exactOptional() });

function zoneOf({ state }: Pick<Store, 'state'>, name: string) {
  return present({ zone: state.get('setting', name)?.zone });
}

const zoneText = (zone: string | undefined) => (zone === undefined ? '' : ` (${zone})`);

/** Settings whose value is the name of an agent, which must exist. */
const NAMES_AGENT = /^(?:runs\.agent$|routing\.)/;

/** Settings whose value is the name of a remote, which a repository must have. */
const NAMES_REMOTE: ReadonlySet<string> = new Set(['runs.push', 'repo.remote']);

export const settingSet = defineCommand({
  name: 'setting_set',
  title: 'Change a setting',
  elsewhere: 'config set',
  summary: 'Change a setting of this queue. For people.',
  group: 'admin',
  access: { effect: 'write', personAct: 'settings', idempotent: true },
  input: () =>
    z.strictObject({
      name: z.string().describe('Name, as in setting_list'),
      value: z.union([z.string(), z.boolean(), z.number()]).transform(String).describe('New value; empty: the default'),
    }),
  output: () => z.strictObject({ name: z.string(), value: settingValue(), ...zoned(), ...warned() }),
  async run(context, { name, value }, write) {
    if (settingRow(name).terminal) checkTerminal(context.caller, `setting ${name}`, `setting set ${name} …`);
    const chosen = readSetting(name, value);
    if (NAMES_AGENT.test(name) && chosen !== '') agentNamed(context.store.state, String(chosen));
    if (NAMES_REMOTE.has(name) && chosen !== '')
      await (await import('../on-call.ts')).checkRemote(context, String(chosen));
    if ([INBOX_ACCEPT, INBOX_REJECT].includes(name) && chosen !== '') await checkedRule(context, name, String(chosen));
    await write((tx) => putSetting(tx, name, chosen, context));
    return { name, value: chosen, ...zoneOf(context.store, name), ...(await warning(context, name)) };
  },
  show: {
    text: ({ name, value, zone, warning }) =>
      withWarning(value === '' ? `Deleted ${name}` : `${name} = ${String(value)}${zoneText(zone)}`, warning),
  },
  cli: {
    positional: ['name', 'value'],
    examples: ['setting set claims.outsideScope deny', 'setting set urgency.user.project.web.coefficient 3'],
  },
});

export const settingGet = defineCommand({
  name: 'setting_get',
  title: 'Show a setting',
  elsewhere: 'config get',
  summary: 'Show a setting: its value, meaning, allowed values and default.',
  group: 'admin',
  access: { effect: 'read' },
  input: () => z.strictObject({ name: z.string().describe('Name, as in setting_list') }),
  output: () =>
    z.strictObject({
      name: z.string(),
      value: settingValue(),
      fallback: settingValue(),
      values: z.string(),
      means: z.string(),
      ...zoned(),
      ...warned(),
    }),
  async run(context, { name }) {
    const row = settingRow(name);
    const { means, fallback } = row;
    const value = inForce(context.store, name, row);
    const more = { ...zoneOf(context.store, name), ...(await warning(context, name)) };
    return { name, value, fallback, values: takenBy(row), means, ...more };
  },
  show: {
    text: ({ name, value, fallback, values, means, zone, warning }) =>
      withWarning(
        `${name} = ${String(value)}${zoneText(zone)}  (${values}; default: ${String(fallback) === '' ? 'empty' : String(fallback)})\n    ${means}`,
        warning,
      ),
  },
  cli: { positional: ['name'], examples: ['setting get claims.outsideScope'] },
});

export const settingUnset = defineCommand({
  name: 'setting_unset',
  title: 'Reset a setting',
  summary: 'Reset a setting to its default. For people.',
  group: 'admin',
  access: { effect: 'write', personAct: 'settings', idempotent: true },
  input: () => z.strictObject({ name: z.string().describe('Name, as in setting_list') }),
  output: () => z.strictObject({ name: z.string(), value: settingValue(), ...warned() }),
  async run(context, { name }, write) {
    const row = settingRow(name);
    if (row.terminal) checkTerminal(context.caller, `resetting ${name}`, `setting unset ${name}`);
    await write((tx) => tx.remove('setting', name));
    return { name, value: inForce(context.store, name, row), ...(await warning(context, name)) };
  },
  show: {
    text: ({ name, value, warning }) =>
      withWarning(value === '' ? `Deleted ${name}` : `Reset ${name} to ${String(value)}`, warning),
  },
  cli: { positional: ['name'], examples: ['setting unset claims.outsideScope'] },
});

function inForce({ state }: Pick<Store, 'state'>, name: string, { fallback }: SettingRow): SettingValue {
  return settingOf(state, name) ?? fallback;
}

const NO_REMOTE =
  'No pull request can be opened yet: runs.push names no remote, to which results are pushed. Next: `backlog setting set runs.push REMOTE`';

async function warning({ store, cwd }: Pick<Context, 'store' | 'cwd'>, name: string): Promise<{ warning?: string }> {
  if (name === 'runs.agent') {
    const [warning] = defaultAgentLines(defaultAgentFields(store.state, cwd));
    return present({ warning });
  }
  if (name === 'runs.propose' || name === 'runs.push') {
    const isUnsent = settingOf(store.state, 'runs.propose') !== '' && settingOf(store.state, 'runs.push') === '';
    return isUnsent ? { warning: NO_REMOTE } : unknownSource(store);
  }
  if (!/^(?:(?:runs\.)?checks\.|runs\.(?:checks|fixes|judges)$)/.test(name)) return {};
  const found = (await import('../on-call.ts')).undefinedRoutes(store.state, name, cwd);
  return found === undefined ? {} : { warning: found };
}

/** Names the source in `runs.propose` if the queue lacks it. */
function unknownSource({ state }: Pick<Store, 'state'>): { warning?: string } {
  const name = /^source:(\S+)$/.exec(String(settingOf(state, 'runs.propose')))?.[1];
  if (name === undefined || state.get('source', name)) return {};
  return {
    warning: `No pull request can be opened yet: there is no source ${name}. Next: \`backlog source add github OWNER/REPOSITORY --name ${name}\``,
  };
}

function withWarning(text: string, warning: string | undefined): string {
  return warning === undefined ? text : `${text}\n${warning}`;
}
