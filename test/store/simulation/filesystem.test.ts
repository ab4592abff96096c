import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { fsBackend } from '../../../src/store/backends/fs.ts';
import { tempFolder } from '../../support/folder.ts';
import { runs } from '../../support/seed.ts';
import { beginnings, runSchedule } from './schedule.ts';
import { type Files, type Place, stepping } from './world.ts';

test('schedules on the real filesystem: the same checks', async () => {
  const starts = await beginnings();
  const root = tempFolder();
  for (let seed = 0; seed < runs(12, 60); seed++) {
    const folder = mkdtempSync(join(root, 's-'));
    const wrong = await runSchedule(seed, starts[seed % starts.length]!, { settle: (files) => onDisk(folder, files) });
    if (wrong.length > 0) expect.fail(`seed ${seed}: ${wrong.join('; ')}`);
    rmSync(folder, { recursive: true });
  }
});

function onDisk(folder: string, files: Files): Place {
  for (const [path, { data }] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), data);
  }
  return { backend: (around) => stepping(fsBackend(folder), around), files: () => readAll(folder) };
}

function readAll(folder: string): Files {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    paths.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(folder.length + 1), { data: readFileSync(path), modified: 0 }];
    }),
  );
}
