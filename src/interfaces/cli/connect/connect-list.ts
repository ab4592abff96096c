import { type ClientProgram, SCOPES, type Scope } from '../../../connect/client.ts';
import { clientFiles, isFound } from '../../../connect/client-files.ts';
import { CLIENTS } from '../../../connect/known.ts';
import { isOurs, missingProgram } from '../../../connect/launch.ts';
import { hasOldSkills, type Installation, openFile } from '../../../connect/plan.ts';
import { BacklogError } from '../../../domain/errors.ts';

export interface ConnectionRow {
  client: string;
  title: string;
  found: boolean;
  files: { scope: Scope; file: string; state: 'connected' | 'not' | 'another' | 'unreadable'; problem?: string }[];
}

/** Returns a row for each known client: whether it is installed, and which of its files contain Backlog's server. */
export async function clientRows(installation: Installation): Promise<ConnectionRow[]> {
  const rows: ConnectionRow[] = [];
  for (const client of CLIENTS) {
    const files = await Promise.all(SCOPES.map((scope) => stateOf(client, scope, installation)));
    const found = isFound(client, installation.machine);
    rows.push({
      client: client.name,
      title: client.title,
      found,
      files: files.filter((file) => file !== undefined),
    });
  }
  return rows;
}

export function rowsText(rows: readonly ConnectionRow[]): string {
  const width = Math.max(...rows.map(({ client }) => client.length)) + 2;
  const lines = rows.map(
    (row) => `${row.client.padEnd(width)}${row.found ? 'here    ' : 'not here'}  ${filesText(row)}`,
  );
  return [...lines, '', '`backlog connect NAME` connects one, `--remove` undoes it.'].join('\n');
}

async function stateOf(
  client: ClientProgram,
  scope: Scope,
  installation: Installation,
): Promise<ConnectionRow['files'][number] | undefined> {
  let file: string;
  try {
    [file = ''] = clientFiles(client, scope, installation);
  } catch (error) {
    if (error instanceof BacklogError) return undefined;
    throw error;
  }
  try {
    const { present, file: found } = await openFile(client, scope, installation);
    const missing = missingProgram(present);
    const state = present === undefined ? 'not' : isOurs(present) ? 'connected' : 'another';
    const problem = state === 'connected' ? problemOf(missing, hasOldSkills(client, scope, installation)) : undefined;
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

function filesText({ files }: ConnectionRow): string {
  const told = files.flatMap(({ scope, file, state, problem }) =>
    state === 'not' ? [] : [`${STATES[state]} (${scope}): ${problem ?? file}`],
  );
  return told.join('; ') || 'not connected';
}
