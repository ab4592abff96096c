import { BacklogError, refuse } from '../domain/errors.ts';
import { type ClientProgram, SCOPES, type Scope } from './client.ts';
import { clientFiles, type Ground, skillsFolder } from './client-files.ts';
import { type Connection, changeBetween, type FileChange, openConnections, undone } from './connections.ts';
import { canonical, entryAt, type Sheet, sameBesides, withEntry, withoutEntry } from './edit.ts';
import { readText, removeText, writeText } from './file.ts';
import { type ConfigSpot, isTable, type ServerEntry } from './formats/format.ts';
import { CLIENTS } from './known.ts';
import { isOurs, launchFor, launchNotes, type ServerStart } from './launch.ts';
import { applySkills, planSkills, type SkillPlan, skillFiles } from './skills.ts';

/** The name of Backlog's server in the files of clients. */
const SERVER = 'backlog';

/** The installed program that clients start, and the folders that the paths of their files begin with. */
export interface Installation extends Ground {
  started: ServerStart;
  /** The folder with the plugin's skills, and their version. */
  skills: { folder: string; version: string };
}

/** The arguments of `backlog connect`. */
export interface ConnectionRequest {
  client: ClientProgram;
  scope: Scope;
  /** Replaces an entry with Backlog's name that another program wrote. */
  force?: boolean;
  /** Leaves the skills unchanged. */
  bare?: boolean;
  toolsets?: string | undefined;
}

/** The planned changes, as data. */
export interface Plan {
  does: 'connect' | 'remove';
  file: string;
  /** The file's current text. Undefined if the file does not exist. */
  before: string | undefined;
  after: string | undefined;
  /** The record of an earlier connection. The field `change` below is the change of this plan. */
  known: Connection | undefined;
  change: FileChange | undefined;
  skills: SkillPlan | undefined;
  notes: readonly string[];
}

/** A client's configuration file with its current content. */
export interface OpenedFile {
  file: string;
  before: string | undefined;
  sheet: Sheet;
  spot: ConfigSpot;
  /** The existing entry with Backlog's name. */
  present: unknown;
}

/**
 * Opens the file with Backlog's entry. If no file has one, opens the first existing file.
 * @throws BacklogError with the line of a syntax error
 */
export async function openFile(client: ClientProgram, scope: Scope, ground: Ground): Promise<OpenedFile> {
  const format =
    client.format === 'json' ? (await import('./formats/json.ts')).json : (await import('./formats/toml.ts')).toml;
  const spot = { servers: client.servers, name: SERVER };
  const all = clientFiles(client, scope, ground).map((file) => {
    const before = readText(file);
    const sheet = { file, text: before ?? '', format };
    return { file, before, sheet, spot, present: entryAt(sheet, spot) };
  });
  return all.find(({ present }) => isOurs(present)) ?? all.find(({ before }) => before !== undefined) ?? all[0]!;
}

/** Plans to add the server. @throws BacklogError if the file can't be read or another program wrote the entry */
export async function planConnect(request: ConnectionRequest, installation: Installation): Promise<Plan> {
  const { client, scope, force = false, bare = false, toolsets } = request;
  const { file, before, sheet, spot, present } = await openFile(client, scope, installation);
  if (present !== undefined && !isOurs(present) && !force) refuseForeign(file, request, 'replace');
  const known = openConnections(installation.machine).get(file);
  const entry = client.entry(launchFor(client, scope, { ...installation, toolsets }));
  const wanted = isOurs(present) ? withSettingsOf(present as ServerEntry, entry) : entry;
  const same = canonical(present) === canonical(wanted);
  const original = originalOf(sheet, spot, known) ?? sheet.text;
  const after = same ? sheet.text : withEntry({ ...sheet, text: original }, spot, wanted);
  const folder = skillsFolder(client, scope, installation);
  const skills = bare ? undefined : planSkills(folder, skillFiles(installation.skills, client.skills.style));
  const twice = client.twice?.(installation.machine);
  const notes = [...(twice ? [twice] : []), ...launchNotes(scope, installation), ...foreignNotes(skills)];
  const change = same ? known : changeBetween(original, after);
  return { does: 'connect', file, before, after, known, change, skills, notes };
}

/**
 * Plans to remove the server. If the file is otherwise unchanged since the connection, restores every byte of the
 * original file.
 * @throws BacklogError if the file can't be read or another program wrote the entry
 */
