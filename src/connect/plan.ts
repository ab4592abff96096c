import { refuse } from '../domain/errors.ts';
import { leadsOut } from '../store/index.ts';
import type { ClientProgram } from './client.ts';
import { type ClientGround, projectRoot } from './client-files.ts';
import { type ClientConnection, changeBetween, type FileChange, openConnections, undone } from './connections.ts';
import { canonical, type Sheet, sameBesides, withEntry, withoutEntry } from './edit.ts';
import { readText, removeText, replaceText } from './file.ts';
import type { ConfigPath } from './formats/format.ts';
import { launchNotes } from './launch.ts';
import { openFile, partOf } from './opened-file.ts';
import type { ConnectPart } from './part.ts';
import type { ConnectionRequest, Installation } from './request.ts';
import { foreignNotes, skillsOf, skillsToRemove } from './skill-plans.ts';
import { applySkills, type SkillPlan } from './skills.ts';

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

/** Plans to add the part. @throws BacklogError if the file can't be read or another program wrote the entry */
export async function planConnect(request: ConnectionRequest, installation: Installation): Promise<ConnectPlan> {
  const { client, scope, force = false, chain = false } = request;
  const part = partOf(request);
  const { file, before, sheet, path, present } = await openFile(client, scope, installation, part);
  if (present !== undefined && !part.isOurs(present) && !force && !(chain && part.chains(present)))
    part.refuseForeign(file, present, lineOf(request));
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

/**
 * Plans to remove the part. If the file is otherwise unchanged since the connection, restores every byte of the
 * original file.
 * @throws BacklogError if the file can't be read or another program wrote the entry
 */
export async function planRemove(request: ConnectionRequest, installation: Installation): Promise<ConnectPlan> {
  const { client, scope, force = false } = request;
  const part = partOf(request);
  const { file, before, sheet, path, present } = await openFile(client, scope, installation, part);
  if (present !== undefined && !part.isOurs(present) && !force) part.refuseForeign(file, present, undefined);
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

/** Returns the command line of a request, without the flags that answer a refusal. */
function lineOf({ client, scope, statusLine }: ConnectionRequest): string {
  return `backlog connect ${client.name}${statusLine ? ' --status-line' : ''} --scope ${scope}`;
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
