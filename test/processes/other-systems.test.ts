import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { field } from '../runs/support/field.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { DARWIN } from '../support/darwin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { soak } from '../support/soak-test.ts';

const plugin = builtPlugin();

const HERE = { ...DARWIN, TZ: 'Europe/Berlin', LC_ALL: 'C' };
const ELSEWHERE = { ...DARWIN, TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8' };

/** A repository with a task, and an agent `gated` that writes its result when the file `go` is there. */
async function place() {
  const site = await field({ supervisor: plugin.supervisor });
  const go = join(site.root, 'go');
  await site.agent(
    'gated',
    `import { existsSync, writeFileSync } from 'node:fs';
     import { spawn } from 'node:child_process';
     const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
     child.unref();
     writeFileSync(${JSON.stringify(join(site.root, 'left'))}, String(child.pid) + '\\n');
     const wait = setInterval(() => {
       if (!existsSync(${JSON.stringify(go)})) return;
       clearInterval(wait);
       writeFileSync('src/a.txt', 'b\\n');
     }, 20);`,
  );
  await site.task({ description: 'Given to an agent' });
  await site.task({ description: 'Taken in a shell' });
  const backlog = (env: Readonly<Record<string, string>>, ...words: string[]): SpawnSyncReturns<string> =>
    spawnSync(process.execPath, [plugin.cli, ...words], {
      cwd: site.user,
      env: { ...ENVIRONMENT, HOME: site.root, BACKLOG_HOME: site.root, BACKLOG_DIR: site.store, ...env },
      encoding: 'utf8',
    });
  return { ...site, backlog, go: () => writeFileSync(go, ''), left: join(site.root, 'left') };
}

soak(
  "on macOS commands of another zone and language leave a live run and the claims of the living alone, and a run's end ends what left its group",
  async () => {
    const { backlog, becomes, now, go, left, root, user, store } = await place();
    const begun = backlog(HERE, 'run', 'start', '1', '--agent', 'gated');
    expect([begun.status, begun.stderr]).toEqual([0, '']);
    await becomes('r1', 'running');
    await expect.poll(() => existsSync(left) && readFileSync(left, 'utf8')).toMatch(/\n/);
    // By a shell for each call, as agents do that name no session.
    const call = (env: typeof HERE, line: string) =>
      spawnSync('/bin/bash', ['-c', `${process.execPath} ${plugin.cli} ${line}; exit $?`], {
        cwd: user,
        env: { ...ENVIRONMENT, ...env, HOME: root, BACKLOG_DIR: store, CURSOR_AGENT: '1' },
        encoding: 'utf8',
      });
    expect(call(HERE, 'start 2').status).toBe(0);
    expect(backlog(ELSEWHERE, 'claim', 'list').stdout).toContain(`cursor (process ${process.pid})`);
    expect(call(ELSEWHERE, 'done 2').stdout).toContain('Completed');
    expect(backlog(ELSEWHERE, 'run', 'list').stdout).not.toContain('interrupted');
    expect((await now('r1')).state).toBe('running');
    go();
    await becomes('r1', 'review');
    const pid = Number(readFileSync(left, 'utf8'));
    await expect
      .poll(() => existsSync(`/proc/${pid}/environ`) && readFileSync(`/proc/${pid}/environ`, 'utf8'))
      .toBeFalsy();
  },
);

soak(
  'on macOS the end of a run whose supervisor was killed ends the shell of its agent, whose environment no list shows',
  async () => {
    const site = await field({ supervisor: plugin.supervisor });
    const shell = join(site.root, 'shell');
    await site.agent(
      'shelled',
      `import { spawn } from 'node:child_process';
       import { writeFileSync } from 'node:fs';
       const child = spawn('/bin/bash', ['-c', 'while :; do sleep 100; done'], { detached: true, stdio: 'ignore' });
       writeFileSync(${JSON.stringify(shell)}, String(child.pid) + '\\n');
       setInterval(() => {}, 1000);`,
    );
    await site.task({ description: 'Given to an agent' });
    const backlog = (...words: string[]) =>
      spawnSync(process.execPath, [plugin.cli, ...words], {
        cwd: site.user,
        env: { ...ENVIRONMENT, HOME: site.root, BACKLOG_HOME: site.root, BACKLOG_DIR: site.store, ...HERE },
        encoding: 'utf8',
      });
    expect(backlog('run', 'start', '1', '--agent', 'shelled').stderr).toBe('');
    await site.becomes('r1', 'running');
    const kin = join(site.store, 'runs/r1/processes.json');
    await expect.poll(() => existsSync(shell) && readFileSync(shell, 'utf8')).toMatch(/\n/);
    const pid = Number(readFileSync(shell, 'utf8'));
    await expect.poll(() => existsSync(kin) && readFileSync(kin, 'utf8')).toContain(`"pid":${pid},`);
    const { supervisor, process: agent } = await site.now('r1');
    for (const one of [supervisor, agent]) process.kill(one!.pid, 'SIGKILL');
    expect(backlog('run', 'list').stdout).toContain('interrupted');
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
  },
);

test('where ps tells nothing a run is refused with words before anything is queued, and a supervisor started all the same says so in one line', async () => {
  const { backlog, all, root } = await place();
  const bin = join(root, 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'ps'),
    '#!/bin/sh\necho "BusyBox v1.36 multi-call binary. Usage: ps [-o COL1]" >&2\nexit 1\n',
  );
  chmodSync(join(bin, 'ps'), 0o755);
  const env = { ...DARWIN, PATH: `${bin}:${ENVIRONMENT.PATH}` };
  const refused = backlog(env, 'run', 'start', '1', '--agent', 'gated');
  expect(refused.status).toBe(1);
  expect(refused.stderr).toContain("can't start runs: this system doesn't identify processes");
  expect(await all()).toEqual([]);
  const supervisor = spawnSync(process.execPath, [plugin.supervisor, 'run', 'r1'], {
    env: { ...ENVIRONMENT, ...env },
    encoding: 'utf8',
  });
  expect(supervisor.status).toBe(1);
  expect(supervisor.stderr).toMatch(/^supervisor \d+: can't start runs: .*\n$/);
});
