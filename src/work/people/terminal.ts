import { refuse } from '../../domain/errors.ts';
import type { KindRow } from '../../domain/kinds/row.ts';
import { KINDS } from '../../domain/kinds/table.ts';
import type { Change } from '../../store/index.ts';
import { rowOfName } from '../settings/settings.ts';
import type { Caller } from '../workspace/context.ts';

/**
 * Keeps from pages what only a terminal may do: whoever got hold of a page must not come to execute anything by it.
 * @throws BacklogError `forbidden`
 */
export function checkTerminal({ door }: Pick<Caller, 'door'>, does: string, command: string): void {
  if (door !== 'web') return;
  refuse('forbidden', `${does} is left to a terminal`, {
    hint: `Run \`backlog ${command}\` there.`,
    data: { terminal: true },
  });
}

/** Does a change write what only a terminal may? Undoing it does so, too. */
export function isForTerminal({ kind, id }: Pick<Change, 'kind' | 'id'>): boolean {
  if (kind === 'setting') return isTerminalSetting(id);
  return (KINDS as Readonly<Record<string, KindRow>>)[kind]?.terminal ?? false;
}

/** One that this version does not know may be anything. */
function isTerminalSetting(name: string): boolean {
  const row = rowOfName(name);
  return row === undefined || (row.terminal ?? false);
}
