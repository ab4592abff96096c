import { refuse } from '../../domain/errors.ts';
import type { KindRow } from '../../domain/kinds/row.ts';
import { KINDS } from '../../domain/kinds/table.ts';
import type { Change } from '../../store/index.ts';
import { rowOfName } from '../settings/settings.ts';
import type { Caller } from '../workspace/context.ts';

/**
 * Refuses an action to a web page, because a web page must not start programs. Allows it to a token with the right
 * `admin`, which no browser sends.
 * @throws BacklogError `forbidden`
 */
export function checkTerminal({ door, rights }: Pick<Caller, 'door' | 'rights'>, does: string, command: string): void {
  if (door !== 'web' || rights?.includes('admin')) return;
  refuse('forbidden', `${does} is possible only at a terminal`, {
    hint: `Run it at a terminal: \`backlog ${command}\``,
    data: { terminal: true },
  });
}

/** Checks whether only a person at a terminal may make or undo a change. */
export function isForTerminal({ kind, id }: Pick<Change, 'kind' | 'id'>): boolean {
  if (kind === 'setting') return isTerminalSetting(id);
  return (KINDS as Readonly<Record<string, KindRow>>)[kind]?.terminal ?? false;
}

/**
 * Checks whether only a person at a terminal may change a setting. This includes unknown settings, which another
 * version of Backlog may have written.
 */
function isTerminalSetting(name: string): boolean {
  const row = rowOfName(name);
  return row === undefined || (row.terminal ?? false);
}
