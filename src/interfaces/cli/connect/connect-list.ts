import { type ClientProgram, SCOPES, type Scope } from '../../../connect/client.ts';
import { clientFiles, isFound } from '../../../connect/client-files.ts';
import { CLIENTS } from '../../../connect/known-clients.ts';
import { missingPath } from '../../../connect/launch.ts';
import { openFile, partOf } from '../../../connect/opened-file.ts';
import type { Installation } from '../../../connect/request.ts';
import { hasOldSkills } from '../../../connect/skill-plans.ts';
import { BacklogError } from '../../../domain/errors.ts';

export interface ConnectionRow {
  client: string;
  title: string;
  found: boolean;
  files: ListedFile[];
}

interface ListedFile {
  scope: Scope;
  file: string;
  state: 'connected' | 'not' | 'another' | 'unreadable';
  problem?: string;
  /** Set for the file with the status line. The other files have the server. */
  part?: typeof STATUS_LINE;
}

/** The name of the status line in outputs. */
export const STATUS_LINE = 'status line';

/** Returns a row for each known client: whether it is installed, and which of its files contain Backlog's server. */
export async function clientRows(installation: Installation): Promise<ConnectionRow[]> {
  const rows: ConnectionRow[] = [];
  for (const client of CLIENTS) {
    const files = await Promise.all(
      [false, ...(client.statusLine ? [true] : [])].flatMap((statusLine) =>
        SCOPES.map((scope) => stateOf({ client, scope, statusLine }, installation)),
      ),
    );
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
  { client, scope, statusLine }: { client: ClientProgram; scope: Scope; statusLine: boolean },
  installation: Installation,
): Promise<ListedFile | undefined> {
  const part = partOf({ client, statusLine });
  const named: Pick<ListedFile, 'part'> = statusLine ? { part: STATUS_LINE } : {};
  let file: string;
  try {
    [file = ''] = clientFiles({ ...client, files: part.files }, scope, installation);
  } catch (error) {
    if (error instanceof BacklogError) return undefined;
    throw error;
  }
  try {
    const { present, file: found } = await openFile(client, scope, installation, part);
    const state = present === undefined ? 'not' : part.isOurs(present) ? 'connected' : 'another';
    const isOld = state === 'connected' && !statusLine && hasOldSkills(client, scope, installation);
    const problem = state === 'connected' ? problemOf(missingPath(part.program(present)), isOld) : undefined;
    return { scope, file: found, state, ...(problem ? { problem } : {}), ...named };
  } catch (error) {
    if (!(error instanceof BacklogError)) throw error;
    return { scope, file, state: 'unreadable', problem: error.message, ...named };
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
  const told = files.flatMap(({ scope, file, state, problem, part }) => {
    // A person's own status line isn't in the way of anything.
    if (state === 'not' || (part && state !== 'connected')) return [];
    return [`${part ? `${part} ` : ''}${STATES[state]} (${scope}): ${problem ?? file}`];
  });
  return told.join('; ') || 'not connected';
}
