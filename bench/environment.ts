/** Matches variables that would connect a measured process to the caller's sessions and stores. */
const PRIVATE = /^(CLAUDE|BACKLOG_(?!REPOSITORY$)|CODEX|TZ$|HOME$)/;

/** Whether to remove all variables except PATH from the environment. */
export const bare = process.argv.includes('--bare');

/**
 * Environment of every measured process and of the process it is compared with. By default, it is the caller's
 * environment: certificates or options in it can triple the start time of any Node process.
 */
export const environment: Readonly<Record<string, string>> = bare
  ? { PATH: process.env.PATH ?? '' }
  : (Object.fromEntries(Object.entries(process.env).filter(([name]) => !PRIVATE.test(name))) as Record<string, string>);
