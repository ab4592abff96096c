import { refuse } from '../../domain/errors.ts';
import { kindRow } from '../../domain/kinds/table.ts';
import type { Change } from '../../store/index.ts';
import { rowOfName } from '../settings/settings.ts';
import type { Caller } from '../workspace/context.ts';

/**
 * Checks whether a caller may not do what starts programs or names files: a web page. A token with the right `admin`
 * may, because no browser sends it.
 */
export const isWithoutTerminal = ({ door, rights }: Pick<Caller, 'door' | 'rights'>): boolean =>
  door === 'web' && !rights?.includes('admin');

/** Refuses an action to a caller for whom {@link isWithoutTerminal} is true. @throws BacklogError `forbidden` */
export function checkTerminal(caller: Pick<Caller, 'door' | 'rights'>, does: string, command: string): void {
  if (isWithoutTerminal(caller)) refuseWithoutTerminal(does, command);
}

/** @throws BacklogError `forbidden` */
export function refuseWithoutTerminal(does: string, command: string): never {
  return refuse('forbidden', `${does} is possible only at a terminal`, {
    hint: `Run it at a terminal: \`backlog ${command}\``,
    data: { terminal: true },
  });
}

/** Checks whether only a person at a terminal may make or undo a change. */
export function isForTerminal({ kind, id }: Pick<Change, 'kind' | 'id'>): boolean {
  if (kind === 'setting') return isTerminalSetting(id);
  return kindRow(kind)?.terminal ?? false;
}

/**
 * Checks whether only a person at a terminal may change a setting. This includes unknown settings, which another
 * version of Backlog may have written.
 */
function isTerminalSetting(name: string): boolean {
  const row = rowOfName(name);
  return row === undefined || (row.terminal ?? false);
}
