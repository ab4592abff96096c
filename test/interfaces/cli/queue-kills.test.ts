import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { said } from './line.ts';

const plugin = builtPlugin();

/**
 * Makes the process a person's at a terminal, and kills it before its nth call that changes a file below the folder in
 * `KILL_IN`: no step of the command is left out, and the command needs no door for a test.
 */
const KILLER = `
const fs = require('node:fs');
process.stderr.isTTY = true;
let left = Number(process.env.KILL_AT);
for (const name of ['renameSync', 'rmSync', 'unlinkSync', 'linkSync', 'mkdirSync', 'rmdirSync', 'writeFileSync', 'writeSync', 'openSync']) {
  const real = fs[name];
  fs[name] = (...args) => {
    const reads = name === 'openSync' && (args[1] === undefined || args[1] === 'r');
    const inside = typeof args[0] !== 'string' || args[0].startsWith(process.env.KILL_IN);
    if (inside && !reads && !(name === 'writeSync' && args[0] < 3) && left-- === 0) process.kill(process.pid, 'SIGKILL');
    return real(...args);
  };
}
`;

/** A person's machine with a repository whose queue is "api" and has two tasks. */
async function machine() {
  const top = tempFolder('queue-kills');
  const repo = join(top, 'api');
  mkdirSync(repo);
  git(repo, 'init', '--quiet');
  writeFileSync(join(top, 'killer.cjs'), KILLER);
  const env = { ...ENVIRONMENT, HOME: top, USER: 'ada', TZ: 'UTC', BACKLOG_HOME: join(top, 'home') };
  const say = (line: string) => said(line.split(' '), { env, cwd: repo, isTerminal: true });
  for (const line of ['add One', 'add Two']) await say(line);
  /** Runs a line and kills it at a step. @returns whether it was killed */
  const killed = (line: string, at: number): boolean => {
    const words = ['--require', join(top, 'killer.cjs'), plugin.cli, ...line.split(' ')];
    const more = { KILL_AT: String(at), KILL_IN: top };
    const { status, signal, stderr } = spawnSync(process.execPath, words, {
      ...{ cwd: repo, env: { ...env, ...more }, encoding: 'utf8' },
    });
    if (signal === null) expect([line, at, status, stderr]).toEqual([line, at, 0, '']);
    return signal === 'SIGKILL';
  };
  /** The two tasks are in the store of the repository, or in the removed one. */
  const places = async () => {
    const removed = join(top, 'home/removed');
    const folders = existsSync(removed) ? readdirSync(removed).map((name) => join(removed, name)) : [];
    const here = await say('count');
    const there = await Promise.all(
      folders.map((dir) => said(['count'], { env: { ...env, BACKLOG_DIR: dir }, cwd: top, isTerminal: true })),
    );
    return { here: here.out, there: there.map(({ out }) => out) };
  };
  const marker = () => (existsSync(join(repo, '.git/backlog')) ? readFileSync(join(repo, '.git/backlog'), 'utf8') : '');
  return { top, say, killed, places, marker };
}

/** Plays a line with a kill at each step, each on a machine of its own, until a step is behind the end. */
async function everyStep(play: (at: number) => Promise<boolean>, each = 1): Promise<number> {
  for (let at = 0; ; at += IS_SOAK ? 1 : each) {
    if (!(await play(at))) return at;
    expect(at).toBeLessThan(200);
  }
}

soak('queue remove, killed at every step: nothing is lost, and a second try finishes', async () => {
  const steps = await everyStep(async (at) => {
    const { say, killed, places, marker } = await machine();
    const wasKilled = killed('queue remove api --yes', at);
    const { here, there } = await places();
    expect([at, [here, ...there].filter((count) => count === '2')]).toEqual([at, ['2']]);
    if (wasKilled && (here === '2' || marker() !== ''))
      expect([at, await say('queue remove api --yes')]).toMatchObject([at, { code: 0, err: '' }]);
    expect([at, marker(), await places()]).toEqual([at, '', { here: '0', there: ['2'] }]);
    expect([at, await say('queue restore api')]).toMatchObject([at, { code: 0 }]);
    expect([at, (await places()).here]).toEqual([at, '2']);
    return wasKilled;
  }, 3);
  expect(steps).toBeGreaterThan(3);
});

soak('queue restore, killed at every step: nothing is lost, and a second try finishes', async () => {
  const steps = await everyStep(async (at) => {
    const { top, say, killed, places, marker } = await machine();
    const before = marker();
    await say('queue remove api --yes');
    const wasKilled = killed('queue restore api', at);
    const { here, there } = await places();
    const inHome = readdirSync(join(top, 'home/workspaces')).length;
    expect([at, here === '2' || there.includes('2') || inHome === 1]).toEqual([at, true]);
    if (wasKilled) {
      const again = await say('queue restore api');
      if (again.code !== 0)
        expect([at, again.err, here]).toEqual([at, expect.stringContaining('no removed queue'), '2']);
    }
    expect([at, await places(), marker()]).toEqual([at, { here: '2', there: [] }, before]);
    const { queues } = JSON.parse((await say('queues --json')).out) as { queues: object[] };
    expect(queues).toMatchObject([{ name: 'api', open: 2 }]);
    return wasKilled;
  }, 2);
  expect(steps).toBeGreaterThan(1);
});

soak('queue rename, killed at every step: the queue has one of the names, and a second try finishes', async () => {
  const steps = await everyStep(async (at) => {
    const { say, killed, places } = await machine();
    const wasKilled = killed('queue rename api shop', at);
    const names = async () =>
      (JSON.parse((await say('queues --json')).out) as { queues: { name: string }[] }).queues.map(({ name }) => name);
    const [name] = await names();
    expect(['api', 'shop']).toContain(name);
    expect([at, await say('queue rename api shop')]).toMatchObject([
      at,
      { code: 0, err: '', out: expect.stringContaining('Renamed the queue api to shop') },
    ]);
    expect([at, await names(), (await places()).here]).toEqual([at, ['shop'], '2']);
    return wasKilled;
  }, 4);
  expect(steps).toBeGreaterThan(3);
});
