import { BacklogError, refuse } from '../domain/errors.ts';
import { type ClientProgram, SCOPES, type Scope } from './client.ts';
import { clientFiles, type Ground, skillsFolder } from './client-files.ts';
import { type Connection, changeBetween, type FileChange, openConnections, undone } from './connections.ts';
import { canonical, entryAt, type Sheet, sameBesides, withEntry, withoutEntry } from './edit.ts';
import { readText, removeText, writeText } from './file.ts';
import type { ConfigSpot, ServerEntry } from './formats/format.ts';
import { CLIENTS } from './known.ts';
import { isOurs, launchFor, launchNotes, type ServerStart } from './launch.ts';
import { applySkills, planSkills, type SkillPlan, skillFiles } from './skills.ts';

/** The name that our server has in the files of clients. */
const SERVER = 'backlog';

/** The program that clients are to start, as it lies on this machine, with the folders in which they are looked for. */
export interface Installation extends Ground {
  started: ServerStart;
  /** The folder of the plugin's skills, and its version. */
  skills: { folder: string; version: string };
}

/** What a person asks for: which client, where in it, and how. */
export interface ConnectionRequest {
  client: ClientProgram;
  scope: Scope;
  /** Also over an entry of our name that is not ours. */
  force?: boolean;
  /** Leaves the skills alone. */
  bare?: boolean;
  toolsets?: string | undefined;
}

/** What is to be done, as data: nothing has happened yet. */
export interface Plan {
  does: 'connect' | 'remove';
  file: string;
  /** The file's text; undefined if it does not exist. */
  before: string | undefined;
  after: string | undefined;
  /** What is known of an earlier connection, and what this one changes. */
  known: Connection | undefined;
  change: FileChange | undefined;
  skills: SkillPlan | undefined;
  notes: readonly string[];
}

/** A client's file as it is now. */
export interface OpenedFile {
  file: string;
  before: string | undefined;
  sheet: Sheet;
  spot: ConfigSpot;
  /** What stands under our name. */
  present: unknown;
}

/** Of several files, the one with our server's entry, otherwise one that exists. @throws BacklogError naming the line of a file that cannot be read */
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

/** What writes our server into a client's file. @throws BacklogError for a file that cannot be read, or an entry that is not ours */
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

/** What takes it out again: where nothing else changed since, every byte is as it was. @throws BacklogError as planConnect does */
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

/** Are the skills that a client has from us those of another version? */
export function hasOldSkills(client: ClientProgram, scope: Scope, installation: Installation): boolean {
  const { write, remove } = planSkills(
    skillsFolder(client, scope, installation),
    skillFiles(installation.skills, client.skills.style),
  );
  return remove.length > 0 || [...write.keys()].some((file) => readText(file) !== undefined);
}

/** Does a plan change anything? */
export function changesAnything({ before, after, skills }: Plan): boolean {
  return before !== after || Boolean(skills && skills.write.size + skills.remove.length > 0);
}

/** Carries out a plan. @throws BacklogError when the file is not as the plan saw it, or cannot be written */
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

/** The text as it was before we came, if it can be told and nothing else means anything else in it. */
function originalOf(sheet: Sheet, spot: ConfigSpot, known: Connection | undefined): string | undefined {
  const text = known && undone(sheet.text, known);
  return text !== undefined && sameBesides(sheet, spot, text) ? text : undefined;
}

/** What a person added to our entry (a switch, a variable) stays in a new one. */
function withSettingsOf(present: ServerEntry, entry: ServerEntry): ServerEntry {
  const merged = Object.entries(entry).map(([key, value]) => {
    const old = present[key];
    return [key, isTable(old) && isTable(value) ? { ...old, ...value } : value];
  });
  return { ...present, ...Object.fromEntries(merged) };
}

/** Other clients that are connected and read the same skills. */
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

function isTable(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
