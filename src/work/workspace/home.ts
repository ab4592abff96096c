import { homedir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

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
