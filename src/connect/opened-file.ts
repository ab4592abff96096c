import type { ClientProgram, Scope } from './client.ts';
import { type ClientGround, clientFiles } from './client-files.ts';
import { entryAt, type Sheet } from './edit.ts';
import { readText } from './file.ts';
import type { ConfigPath } from './formats/format.ts';
import { type ConnectPart, serverPart, statusLinePart } from './part.ts';
import type { ConnectionRequest } from './request.ts';

/** A client's configuration file with its current content. */
export interface OpenedFile {
  file: string;
  before: string | undefined;
  sheet: Sheet;
  path: ConfigPath;
  /** The existing entry in Backlog's place. */
  present: unknown;
}

/** Returns the part of a client's files that a request concerns. @throws BacklogError if the client doesn't have it */
export function partOf({ client, statusLine = false }: Pick<ConnectionRequest, 'client' | 'statusLine'>): ConnectPart {
  return statusLine ? statusLinePart(client) : serverPart(client);
}

/**
 * Opens the file with Backlog's entry. If no file has one, opens the first existing file.
 * @throws BacklogError with the line of a syntax error
 */
export async function openFile(
  client: ClientProgram,
  scope: Scope,
  ground: ClientGround,
  part: ConnectPart = serverPart(client),
): Promise<OpenedFile> {
  const format =
    client.format === 'json' ? (await import('./formats/json.ts')).json : (await import('./formats/toml.ts')).toml;
  const { path, files } = part;
  const all = clientFiles({ ...client, files }, scope, ground).map((file) => {
    const before = readText(file);
    const sheet = { file, text: before ?? '', format };
    return { file, before, sheet, path, present: entryAt(sheet, path) };
  });
  return all.find(({ present }) => part.isOurs(present)) ?? all.find(({ before }) => before !== undefined) ?? all[0]!;
}
