import { linkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { diskSettings } from '../../../src/runs/git/store/store-repo.ts';
import { tempFolder } from '../../support/folder.ts';

test.each<[disk: string, mode: number, ignoresCase: boolean, config: string]>([
  ['with letter case and modes', 0o600, false, ''],
  ['without letter case', 0o600, true, '[core]\n\tignorecase = true\n'],
  ['without modes', 0o777, false, '[core]\n\tfilemode = false\n'],
  ['without both', 0o777, true, '[core]\n\tignorecase = true\n\tfilemode = false\n'],
])('a disk %s', async (_, mode, ignoresCase, config) => {
  const file = join(tempFolder('disk'), 'person.config');
  writeFileSync(file, '', { mode });
  if (ignoresCase) linkSync(file, file.replace('person.config', 'PERSON.CONFIG'));
  expect(await diskSettings(file)).toBe(config);
});
