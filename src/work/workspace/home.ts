import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { refuse } from '../../domain/errors.ts';

/**
 * The user's home folder. A HOME that is empty or relative would put another store into every folder that one calls from, so then it is
 * the one that the system knows; without any, the root, where nobody can write by mistake.
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
 * Where everything of a person is that belongs to no single workspace, and all the stores.
 * @throws BacklogError `usage` for a relative BACKLOG_HOME, which would be another folder wherever one calls from
 */
export function backlogHome({ BACKLOG_HOME }: Readonly<Record<string, string | undefined>>): string {
  if (BACKLOG_HOME && !isAbsolute(BACKLOG_HOME))
    refuse('usage', `BACKLOG_HOME: expected an absolute path, received ${BACKLOG_HOME}`);
  return BACKLOG_HOME || join(homeFolder(), '.backlog');
}
