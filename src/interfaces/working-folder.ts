/**
 * Returns the folder in which the process was started. If somebody has removed this folder, the shell still has its
 * name, and the error contains that name.
 */
export function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env.PWD ?? '';
  }
}
