/** What would make a measured process belong to somebody: sessions and stores of the caller. */
const PRIVATE = /^(CLAUDE|BACKLOG_(?!REPOSITORY$)|CODEX|TZ$|HOME$)/;

/** Is the environment stripped to PATH? */
export const bare = process.argv.includes('--bare');

/**
 * The environment of every measured process and of the floor it is compared with. Usually the caller's own: certificates
 * or options that are named there can triple the time in which any Node process starts, on both sides.
 */
export const environment: Readonly<Record<string, string>> = bare
  ? { PATH: process.env.PATH ?? '' }
  : (Object.fromEntries(Object.entries(process.env).filter(([name]) => !PRIVATE.test(name))) as Record<string, string>);
