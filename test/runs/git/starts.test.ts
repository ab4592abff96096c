import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { cleanRun, land, targetTip, workLeft } from '../../../src/runs/git/index.ts';
import { writeFiles } from '../../support/files.ts';
import { tempFolder } from '../../support/folder.ts';
import { landing, merged, stage } from './stage.ts';

/** Counts the starts of git by its callers: puts a program before git on PATH that writes a line and becomes git. */
function countingGit(): (act: () => Promise<unknown>) => Promise<number> {
  const folder = tempFolder('counted');
  const path = process.env.PATH ?? '';
  const log = join(folder, 'starts');
  writeFiles(folder, { git: `#!/bin/sh\necho "$*" >> '${log}'\nPATH='${path}' exec git "$@"\n` });
  chmodSync(join(folder, 'git'), 0o755);
  return async (act) => {
    rmSync(log, { force: true });
    vi.stubEnv('PATH', `${folder}${delimiter}${path}`);
    try {
      await act();
    } finally {
      vi.unstubAllEnvs();
    }
    return existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n').length : 0;
  };
}

test('each step of a run starts git no more often than it has questions', async () => {
  const starts = countingGit();
  onTestFinished(() => void vi.unstubAllEnvs());
  const on = stage();
  await on.start('r9'); // Makes the private copy.
  const place = on.place();
  let tree = '';
  let result = await on.snapshot('r9');
  let approved = { tip: '', old: '' };
  expect({
    target: await starts(() => targetTip(on.repository)),
    prepare: await starts(async () => {
      tree = await on.start();
    }),
    snapshot: await starts(async () => {
      writeFiles(tree, { 'a.txt': 'work\n', 'new.txt': 'new\n' });
      result = await on.snapshot();
    }),
    look: await starts(() => workLeft(place, false)),
    merge: await starts(async () => {
      approved = await merged(on, result);
    }),
    land: await starts(() => land(on.place(), landing(approved))),
    clean: await starts(() => cleanRun(place, { done: true })),
  }).toEqual({ target: 0, prepare: 4, snapshot: 9, look: 1, merge: 5, land: 16, clean: 3 });
});
