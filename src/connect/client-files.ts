import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { refuse } from '../domain/errors.ts';
import type { ClientProgram, Machine, Scope } from './client.ts';
import { onPath } from './launch.ts';

/** The folders that files are looked for in. */
export interface Ground {
  machine: Machine;
  /** Where the call came from. */
  cwd: string;
}

/** The files that a client may have for a scope, the usual one first. @throws BacklogError for a scope that it has not, or a project where none is */
export function clientFiles({ name, title, files }: ClientProgram, scope: Scope, { machine, cwd }: Ground): string[] {
  if (scope === 'user') return [...files.user(machine)];
  if (!files.project)
    return refuse('usage', `${title} has no files of projects`, {
      hint: `\`backlog connect ${name} --scope user\` connects it for all your repositories.`,
    });
  const root = projectRoot(cwd, machine);
  return files.project.map((path) => join(root, path));
}

export function skillsFolder({ skills }: ClientProgram, scope: Scope, { machine, cwd }: Ground): string {
  return scope === 'user' ? skills.user(machine) : join(projectRoot(cwd, machine), skills.project);
}

/** Has the client been used on this machine, or can it be started? */
export function isFound(client: ClientProgram, machine: Machine): boolean {
  return client.programs.some((program) => onPath(program, machine)) || existsSync(client.folder(machine));
}

/** The repository that the folder is in, else the folder itself. @throws BacklogError for the home folder */
function projectRoot(cwd: string, { home }: Machine): string {
  let root = cwd;
  while (!existsSync(join(root, '.git')) && dirname(root) !== root) root = dirname(root);
  const found = existsSync(join(root, '.git')) ? root : cwd;
  if (found !== home) return found;
  return refuse('usage', 'there is no project here: this is your home folder', {
    hint: 'Call it in a repository, or say --scope user.',
  });
}
