import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { lazy } from '../../../src/base/lazy.ts';
import { type ProcessId, sameProcess } from '../../../src/base/process-id.ts';
import { holderLabel, processHolder } from '../../../src/claims/index.ts';
import { isAlive, processId } from '../../../src/work/processes/processes.ts';
import { bundle } from '../../support/bundle.ts';
import { DARWIN } from '../../support/darwin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { unless } from '../../support/needs.ts';

let program: string;
beforeAll(async () => {
  program = await bundle(new URL('./processes.child.ts', import.meta.url));
});

type Env = Readonly<Record<string, string>>;

/** Asks a program of its own, which has exactly this environment. */
function ask<T>(env: Env, question: string, argument = ''): T {
  return JSON.parse(
    execFileSync(process.execPath, [program, question, argument], {
      env: { ...ENVIRONMENT, ...env },
      encoding: 'utf8',
    }),
  ) as T;
}

const idOf = (env: Env, pid: number = process.pid): ProcessId => ask(env, 'id', String(pid));
/** This process, as a program here knows it. */
const ours = lazy(() => idOf(HERE));
const aliveFor = (env: Env, known: ProcessId): boolean | null => ask(env, 'alive', JSON.stringify(known));

const HERE = { ...DARWIN, TZ: 'Europe/Berlin', LC_ALL: 'C' };
const ELSEWHERE = { ...DARWIN, TZ: 'Asia/Tokyo', LC_ALL: 'de_DE.UTF-8' };

/** A process that has ended and was waited for: its number is nobody's. */
const endedPid = (): number => spawnSync('/bin/true').pid;

describe('on macOS', () => {
  test('two programs with another zone and language name one process alike, and both say that it lives', () => {
    const known = ours();
    expect(known.start).toMatch(/^\d+$/);
    expect(idOf(ELSEWHERE)).toEqual(known);
    expect([aliveFor(HERE, known), aliveFor(ELSEWHERE, known)]).toEqual([true, true]);
  });

  test.each<[what: string, change: (known: ProcessId) => ProcessId, alive: boolean | null]>([
    [
      'another start under its number is dead',
      (known) => ({ ...known, start: String(Number(known.start) - 60) }),
      false,
    ],
    [
      'another boot is dead',
      (known) => ({ ...known, boot: known.boot.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) }),
      false,
    ],
    ['no process under its number is dead', (known) => ({ ...known, pid: endedPid() }), false],
    ['a host elsewhere is unknown', (known) => ({ ...known, host: 'another' }), null],
    [
      'what an earlier build wrote in the words of some zone and language is unknown',
      (known) => ({
        ...known,
        boot: '{ sec = 1795306648, usec = 123456 } Sun Nov 22 00:17:28 2026',
        start: 'Sun Nov 22 00:32:59 2026',
      }),
      null,
    ],
    [
      'what an earlier build wrote of a process that is gone is dead',
      (known) => ({ ...known, pid: endedPid(), boot: '{ sec = 1 }', start: 'So 22 Nov 01:32:59 2026' }),
      false,
    ],
  ])('%s', (_, change, alive) => {
    expect(aliveFor(ELSEWHERE, change(ours()))).toBe(alive);
  });

  test('a process that has ended and was not waited for is dead', async () => {
    const parent = spawn('/bin/bash', ['-c', 'sleep 600 & echo $!; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    onTestFinished(() => void parent.kill('SIGKILL'));
    const pid = await new Promise<number>((done) => parent.stdout.once('data', (text) => done(Number(text))));
    const known = idOf(HERE, pid);
    // A shell would ask how its child ended: what it becomes never does.
    await expect
      .poll(() => execFileSync('ps', ['-o', 'comm=', '-p', String(parent.pid)], { encoding: 'utf8' }))
      .toContain('sleep');
    process.kill(pid, 'SIGKILL');
    await expect.poll(() => aliveFor(HERE, known)).toBe(false);
  });

  test('an agent that starts a shell for each call and names no session is one holder, by its own process', () => {
    const agent = `const { execFileSync: run } = require('node:child_process');
      const call = () => JSON.parse(run('/bin/bash', ['-c', '${process.execPath} ${program} caller CURSOR_AGENT; true'],
        { env: { ...process.env, CURSOR_AGENT: '1' }, encoding: 'utf8' }));
      process.stdout.write(JSON.stringify([process.pid, call(), call()]));`;
    const [pid, first, second] = JSON.parse(
      execFileSync(process.execPath, ['-e', agent], { env: { ...ENVIRONMENT, ...HERE }, encoding: 'utf8' }),
    ) as [number, ProcessId, ProcessId];
    expect(first.pid).toBe(pid);
    expect(second).toEqual(first);
    expect(holderLabel(processHolder('cursor', first))).toBe(`cursor (process ${pid})`);
    // As an earlier build wrote it.
    expect(holderLabel('cursor@4711-Sun Nov 22 00:32:59 2026')).toBe('cursor (process 4711)');
  });
});

describe('in another pid namespace', () => {
  const known = processId()!;
  const elsewhere = { ...known, namespace: '1' };

  test('a number means another process: neither alive nor dead', () => {
    expect([isAlive(elsewhere), isAlive({ ...elsewhere, pid: 2 ** 22 + 1 })]).toEqual([undefined, undefined]);
  });

  test('what ran before this boot is dead all the same', () => {
    expect(isAlive({ ...elsewhere, boot: known.boot.replace(/^./, (c) => (c === 'a' ? 'b' : 'a')) })).toBe(false);
  });

  test('what an earlier build wrote lives where everything fits, and is unknown otherwise', () => {
    const { namespace: _, ...old } = known;
    expect([isAlive(old), isAlive({ ...old, pid: 2 ** 22 + 1 }), isAlive({ ...old, start: '1' })]).toEqual([
      true,
      undefined,
      undefined,
    ]);
    expect([sameProcess(old, known), sameProcess(elsewhere, known)]).toEqual([true, false]);
  });

  const unshared = spawnSync('unshare', ['-rpf', '--mount-proc', 'true']).status === 0;
  const reason = unshared ? undefined : 'this user may not make a namespace';
  test('seen from inside a real one, a process outside is unknown', unless(reason), () => {
    const words = ['-rpf', '--mount-proc', process.execPath, program, 'alive', JSON.stringify(known)];
    expect(execFileSync('unshare', words, { encoding: 'utf8' })).toBe('null');
  });
});

describe("where ps is missing or is busybox's", () => {
  test.each([
    ['no ps', undefined],
    [
      'a ps that knows none of the columns',
      '#!/bin/sh\necho "BusyBox v1.36 multi-call binary. Usage: ps [-o COL1]" >&2\nexit 1\n',
    ],
  ])('%s: processes are not told apart, which is said in words and printed nowhere', (_, script) => {
    const bin = tempFolder('no-ps');
    if (script) writeFileSync(join(bin, 'ps'), script);
    if (script) chmodSync(join(bin, 'ps'), 0o755);
    const asked = spawnSync(process.execPath, [program, 'own'], {
      env: { ...ENVIRONMENT, ...DARWIN, PATH: bin },
      encoding: 'utf8',
    });
    expect(asked.stderr).toBe('');
    expect(JSON.parse(asked.stdout)).toMatchObject({
      code: 'store',
      message: "can't start runs: this system doesn't identify processes",
    });
  });
});
