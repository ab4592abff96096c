/**
 * The environment of every program that a test starts: the PATH, the cache of compiled code and the home folder
 * (test/support/setup.ts). Without HOME, a program would use the home folder of the person who runs the tests.
 */
export const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
  get HOME() {
    return process.env.HOME ?? '';
  },
};
