/**
 * The folder in which the process was started. If it was removed, the shell still has its name, and the error contains
 * it.
 */
export function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env.PWD ?? '';
  }
}
