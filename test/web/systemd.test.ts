import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, vi } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { unless } from '../support/needs.ts';
import { DEADLINE_MS } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';

const plugin = builtPlugin();
const page = readFileSync(new URL('../../docs/how-to/run-without-a-terminal.md', import.meta.url), 'utf8');
const found = (pattern: RegExp) => pattern.exec(page)![1]!;

/** Why no container is booted; undefined if one can be. */
const cannotBoot = () =>
  process.getuid?.() === 0 && spawnSync('systemd-nspawn', ['--version']).status === 0
    ? undefined
    : 'only root boots containers with systemd-nspawn';

/** Boots a container whose disk is a writable layer over this machine's, with systemd as its first process. */
async function boot() {
  const folder = tempFolder('systemd');
  const layer = (name: string) => join(folder, name);
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', ['-R', folder]));
  for (const name of ['upper', 'work', 'root']) mkdirSync(layer(name));
  const layers = `lowerdir=/,upperdir=${layer('upper')},workdir=${layer('work')}`;
  execFileSync('mount', ['-t', 'overlay', 'overlay', '-o', layers, layer('root')]);
  const link = (name: string, to: string) => {
    rmSync(join(layer('root'), 'usr/local/bin', name), { force: true });
    symlinkSync(to, join(layer('root'), 'usr/local/bin', name));
  };
  link('backlog', '/opt/backlog/bin/backlog');
  link('node', process.execPath);
  writeFileSync(join(layer('root'), 'etc/systemd/system/backlog.service'), found(/```ini\n(.*?)```/s));
  const options = ['--boot', '--register=no', '--keep-unit', '--private-users=no', '--console=pipe', '--machine=soak'];
  const binds = [`--bind-ro=${plugin.folder}:/opt/backlog`, 'systemd.unit=basic.target'];
  const container = spawn('systemd-nspawn', [`--directory=${layer('root')}`, ...options, ...binds], {
    ...{ stdio: 'ignore', detached: true },
  });
  const ended = new Promise((done) => container.once('exit', done));
  onTestFinished(async () => {
    container.kill('SIGTERM');
    await ended;
  });
  const enter = (...words: string[]) => {
    const [first = ''] = readFileSync(`/proc/${container.pid}/task/${container.pid}/children`, 'utf8').split(' ');
    const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
    return spawnSync(
      'nsenter',
      ['-t', first, ...'muinpCrw'.split('').map((one) => `-${one}`), 'env', '-i', path, ...words],
      {
        encoding: 'utf8',
      },
    );
  };
  const inside = (...words: string[]) => {
    const { stdout, stderr, status } = enter(...words);
    expect({ words, status, stderr }).toMatchObject({ words, status: 0 });
    return stdout.trim();
  };
  await vi.waitFor(() => inside('systemctl', 'is-active', 'basic.target'), { timeout: DEADLINE_MS, interval: 500 });
  return { inside, asUser: (line: string) => inside('runuser', '-l', 'backlog', '-c', line) };
}

/** What the agent does: its temporary file has to survive until it is told to go on. */
const AGENT =
  'echo kept > /tmp/note; touch ~/at; while [ ! -e ~/go ]; do sleep 0.1; done; cat /tmp/note > steps || echo lost > steps';

soak(
  'the unit of the docs under systemd: a run outlives a restart and kill -9 of the server, and is merged',
  unless(cannotBoot()),
  async () => {
    const { inside, asUser } = await boot();
    inside('sh', '-c', found(/^sudo (useradd .*)$/m));
    inside('install', '-d', '-o', 'backlog', '/srv/shop');
    asUser(
      'cd /srv/shop && git init -q -b main && git -c user.name=a -c user.email=a@b.c commit -q --allow-empty -m First',
    );
    asUser(`script -qec "${found(/^sudo -iu backlog (.*)$/m)}" /dev/null`);
    const script = (line: string) => asUser(`cd /srv/shop && BACKLOG_TOKEN=$(cat ~/ci.token) backlog ${line} --json`);
    script(`agent add sh --provider command --argv '${JSON.stringify(['/bin/sh', '-c', AGENT])}'`);
    script("add 'Outlive it'");

    inside('systemctl', 'start', 'backlog');
    const authorization = `Bearer ${asUser('cat ci.token')}`;
    const [, url] = /ready at (\S+)/.exec(inside('journalctl', '-u', 'backlog'))!;
    const [{ uuid }] = (await (await fetch(`${url}/api/v1/workspaces`, { headers: { authorization } })).json()) as [
      { uuid: string },
    ];
    const call = async (command: string, input: object) => {
      const headers = { authorization, 'content-type': 'application/json', 'x-backlog': '1' };
      const body = JSON.stringify(input);
      return (await fetch(`${url}/api/v1/${uuid}/${command}`, { method: 'POST', headers, body })).json();
    };
    const becomes = (state: string) =>
      vi.waitFor(async () => expect(await call('run_show', { run: 'r1' })).toMatchObject({ run: { state } }), {
        ...{ timeout: DEADLINE_MS, interval: 200 },
      });
    await call('run_start', { filter: '1', agent: 'sh' });
    await vi.waitFor(() => asUser('test -e at'), { timeout: DEADLINE_MS, interval: 200 });

    inside('systemctl', 'restart', 'backlog');
    inside('systemctl', 'kill', '--kill-whom=main', '--signal=KILL', 'backlog');
    const shown = (name: string) => inside('systemctl', 'show', '--property', name, '--value', 'backlog');
    const now = () => ({ restarts: shown('NRestarts'), state: shown('ActiveState') });
    await vi.waitFor(() => expect(now()).toEqual({ restarts: '1', state: 'active' }), {
      ...{ timeout: DEADLINE_MS, interval: 200 },
    });
    await becomes('running');
    asUser('touch go');
    await becomes('review');
    await call('run_approve', { run: 'r1' });
    await becomes('merged');
    expect(asUser('git -C /srv/shop show main:steps')).toBe('kept');

    inside('systemctl', 'stop', 'backlog');
    expect({ state: shown('ActiveState'), result: shown('Result') }).toEqual({ state: 'inactive', result: 'success' });
    expect(inside('journalctl', '-u', 'backlog')).toContain('backlog: the server stopped: SIGTERM');
  },
);
