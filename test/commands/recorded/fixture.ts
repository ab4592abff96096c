import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, vi } from 'vitest';

/** What commands print. `BACKLOG_RECORD=1 npx vitest run test/commands/recorded` writes these files. */
export const FOLDER = fileURLToPath(new URL('../../fixtures/recorded-outputs/', import.meta.url));
export const recording = process.env.BACKLOG_RECORD !== undefined;

/** Compares what a command prints with its file. @param name of the file in the folder, without its ending */
export function compare(name: string, said: string): void {
  const file = join(FOLDER, `${name}.txt`);
  if (recording) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, said);
  }
  const known = existsSync(file) ? readFileSync(file, 'utf8') : '';
  expect.soft(said, `the bytes of ${name} changed: BACKLOG_RECORD=1 npx vitest run test/commands/recorded`).toBe(known);
}

const PATH = process.env.PATH ?? '';

/**
 * Makes a folder with the only programs that the calls of a file find, so that no client of the machine is among them.
 * Commits in git have a fixed time.
 * @returns the path of the folder, after the start of the tests
 */
export function fewPrograms(): () => string {
  let programs = '';
  beforeAll(() => {
    programs = realpathSync(mkdtempSync(join(tmpdir(), 'programs-')));
    for (const name of ['git', 'node', 'sh']) {
      const found = PATH.split(':').find((folder) => existsSync(join(folder, name)));
      if (found) symlinkSync(join(found, name), join(programs, name));
    }
    vi.stubEnv('GIT_AUTHOR_DATE', '2026-07-30T12:00:00Z');
    vi.stubEnv('GIT_COMMITTER_DATE', '2026-07-30T12:00:00Z');
    return () => {
      vi.unstubAllEnvs();
      rmSync(programs, { recursive: true });
    };
  });
  return () => programs;
}

/** Runs a function that finds only the programs in this folder. */
export async function finding<T>(programs: string, act: () => Promise<T>): Promise<T> {
  vi.stubEnv('PATH', programs);
  try {
    return await act();
  } finally {
    vi.stubEnv('PATH', PATH);
  }
}
