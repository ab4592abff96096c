import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';
import { missingFile, unless } from '../support/needs.ts';

test('a store where no folder can be made is refused at once', unless(missingFile('/proc/self')), async () => {
  await expect(openStore({ dir: '/proc/none/of/these', create: true })).rejects.toMatchObject({ code: 'store' });
});

test('a store behind a link that leads nowhere is refused, and one behind a link to a folder is made', async () => {
  const folder = tempFolder('folders');
  symlinkSync(join(folder, 'gone'), join(folder, 'link'));
  await expect(openStore({ dir: join(folder, 'link/a/b'), create: true })).rejects.toMatchObject({ code: 'store' });
  mkdirSync(join(folder, 'gone'));
  const store = await openStore({ dir: join(folder, 'link/a/b'), create: true });
  expect(store.exists).toBe(true);
  await store.close();
});
