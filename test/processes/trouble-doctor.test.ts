import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { atTerminal } from '../e2e/support/terminal.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { soak } from '../support/soak-test.ts';
import { type Site, site } from './site.ts';

const plugin = builtPlugin();

function backlog({ project, home }: Site, ...words: string[]): Promise<{ code: number; said: string }> {
  const env = { ...ENVIRONMENT, HOME: home, BACKLOG_HOME: home, TZ: 'UTC' };
  return new Promise((resolve) => {
    execFile(process.execPath, [plugin.cli, ...words], { cwd: project, env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, said: out + err }),
    );
  });
}

soak('doctor says of every damaged file what is lost and how to get it back; --fix mends what is safe', async () => {
  const where = site(plugin.server);
  for (const task of ['One', 'Two', 'Three']) await backlog(where, 'add', task);
  const log = join(where.storeDir(), 'log');
  const [first, second, third] = readdirSync(log)
    .sort()
    .map((name) => join(log, name)) as [string, string, string];
  const change = (file: string, from: RegExp, to: string) =>
    writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
  change(first, /"sum":"./, '"sum":"x');
  const found = await backlog(where, 'doctor');
  expect(found.code).toBe(1);
  expect(found.said).toContain(`${first}: the sum of commit 1 does not match its content\n  lost: nothing`);
  expect(await backlog(where, 'list')).toMatchObject({ code: 1 });
  const fixed = await backlog(where, 'doctor', '--fix');
  expect(fixed).toMatchObject({ code: 0, said: expect.stringContaining(`Fixed: ${first}`) });
  expect((await backlog(where, 'list')).said).toContain('Three');
  change(second, /Two/, 'Too');
  const left = await backlog(where, 'doctor', '--fix');
  expect(left).toMatchObject({ code: 1, said: expect.stringContaining('lost: changes 2 to') });
  expect(readFileSync(second, 'utf8')).toContain('Too');
  expect(third).toBeDefined();
});

test("a damaged marker: doctor says which queue is the repository's, and --fix gives it back", async () => {
  const where = site(plugin.server);
  await backlog(where, 'add', 'Before');
  const marker = join(where.project, '.git/backlog');
  writeFileSync(marker, '{"work');
  expect(await backlog(where, 'list')).toMatchObject({ code: 1, said: expect.stringContaining('backlog doctor') });
  const found = await backlog(where, 'doctor');
  expect(found).toMatchObject({
    code: 1,
    said: expect.stringContaining('lost: which queue belongs to this repository'),
  });
  expect(found.said).toContain(
    `write it again for ${where.storeDir()}, which recorded this repository: run \`backlog doctor --fix\``,
  );
  expect(await backlog(where, 'doctor', '--fix')).toMatchObject({ code: 0, said: expect.stringContaining('Fixed') });
  expect((await backlog(where, 'list')).said).toContain('Before');
  expect(await backlog(where, 'doctor')).toMatchObject({ code: 0, said: expect.stringContaining('No problems found') });
});

soak('doctor names the other stores that one may miss tasks of, and says which is used', async () => {
  const where = site(plugin.server);
  await backlog(where, 'add', 'Old');
  const old = where.storeDir();
  rmSync(join(where.project, '.git/backlog'));
  // A script begins no second queue.
  expect(await backlog(where, 'add', 'New')).toMatchObject({ code: 1, said: expect.stringContaining('queue link') });
  const before = await backlog(where, 'doctor');
  expect(before.said).toMatch(/^No queue is linked here\. `backlog queue link /);
  expect(before.said).toContain(`a queue of this repository exists: ${old} (1 task). `);
  const person = await atTerminal([process.execPath, plugin.cli, 'add', 'New'], {
    ...{ cwd: where.project, env: { ...ENVIRONMENT, HOME: where.home, BACKLOG_HOME: where.home, TZ: 'UTC' } },
  });
  expect(person.code).toBe(0);
  const { code, said } = await backlog(where, 'doctor');
  const [used] = JSON.parse((await backlog(where, 'doctor', '--json')).said).dir.split('\n');
  expect(used).not.toBe(old);
  expect([code, said]).toEqual([
    0,
    expect.stringContaining(
      `another queue of this repository exists: ${old} (1 task). Your changes here go to ${used}. \`BACKLOG_DIR=${old} backlog list\` shows the other queue`,
    ),
  ]);
});

soak(
  'doctor names the store that a folder had before it became a repository, and the one that BACKLOG_DIR hides',
  async () => {
    const where = site(plugin.server);
    rmSync(join(where.project, '.git'), { recursive: true });
    const sub = { ...where, project: join(where.project, 'sub') };
    mkdirSync(sub.project);
    await backlog(sub, 'add', 'Of the folder');
    const [old] = readdirSync(join(where.home, 'workspaces'));
    mkdirSync(join(where.project, '.git/objects'), { recursive: true });
    mkdirSync(join(where.project, '.git/refs'), { recursive: true });
    writeFileSync(join(where.project, '.git/HEAD'), 'ref: refs/heads/main\n');
    await backlog(where, 'add', 'Of the repository');
    const { said } = await backlog(sub, 'doctor');
    expect(said).toContain(`another queue of the folder ${sub.project} itself exists: `);
    expect(said).toContain(`workspaces/${old} (1 task)`);
  },
);

soak('a checkpoint whose writer died before its manifest is none, and no damage', async () => {
  const where = site(plugin.server);
  await backlog(where, 'add', 'One');
  const folder = join(where.storeDir(), 'checkpoints', '000000000001');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'counter.json'), '{"task":{"last":1}}');
  const { code, said } = await backlog(where, 'doctor');
  expect([code, said]).toEqual([0, expect.stringContaining('checkpoints at none')]);
});
