import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backupsBeforeRestore, KEPT, removeOld } from '../../src/store/backup/copy-retention.ts';
import { mendStore } from '../../src/store/doctor/store.ts';
import { countSetAside, openStore } from '../../src/store/index.ts';
import { tempFolder } from '../support/folder.ts';

const DAY_MS = 86_400_000;
const NOW = Date.parse('2026-06-01T12:00:00Z');

function put(path: string, daysAgo: number): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, 'x');
  const at = new Date(NOW - daysAgo * DAY_MS);
  utimesSync(path, at, at);
}

test("backups that restores made go after 30 days, but for the newest three; nobody else's ever", () => {
  const folder = tempFolder();
  const ages = { '20260101-120000': 151, '20260201-120000': 120, '20260301-120000': 92, '20260401-120000': 61 };
  for (const [time, age] of Object.entries(ages)) put(join(folder, `web-before-restore-${time}.tar.gz`), age);
  put(join(folder, 'web-before-restore-20251201-120000', 'format.json'), 180);
  utimesSync(join(folder, 'web-before-restore-20251201-120000'), new Date(0), new Date(0));
  const others = [
    'web-backup-20250101-120000.tar.gz',
    'web-before-restore-mine.tar.gz',
    'web-before-restore-20250101-120000.tar.gz.old',
    'web2-before-restore-20250101-120000.tar.gz',
    'notes.txt',
  ];
  for (const name of others) put(join(folder, name), 400);
  removeOld(backupsBeforeRestore(folder, 'web'), KEPT.backups, NOW);
  const stay = ['20260201', '20260301', '20260401'].map((day) => `web-before-restore-${day}-120000.tar.gz`);
  expect(readdirSync(folder).sort()).toEqual([...others, ...stay].sort());
  put(join(folder, 'web-before-restore-20260520-120000.tar.gz'), 12);
  put(join(folder, 'web-before-restore-20260521-120000.tar.gz'), 11);
  put(join(folder, 'web-before-restore-20260522-120000.tar.gz'), 10);
  put(join(folder, 'web-before-restore-20260523-120000.tar.gz'), 9);
  removeOld(backupsBeforeRestore(folder, 'web'), KEPT.backups, NOW);
  expect(backupsBeforeRestore(folder, 'web')).toHaveLength(4);
  expect(backupsBeforeRestore(join(folder, 'none'), 'web')).toEqual([]);
});

test('what doctor replaced goes 90 days later, when it mends again', async () => {
  const dir = tempFolder();
  await openStore({ dir, create: true });
  const [old, young] = [join(dir, 'damaged/log/000000000001.json.1'), join(dir, 'damaged/blobs/aa/b.1')];
  put(old, 91);
  put(young, 89);
  expect(await countSetAside(dir)).toBe(2);
  await mendStore(dir, NOW);
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
});
