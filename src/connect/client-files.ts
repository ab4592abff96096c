import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { refuse } from '../domain/errors.ts';
import type { ClientProgram, Machine, Scope } from './client.ts';
import { onPath } from './launch.ts';

/** The folders that the paths of a client's files begin with. */
export interface ClientGround {
  machine: Machine;
  /** Working folder of the caller. */
  cwd: string;
}

/**
 * Returns the possible configuration files of a client in a config scope, the most common one first.
 * @throws BacklogError if the client doesn't have the scope, or for the project scope in the home folder
 */
export function clientFiles(
  { name, title, files }: Pick<ClientProgram, 'name' | 'title' | 'files'>,
  scope: Scope,
  { machine, cwd }: ClientGround,
): string[] {
  if (scope === 'user') return [...files.user(machine)];
  if (!files.project)
    return refuse('usage', `${title} has no files of projects`, {
      hint: `\`backlog connect ${name} --scope user\` connects it for all your repositories.`,
    });
  const root = projectRoot(cwd, machine);
  return files.project.map((path) => join(root, path));
}

export function skillsFolder({ skills }: ClientProgram, scope: Scope, { machine, cwd }: ClientGround): string {
  return scope === 'user' ? skills.user(machine) : join(projectRoot(cwd, machine), skills.project);
}

/** Checks whether the client has been used on this machine, or its program is on the PATH. */
export function isFound(client: ClientProgram, machine: Machine): boolean {
  return client.programs.some((program) => onPath(program, machine)) || existsSync(client.folder(machine));
}

/**
 * Returns the top folder of the repository around a folder. Without a repository, returns the folder itself.
 * @throws BacklogError for the home folder
 */
export function projectRoot(cwd: string, { home }: Machine): string {
  let root = cwd;
  while (!existsSync(join(root, '.git')) && dirname(root) !== root) root = dirname(root);
  const found = existsSync(join(root, '.git')) ? root : cwd;
  if (found !== home) return found;
  return refuse('usage', 'there is no project here: this is your home folder', {
    hint: 'Call it in a repository, or say --scope user.',
  });
}
