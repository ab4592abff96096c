/**
 * The environment of every program that a test starts: the PATH, and the cache of compiled code
 * (test/support/setup.ts).
 */
export const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
};
