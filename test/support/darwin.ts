import { fileURLToPath } from 'node:url';
import { ENVIRONMENT } from './environment.ts';

const folder = (name: string): string => fileURLToPath(new URL(`../fixtures/darwin/${name}`, import.meta.url));

/** What makes a Node program of ours take its macOS ways on Linux: `process.platform`, and `ps` and `sysctl` that print as Apple's do. */
export const DARWIN = {
  NODE_OPTIONS: `--import=${folder('preload.mjs')}`,
  PATH: `${folder('bin')}:${ENVIRONMENT.PATH}`,
};
