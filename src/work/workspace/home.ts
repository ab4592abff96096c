import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { refuse } from '../../domain/errors.ts';

/**
 * Returns the user's home folder. Ignores an empty or relative HOME, because every working directory would then get its
 * own store, and uses the operating system's value. Without that value, returns the root folder, where nobody can write
 * by mistake.
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
 * Returns the folder for all stores and for a person's data outside of workspaces.
 * @throws BacklogError `usage` for a relative BACKLOG_HOME, which would depend on the working directory
 */
export function backlogHome({ BACKLOG_HOME }: NodeJS.ProcessEnv): string {
  if (BACKLOG_HOME && !isAbsolute(BACKLOG_HOME))
    refuse('usage', `BACKLOG_HOME: expected an absolute path, received ${BACKLOG_HOME}`);
  return BACKLOG_HOME || join(homeFolder(), '.backlog');
}

/** Returns the folder of the board's server: its secret, the logged-in browsers, and the tokens. */
export function boardFolder(env: NodeJS.ProcessEnv): string {
  return join(backlogHome(env), 'board');
}

/** Returns the path of the person's own config file, in the folder of all queues. */
export function personFile(): string {
  return join(backlogHome(process.env), 'config.yaml');
}
