import type { Command } from '../../../commands/index.ts';
import { isIds } from '../../../commands/task/select-words.ts';
import { closed } from '../words/flags/flag-terms.ts';
import type { ParsedArgs } from '../words/plain/parsed-args.ts';

/**
 * Adds a profile's filter to the filter of a command line. Ids stay as they are. A changing command without a filter
 * gets none, since it refuses the call.
 */
export function narrow(
  input: ParsedArgs['input'],
  { input: schema, cli, access, name }: Command,
  filter: string,
): void {
  const field = Object.hasOwn(schema().shape, 'filter') ? 'filter' : cli?.selects?.field;
  const said = field === undefined ? undefined : (input[field] ?? '');
  if (field === undefined || typeof said !== 'string' || said.startsWith('[') || onlyIds(said)) return;
  const isEmpty = said.trim() === '';
  if (isEmpty && access.effect !== 'read' && name !== 'task_next') return;
  input[field] = isEmpty ? filter : [`( ${filter} )`, ...closed(said)].join(' ');
}

function onlyIds(said: string): boolean {
  const words = said.trim().split(/[\s,]+/);
  return said.trim() !== '' && words.every(isIds);
}
