import { BacklogError, refuse } from '../domain/errors.ts';
import { leadsOut } from '../store/index.ts';
import { type ClientProgram, SCOPES, type Scope } from './client.ts';
import { type ClientGround, clientFiles, projectRoot, skillsFolder } from './client-files.ts';
import { type ClientConnection, changeBetween, type FileChange, openConnections, undone } from './connections.ts';
import { canonical, entryAt, type Sheet, sameBesides, withEntry, withoutEntry } from './edit.ts';
import { readText, removeText, replaceText } from './file.ts';
import type { ConfigPath } from './formats/format.ts';
import { CLIENTS } from './known-clients.ts';
import { isOurs, launchNotes, type ServerStart } from './launch.ts';
import { type ConnectPart, serverPart, statusLinePart } from './part.ts';
import { applySkills, planSkills, type SkillPlan, skillFiles } from './skills.ts';

/** The installed program that clients start, and the folders that the paths of their files begin with. */
export interface Installation extends ClientGround {
  started: ServerStart;
  /** The folder with the plugin's skills, and their version. */
  skills: { folder: string; version: string };
}

/** The arguments of `backlog connect`. */
export interface ConnectionRequest {
  client: ClientProgram;
  scope: Scope;
  /** Concerns the client's status line instead of the server and the skills. */
  statusLine?: boolean;
  /** Keeps the output of another program's status line above Backlog's. */
  chain?: boolean;
  /** Replaces the entry of another program. */
  force?: boolean;
  /** Leaves the skills unchanged. */
  bare?: boolean;
  toolsets?: string | undefined;
}

/** The planned changes, as data. */
export interface ConnectPlan {
  does: 'connect' | 'remove';
  file: string;
  /** The file's current text. Undefined if the file does not exist. */
  before: string | undefined;
  after: string | undefined;
  /** The record of an earlier connection. The field `change` below is the change of this plan. */
  known: ClientConnection | undefined;
  change: FileChange | undefined;
  skills: SkillPlan | undefined;
  notes: readonly string[];
}

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

/** Plans to add the part. @throws BacklogError if the file can't be read or another program wrote the entry */
export async function planConnect(request: ConnectionRequest, installation: Installation): Promise<ConnectPlan> {
  const { client, scope, force = false, chain = false } = request;
  const part = partOf(request);
  const { file, before, sheet, path, present } = await openFile(client, scope, installation, part);
  if (present !== undefined && !part.isOurs(present) && !force && !(chain && part.chains(present)))
    part.refuseForeign(file, present, { line: lineOf(request), remove: false });
  const known = openConnections(installation.machine).get(file);
  const wanted = part.entry(present, { ...request, ...installation });
  const same = canonical(present) === canonical(wanted);
  const original = originalOf(sheet, path, known) ?? sheet.text;
  const after = same ? sheet.text : withEntry({ ...sheet, text: original }, path, wanted);
  const skills = skillsOf(request, installation);
  const twice = request.statusLine ? undefined : client.twice?.(installation.machine);
  const notes = [
    ...(twice ? [twice] : []),
    ...strictNotes(client, sheet),
    ...launchNotes(scope, installation),
    ...foreignNotes(skills),
  ];
  const change = same ? known : changeBetween(original, after);
  checkTargets(request, installation, { file, skills });
  return { does: 'connect', file, before, after, known, change, skills, notes };
}

/** Returns a warning if the client ignores the whole file because of its comments or commas. */
function strictNotes({ title, strict }: ClientProgram, { file, text, format }: Sheet): string[] {
  const line = strict && format.lenientLine?.(text);
  if (line === undefined) return [];
  return [
    `${title} ignores ${file}: it accepts no comments and no comma before } or ]. Remove them: see line ${line}.`,
  ];
}

function skillsOf({ client, scope, bare, statusLine }: ConnectionRequest, ground: Installation): SkillPlan | undefined {
  if (bare || statusLine) return undefined;
  return planSkills(skillsFolder(client, scope, ground), skillFiles(ground.skills, client.skills.style));
}

/**
 * Plans to remove the part. If the file is otherwise unchanged since the connection, restores every byte of the
 * original file.
 * @throws BacklogError if the file can't be read or another program wrote the entry
 */
export async function planRemove(request: ConnectionRequest, installation: Installation): Promise<ConnectPlan> {
  const { client, scope, force = false } = request;
  const part = partOf(request);
  const { file, before, sheet, path, present } = await openFile(client, scope, installation, part);
  if (present !== undefined && !part.isOurs(present) && !force)
    part.refuseForeign(file, present, { line: `${lineOf(request)} --remove`, remove: true });
  const known = openConnections(installation.machine).get(file);
  const text = present === undefined ? sheet.text : (originalOf(sheet, path, known) ?? without(sheet, part, present));
  const after = before === undefined || (known?.fresh && text === '') ? undefined : text;
  const { skills, notes } = await skillsToRemove(request, installation);
  checkTargets(request, installation, { file, skills });
  return { does: 'remove', file, before, after, known, change: known, skills, notes };
}

