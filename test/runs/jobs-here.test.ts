import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { expect, test } from 'vitest';
import { field } from './support/field.ts';
import { jobsHere } from './support/jobs-here.ts';
import { lives } from './support/programs.ts';

/** Jobs of a queue without webhooks, whose program only writes its PATH. */
async function jobs() {
  const { root, store, user: cwd, task } = await field({ supervisor: '' });
  await task({ description: 'First' });
  const [supervisor, seen] = [join(root, 'supervisor.cjs'), join(root, 'seen')];
  writeFileSync(supervisor, `require('node:fs').writeFileSync(${JSON.stringify(seen)}, process.env.PATH)`);
  const made = jobsHere({ supervisor, folder: root, server: '' });
  return { ...made, seen, folders: { store, cwd, log: join(root, 'log') } };
}

test('a job with another PATH is a program, which has this PATH', async () => {
  const { start, seen, folders } = await jobs();
  const path = [process.env.PATH, '/another'].join(delimiter);
  start({ deliver: 'events' }, { ...folders, path });
  await expect.poll(() => existsSync(seen) && readFileSync(seen, 'utf8')).toBe(path);
});

test('a PATH that changes while a job works fails its test, because the program keeps its own', async () => {
  const { start, end, folders } = await jobs();
  const own = process.env.PATH;
  const pid = start({ deliver: 'events' }, folders)!;
  process.env.PATH = [own, '/another'].join(delimiter);
  await expect.poll(() => lives(pid)).toBe(false);
  process.env.PATH = own;
  await expect(end(async () => {})).rejects.toThrow('PATH changed during the job deliver events');
});