export async function planRemove(request: ConnectionRequest, installation: Installation): Promise<Plan> {
  const { client, scope, force = false } = request;
  const { file, before, sheet, spot, present } = await openFile(client, scope, installation);
  if (present !== undefined && !isOurs(present) && !force) refuseForeign(file, request, 'remove');
  const known = openConnections(installation.machine).get(file);
  const text = present === undefined ? sheet.text : (originalOf(sheet, spot, known) ?? withoutEntry(sheet, spot));
  const after = before === undefined || (known?.fresh && text === '') ? undefined : text;
  const folder = skillsFolder(client, scope, installation);
  const others = await otherReaders(folder, client, installation);
  const skills = others.length > 0 || request.bare ? undefined : planSkills(folder, new Map());
  const notes = others.length > 0 ? [`The skills in ${folder} stay for ${others.join(', ')}.`] : foreignNotes(skills);
  return { does: 'remove', file, before, after, known, change: known, skills, notes };
}

/** Checks whether another version of Backlog wrote the client's skills. */
export function hasOldSkills(client: ClientProgram, scope: Scope, installation: Installation): boolean {
  const { write, remove } = planSkills(
    skillsFolder(client, scope, installation),
    skillFiles(installation.skills, client.skills.style),
  );
  return remove.length > 0 || [...write.keys()].some((file) => readText(file) !== undefined);
}

export function changesAnything({ before, after, skills }: Plan): boolean {
  return before !== after || Boolean(skills && skills.write.size + skills.remove.length > 0);
}

/** Executes a plan. @throws BacklogError if the file has changed since the plan was made, or can't be written */
export function carryOut({ does, file, before, after, known, change, skills }: Plan, { machine }: Ground): void {
  if (readText(file) !== before)
    refuse('conflict', `${file} was changed this moment by somebody else`, { hint: 'Try again.' });
  const connections = openConnections(machine);
  const connection = does === 'connect' && change ? { fresh: before === undefined, ...known, ...change } : undefined;
  if (after === undefined) removeText(file);
  else if (after !== before) connections.made(file, writeText(file, after));
  connections.set(file, connection);
  if (skills) connections.made(file, applySkills(skills));
  if (does === 'remove') connections.sweep();
}

/**
 * Returns the file's text from before the connection.
 * @returns undefined if this text is unknown, or if restoring it would change more than Backlog's entry
 */
function originalOf(sheet: Sheet, spot: ConfigSpot, known: Connection | undefined): string | undefined {
  const text = known && undone(sheet.text, known);
  return text !== undefined && sameBesides(sheet, spot, text) ? text : undefined;
}

/** Returns the new entry with the settings that a person added to the existing one, such as an option or a variable. */
function withSettingsOf(present: ServerEntry, entry: ServerEntry): ServerEntry {
  const merged = Object.entries(entry).map(([key, value]) => {
    const old = present[key];
    return [key, isTable(old) && isTable(value) ? { ...old, ...value } : value];
  });
  return { ...present, ...Object.fromEntries(merged) };
}

/** Returns the titles of other connected clients that use the same skills folder. */
async function otherReaders(folder: string, client: ClientProgram, ground: Ground): Promise<string[]> {
  const titles: string[] = [];
  for (const other of CLIENTS.filter((one) => one !== client))
    for (const scope of SCOPES)
      if (readsFrom(other, scope, folder, ground) && (await isConnected(other, scope, ground)))
        titles.push(other.title);
  return titles;
}

function readsFrom(client: ClientProgram, scope: Scope, folder: string, ground: Ground): boolean {
  if (scope === 'project' && !client.files.project) return false;
  return orUndefined(() => skillsFolder(client, scope, ground)) === folder;
}

async function isConnected(client: ClientProgram, scope: Scope, ground: Ground): Promise<boolean> {
  const opened = await openFile(client, scope, ground).catch(ignoreRefusal);
  return isOurs(opened?.present);
}

function refuseForeign(file: string, { client, scope }: ConnectionRequest, verb: 'replace' | 'remove'): never {
  const again = `backlog connect ${client.name} --scope ${scope}${verb === 'remove' ? ' --remove' : ''} --force`;
  return refuse('conflict', `${file} has a server named ${SERVER} that is not this one`, {
    hint: `Give it another name there, or ${verb} it: \`${again}\`.`,
    data: { file },
  });
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