/**
 * Refuses to write into a project through links that lead out of it. Whoever committed them would choose which of the
 * person's files are overwritten. Links in a person's own folder are the person's.
 * @throws BacklogError `forbidden` with the real path
 */
function checkTargets(
  { scope }: ConnectionRequest,
  ground: ClientGround,
  { file, skills }: Pick<ConnectPlan, 'file' | 'skills'>,
): void {
  if (scope === 'user') return;
  const root = projectRoot(ground.cwd, ground.machine);
  for (const target of [file, ...(skills?.write.keys() ?? []), ...(skills?.remove ?? [])]) {
    const real = leadsOut(target, root);
    if (real !== undefined)
      refuse('forbidden', `${target} can't be written: a link leads it out of ${root}, to ${real}`, {
        hint: 'Remove the link from the repository, or connect with --scope user.',
        data: { file: target, real },
      });
  }
}

function without(sheet: Sheet, { path, left }: ConnectPart, present: unknown): string {
  const entry = left(present);
  return entry ? withEntry(sheet, path, entry) : withoutEntry(sheet, path);
}

/** Plans to remove the skills, unless another connected client reads them. */
async function skillsToRemove(
  { client, scope, bare, statusLine }: ConnectionRequest,
  installation: Installation,
): Promise<Pick<ConnectPlan, 'skills' | 'notes'>> {
  if (statusLine) return { skills: undefined, notes: [] };
  const folder = skillsFolder(client, scope, installation);
  const others = await otherReaders(folder, client, installation);
  const skills = others.length > 0 || bare ? undefined : planSkills(folder, new Map());
  const notes = others.length > 0 ? [`The skills in ${folder} stay for ${others.join(', ')}.`] : foreignNotes(skills);
  return { skills, notes };
}

/** Returns the command line of a request, without the flags that answer a refusal. */
function lineOf({ client, scope, statusLine }: ConnectionRequest): string {
  return `backlog connect ${client.name}${statusLine ? ' --status-line' : ''} --scope ${scope}`;
}

/** Checks whether another version of Backlog wrote the client's skills. */
export function hasOldSkills(client: ClientProgram, scope: Scope, installation: Installation): boolean {
  const { write, remove } = planSkills(
    skillsFolder(client, scope, installation),
    skillFiles(installation.skills, client.skills.style),
  );
  return remove.length > 0 || [...write.keys()].some((file) => readText(file) !== undefined);
}

export function changesAnything({ before, after, skills }: ConnectPlan): boolean {
  return before !== after || Boolean(skills && skills.write.size + skills.remove.length > 0);
}

/** Executes a plan. @throws BacklogError if the file has changed since the plan was made, or can't be written */
export function carryOut(
  { does, file, before, after, known, change, skills }: ConnectPlan,
  { machine }: ClientGround,
): void {
  if (readText(file) !== before)
    refuse('conflict', `${file} was changed this moment by somebody else`, { hint: 'Try again.' });
  const connections = openConnections(machine);
  const connection = does === 'connect' && change ? { fresh: before === undefined, ...known, ...change } : undefined;
  if (after === undefined) removeText(file);
  else if (after !== before) connections.made(file, replaceText(file, after));
  connections.set(file, connection);
  if (skills) connections.made(file, applySkills(skills));
  if (does === 'remove') connections.sweep();
}

/**
 * Returns the file's text from before the connection.
 * @returns undefined if this text is unknown, or if restoring it would change more than Backlog's entry
 */
function originalOf(sheet: Sheet, path: ConfigPath, known: ClientConnection | undefined): string | undefined {
  const text = known && undone(sheet.text, known);
  return text !== undefined && sameBesides(sheet, path, text) ? text : undefined;
}

/** Returns the titles of other connected clients that use the same skills folder. */
async function otherReaders(folder: string, client: ClientProgram, ground: ClientGround): Promise<string[]> {
  const titles: string[] = [];
  for (const other of CLIENTS.filter((one) => one !== client))
    for (const scope of SCOPES)
      if (readsFrom(other, scope, folder, ground) && (await isConnected(other, scope, ground)))
        titles.push(other.title);
  return titles;
}

function readsFrom(client: ClientProgram, scope: Scope, folder: string, ground: ClientGround): boolean {
  if (scope === 'project' && !client.files.project) return false;
  return orUndefined(() => skillsFolder(client, scope, ground)) === folder;
}

async function isConnected(client: ClientProgram, scope: Scope, ground: ClientGround): Promise<boolean> {
  const opened = await openFile(client, scope, ground).catch(ignoreRefusal);
  return isOurs(opened?.present);
}

function foreignNotes(skills: SkillPlan | undefined): string[] {
  return (skills?.foreign ?? []).map((file) => `${file} was changed by hand and stays as it is.`);
}

function orUndefined<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    return ignoreRefusal(error);
  }
}

function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof BacklogError)) throw error;
  return undefined;
}
