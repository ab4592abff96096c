import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { makeSocketFolder } from '../../../src/runs/sandbox/socket-folder.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { tempFolder } from '../../support/folder.ts';
import { NEEDS_SANDBOX } from '../../support/needs-sandbox.ts';
import { soak } from '../../support/soak-test.ts';
import { field } from '../support/field.ts';

const plugin = builtPlugin();
const PREFIX = 'backlog-sandbox-';

/** Makes another temporary folder the one of this process, and returns it. */
function temporary(): string {
  const before = process.env.TMPDIR;
  const folder = tempFolder('tmp');
  process.env.TMPDIR = folder;
  onTestFinished(() => {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  });
  return folder;
}

test('the next start of a sandbox removes what killed processes left, and nothing else', async () => {
  const folder = temporary();
  const self = processId()!;
  const made = (name: string, owner: object | undefined, mode = 0o700): void => {
    mkdirSync(join(folder, name, 's'), { recursive: true });
    if (owner) writeFileSync(join(folder, name, 'owner'), JSON.stringify(owner));
    chmodSync(join(folder, name), mode);
  };
  made(`${PREFIX}dead`, { ...self, start: '1' });
  made(`${PREFIX}reboot`, { ...self, boot: '11111111-2222-4333-8444-555555555555' });
  made(`${PREFIX}alive`, self);
  made(`${PREFIX}elsewhere`, { ...self, host: 'other', start: '1' });
  made(`${PREFIX}open`, { ...self, start: '1' }, 0o777);
  made(`${PREFIX}odd`, [1]);
  made(`${PREFIX}none`, undefined);
  made('another-program', { ...self, start: '1' });
  const { sockets, remove } = await makeSocketFolder();
  const kept = ['another-program', ...['alive', 'elsewhere', 'none', 'odd', 'open'].map((name) => `${PREFIX}${name}`)];
  expect(readdirSync(folder).sort()).toEqual([...kept, basename(dirname(sockets))].sort());
  expect(JSON.parse(readFileSync(join(sockets, '../owner'), 'utf8'))).toEqual(self);
  // The longest name of a socket there. macOS allows 104 bytes, of which its temporary folder takes 49.
  expect(join(sockets, '65535.sock').length - tmpdir().length).toBeLessThan(55);
  await remove();
  expect(readdirSync(folder).sort()).toEqual(kept);
});

test('a process that was killed while it wrote how its container is removed keeps no later start from its own', async () => {
  const folder = temporary();
  const left = join(folder, `${PREFIX}dead`);
  mkdirSync(left, { mode: 0o700 });
  writeFileSync(join(left, 'owner'), JSON.stringify({ ...processId()!, start: '1' }));
  writeFileSync(join(left, 'container'), '{"line":"exec dock');
  await (await makeSocketFolder()).remove();
  expect(readdirSync(folder)).toEqual([]);
});

test('an engine that hangs, deaf to SIGTERM, holds nobody up, and the next start removes the container', async () => {
  const folder = temporary();
  const { holds, remove, name } = await makeSocketFolder(50);
  holds({ line: `trap '' TERM; while :; do sleep 0.1; done`, env: { PATH: process.env.PATH! } });
  await remove();
  expect(readdirSync(folder)).toEqual([name]);
  holds({ line: `exec touch ${folder}/removed`, env: { PATH: process.env.PATH! } });
  writeFileSync(join(folder, name, 'owner'), JSON.stringify({ ...processId()!, start: '1' }));
  await (await makeSocketFolder()).remove();
  expect(readdirSync(folder)).toEqual(['removed']);
});

/** The folders of sandboxes that a process serves, in the temporary folder of this machine. */
function servedBy(pid: number): string[] {
  const folders = readdirSync(tmpdir()).filter((name) => name.startsWith(PREFIX));
  return folders.map((name) => join(tmpdir(), name)).filter((folder) => ownerOf(folder) === pid);
}

/** Other tests remove theirs at the same time. */
function ownerOf(folder: string): number | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'owner'), 'utf8')).pid;
  } catch {
    return undefined;
  }
}

soak('a supervisor that was killed leaves its sockets until the next command', NEEDS_SANDBOX, async () => {
  const place = await field({ supervisor: plugin.supervisor });
  const argv = ['/bin/sh', '-c', '[ "$BACKLOG_ROUND" = 1 ] && sleep 600; echo b > src/a.txt'];
  await place.run('agent_add', { name: 'sh', provider: 'command', argv, sandbox: 'worktree' });
  const id = await place.start(await place.task({ description: 'Do' }), 'sh');
  const { supervisor } = await place.until(id, (run) => run.process !== undefined);
  const { pid } = supervisor!;
  expect(servedBy(pid)).toHaveLength(1);
  process.kill(pid, 'SIGKILL');
  await place.until(id, () => !place.processes().includes(pid));
  // The maintenance before a command ends what the supervisor left.
  await place.run('run_list');
  expect(servedBy(pid)).toEqual([]);
  await place.run('run_resume', { run: id });
  const next = await place.until(id, (run) => run.supervisor !== undefined && run.supervisor.pid !== pid);
  await place.becomes(id, 'review');
  await place.until(id, () => place.processes().length === 0);
  expect(servedBy(next.supervisor!.pid)).toEqual([]);
});
