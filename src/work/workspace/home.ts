import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { refuse } from '../../domain/errors.ts';

/**
 * Returns the user's home folder. With an empty or relative HOME, every working directory would get its own store. In
 * that case, the operating system's answer counts. If it has none either, returns the root, where nobody can write by
 * mistake.
 */
export function homeFolder(): string {
  try {
    const home = homedir();
    return isAbsolute(home) ? home : userInfo().homedir;
  } catch {
    return '/';
  }
}

/**
 * Returns the folder of all stores, and of a person's data that belongs to no workspace.
 * @throws BacklogError `usage` for a relative BACKLOG_HOME, which would depend on the working directory
 */
export function backlogHome({ BACKLOG_HOME }: Readonly<Record<string, string | undefined>>): string {
  if (BACKLOG_HOME && !isAbsolute(BACKLOG_HOME))
    refuse('usage', `BACKLOG_HOME: expected an absolute path, received ${BACKLOG_HOME}`);
  return BACKLOG_HOME || join(homeFolder(), '.backlog');
}
