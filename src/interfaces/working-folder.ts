/**
 * Returns the folder in which the process was started. If the folder no longer exists, returns its name from the shell,
 * so that an error can contain the name.
 */
export function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env.PWD ?? '';
  }
}
