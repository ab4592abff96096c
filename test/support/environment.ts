/** What every program that a test starts is given: where programs are, and the code that earlier ones have compiled (test/support/setup.ts). */
export const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '',
};
