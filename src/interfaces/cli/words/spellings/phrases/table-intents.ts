import { lazy } from '../../../../../base/lazy.ts';
import { callOf, LEFT_OUT } from '../../../../../domain/calls/door.ts';
import type { Row } from '../../../machine/row.ts';
import { ROWS } from '../../../machine/table.ts';
import { sameVerbs } from '../verbs.ts';
import type { Intent } from './intent.ts';

/** The places of the first words of a command, by the names of their fields. */
const PLACE_OF: Readonly<Record<string, string>> = { name: '$any', run: '$run', runs: '$runs', claim: '$any' };

/** Nouns of commands that people don't say: those that Backlog omits, and groups of reports and tools. */
const UNSAID: ReadonlySet<string> = new Set([...LEFT_OUT, 'report', 'filter', 'date', 'urgency', 'backlog', 'inbox']);

/** The commands of a noun, with their verb before it: `show the sources`, `revoke token ci`. */
export const tableIntents = lazy((): readonly Intent[] => ROWS.filter(({ mcp }) => !mcp?.only).flatMap(ofRow));

function ofRow({ name, access, cli }: Row): Intent[] {
  const nouns = name.split('_');
  const verb = nouns.pop()!;
  const [field] = cli?.positional ?? [];
  const isRead = access.effect === 'read';
  if (name.startsWith('task_') && !isRead && (field === 'id' || field === 'filter'))
    return nouns.length > 1 ? [] : [[own(name, '$tasks'), `${verb} $tasks`]];
  const place = field === undefined ? '' : PLACE_OF[field];
  if (nouns.length === 0 || nouns.some((noun) => UNSAID.has(noun))) return [];
  if (verb === 'list') return [[own(name), `show|list|which|what all? ${nouns.join(' ')}`]];
  if (place === undefined) return [];
  const verbs = sameVerbs(verb).join('|');
  // The noun of a run is a part of its place.
  const before = place.startsWith('$run') ? verbs : [verbs, ...nouns].join(' ');
  const withPlace: Intent[] = place === '' ? [] : [[own(name, place), `${before} ${place}`]];
  return isRead || place === '' ? [...withPlace, [own(name), [verbs, ...nouns].join(' ')]] : withPlace;
}

const own = (name: string, words = '') => callOf('cli', name, words).replace(/^backlog /, '');
