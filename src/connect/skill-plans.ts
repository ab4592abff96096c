import { BacklogError } from '../domain/errors.ts';
import { type ClientProgram, SCOPES, type Scope } from './client.ts';
import { type ClientGround, skillsFolder } from './client-files.ts';
import { readText } from './file.ts';
import { CLIENTS } from './known-clients.ts';
import { isOurs } from './launch.ts';
import { openFile } from './opened-file.ts';
import type { ConnectionRequest, Installation } from './request.ts';
import { planSkills, type SkillPlan, skillFiles } from './skills.ts';

/** Plans to add the skills. Undefined if the request doesn't concern them. */
export function skillsOf(
  { client, scope, bare, statusLine }: ConnectionRequest,
  ground: Installation,
): SkillPlan | undefined {
  if (bare || statusLine) return undefined;
  return planSkills(skillsFolder(client, scope, ground), skillFiles(ground.skills, client.skills.style));
}

/** Plans to remove the skills, unless another connected client reads them. */
export async function skillsToRemove(
  { client, scope, bare, statusLine }: ConnectionRequest,
  installation: Installation,
): Promise<{ skills: SkillPlan | undefined; notes: readonly string[] }> {
  if (statusLine) return { skills: undefined, notes: [] };
  const folder = skillsFolder(client, scope, installation);
  const others = await otherReaders(folder, client, installation);
  const skills = others.length > 0 || bare ? undefined : planSkills(folder, new Map());
  const notes = others.length > 0 ? [`The skills in ${folder} stay for ${others.join(', ')}.`] : foreignNotes(skills);
  return { skills, notes };
}

/** Checks whether another version of Backlog wrote the client's skills. */
export function hasOldSkills(client: ClientProgram, scope: Scope, installation: Installation): boolean {
  const { write, remove } = planSkills(
    skillsFolder(client, scope, installation),
    skillFiles(installation.skills, client.skills.style),
  );
  return remove.length > 0 || [...write.keys()].some((file) => readText(file) !== undefined);
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

export function foreignNotes(skills: SkillPlan | undefined): string[] {
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
