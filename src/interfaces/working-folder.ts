/** Where the process was started. Of a folder that was removed under it the shell still knows the name, which the error then says. */
export function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env.PWD ?? '';
  }
}
