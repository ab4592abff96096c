import { fileURLToPath } from 'node:url';
import { ENVIRONMENT } from './environment.ts';

const folder = (name: string): string => fileURLToPath(new URL(`../fixtures/darwin/${name}`, import.meta.url));

/**
 * Variables with which a Node program on Linux behaves as on macOS: `process.platform`, and `ps` and `sysctl` with
 * Apple's output.
 */
export const DARWIN = {
  NODE_OPTIONS: `--import=${folder('preload.mjs')}`,
  PATH: `${folder('bin')}:${ENVIRONMENT.PATH}`,
};
