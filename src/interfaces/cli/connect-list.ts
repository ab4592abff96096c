import { type Client, SCOPES, type Scope } from '../../connect/client.ts';
import { CLIENTS } from '../../connect/known.ts';
import { isOurs, missingProgram } from '../../connect/launch.ts';
import { filesOf, isFound } from '../../connect/places.ts';
import { hasOldSkills, openFile, type Setting } from '../../connect/plan.ts';
import { BacklogError } from '../../domain/errors.ts';

export interface Row {
  client: string;
  title: string;
  found: boolean;
  places: { scope: Scope; file: string; state: 'connected' | 'not' | 'another' | 'unreadable'; problem?: string }[];
}

/** Every client: is it here, and in which of its files does our server stand? */
export async function clientRows(setting: Setting): Promise<Row[]> {
  const rows: Row[] = [];
  for (const client of CLIENTS) {
    const places = await Promise.all(SCOPES.map((scope) => placeOf(client, scope, setting)));
    const found = isFound(client, setting.machine);
    rows.push({
      client: client.name,
      title: client.title,
      found,
      places: places.filter((place) => place !== undefined),
    });
  }
  return rows;
}

export function rowsText(rows: readonly Row[]): string {
  const width = Math.max(...rows.map(({ client }) => client.length)) + 2;
  const lines = rows.map(
    (row) => `${row.client.padEnd(width)}${row.found ? 'here    ' : 'not here'}  ${placesText(row)}`,
  );
  return [...lines, '', '`backlog connect NAME` connects one, `--remove` undoes it.'].join('\n');
}

async function placeOf(client: Client, scope: Scope, setting: Setting): Promise<Row['places'][number] | undefined> {
  let file: string;
  try {
    [file = ''] = filesOf(client, scope, setting);
  } catch (error) {
    if (error instanceof BacklogError) return undefined;
    throw error;
  }
  try {
    const { present, file: found } = await openFile(client, scope, setting);
    const missing = missingProgram(present);
    const state = present === undefined ? 'not' : isOurs(present) ? 'connected' : 'another';
    const problem = state === 'connected' ? problemOf(missing, hasOldSkills(client, scope, setting)) : undefined;
    return { scope, file: found, state, ...(problem ? { problem } : {}) };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return { scope, file, state: 'unreadable', problem: error.message };
  }
}

function problemOf(missing: string | undefined, oldSkills: boolean): string | undefined {
  if (missing !== undefined) return `${missing} is gone: connect again`;
  return oldSkills ? 'its skills are those of another version: connect again' : undefined;
}

const STATES = {
  connected: 'connected',
  another: 'another server of this name',
  unreadable: 'cannot be read',
} as const;

function placesText({ places }: Row): string {
  const told = places.flatMap(({ scope, file, state, problem }) =>
    state === 'not' ? [] : [`${STATES[state]} (${scope}): ${problem ?? file}`],
  );
  return told.join('; ') || 'not connected';
}
