import { refuse } from '../../domain/errors.ts';
import type { KindRow } from '../../domain/kinds/row.ts';
import { KINDS } from '../../domain/kinds/table.ts';
import type { Change } from '../../store/index.ts';
import { rowOfName } from '../settings/settings.ts';
import type { Caller } from '../workspace/context.ts';

/** Refuses a web page, which must not be able to execute programs. @throws BacklogError `forbidden` */
export function checkTerminal({ door }: Pick<Caller, 'door'>, does: string, command: string): void {
  if (door !== 'web') return;
  refuse('forbidden', `${does} is left to a terminal`, {
    hint: `Run \`backlog ${command}\` there.`,
    data: { terminal: true },
  });
}

/** Checks whether a change belongs to a terminal. Undoing it belongs there, too. */
export function isForTerminal({ kind, id }: Pick<Change, 'kind' | 'id'>): boolean {
  if (kind === 'setting') return isTerminalSetting(id);
  return (KINDS as Readonly<Record<string, KindRow>>)[kind]?.terminal ?? false;
}

/** An unknown setting, from another version, counts as one for the terminal. */
function isTerminalSetting(name: string): boolean {
  const row = rowOfName(name);
  return row === undefined || (row.terminal ?? false);
}
