import { ORCHESTRATOR_ID } from '../../domain/kinds/orchestrator.ts';
import type { Store } from '../../store/index.ts';
import type { SettingRow } from '../settings/setting-row.ts';
import { rowOfName } from '../settings/settings.ts';
import { type AgreedPart, type AskedLine, agreementId, askedLines } from './consent.ts';

type Records = Pick<Store['state'], 'get' | 'all'>;

/**
 * Returns the records of a queue that decide what it executes: settings with commands, rights or limits, and agents.
 * Settings of a newer version belong to them. A running orchestrator does, too, because it starts agents by itself.
 */
export function executedPart(records: Records): AgreedPart {
  const values = Array.from(records.all('setting'), ([name, { value }]) => [name, value] as const).filter(([name]) =>
    isExecuted(rowOfName(name)),
  );
  const wish = records.get('orchestrator', ORCHESTRATOR_ID)?.wish;
  return {
    values: { ...Object.fromEntries(values), ...(wish === 'running' ? { orchestrator: wish } : {}) },
    agents: agentsOf(records),
  };
}

/**
 * Checks whether a setting executes something, gives rights or sets limits.
 * @param row undefined for a setting of a newer version; the result is then true
 */
export function isExecuted(row: SettingRow | undefined): boolean {
  return row === undefined || row.terminal === true || row.inFile === 'agreed';
}

/** Returns the agents with records, without author and time, by the ids with which runs find them. */
export function agentsOf(records: Records): AgreedPart['agents'] {
  const agents = Array.from(records.all('agent'), ([name, { at: _, actor: __, ...agent }]) => ({ ...agent, name }));
  return agents.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What a person is asked before settings of another queue count in this one. */
export interface IncomingSettings {
  /** The differences. */
  lines: AskedLine[];
  /** Identity of the differences. A person agrees to them by it. */
  content: string;
}

/** Compares settings and agents that come from elsewhere with the present ones. */
export function incomingSettings(coming: AgreedPart, present: AgreedPart): IncomingSettings {
  const lines = askedLines(coming, present).filter(({ change }) => change !== 'same');
  return { lines, content: agreementId(JSON.stringify(lines)) };
}
