import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CommandRun, runCommand } from '../../../src/runs/process/run-command.ts';
import { approvedHere } from '../../support/approved.ts';
import { lives, PATH, pidsIn, site, until } from '../support/programs.ts';

function bench() {
  const place = site();
  const run = (command: readonly string[] | string, more: Partial<CommandRun> = {}) =>
    runCommand({ command: approvedHere(command), cwd: place.folder, env: { PATH }, timeoutMs: 60_000, ...more });
  return { ...place, run };
}

test('a line for the shell and a program with arguments are run, and their end is told', async () => {
  const { run, path } = bench();
  expect(await run('echo out; echo err >&2; exit 3', { outputFile: path('log') })).toMatchObject({
    ended: 'exited',
    code: 3,
    text: 'it exited with 3',
    killed: [],
    left: [],
  });
  expect(readFileSync(path('log'), 'utf8').split('\n').sort()).toEqual(['', 'err', 'out']);
  expect(await run(['printf', '%s|', '$HOME; `x`', 'a b'])).toMatchObject({ code: 0, tail: '$HOME; `x`|a b|\n' });
  expect(await run('kill -9 $$')).toMatchObject({ ended: 'exited', code: null, signal: 'SIGKILL' });
  expect(await run('cat', { stdin: 'given' })).toMatchObject({ tail: 'given\n' });
});

test('a program that cannot be started is told apart from one that failed', async () => {
  const { run } = bench();
  expect(await run(['no-such-check'])).toMatchObject({
    ended: 'not-started',
    code: null,
    text: expect.stringMatching(/does not exist/),
  });
  expect(await run('no-such-check')).toMatchObject({ ended: 'exited', code: 127 });
});

test('after its time it is ended with everything that it started', async () => {
  const { run, path, read } = bench();
  const stay = `echo $$ >> ${path('pids')}; trap "" TERM INT; echo partly; while :; do sleep 0.1; done`;
  // On a busy machine, both of its processes may need longer until they run.
  for (const timeoutMs of [500, 5_000, 50_000]) {
    const end = await run(`setsid sh -c '${stay}' & ${stay}`, { timeoutMs, graceMs: { interrupt: 100 } });
    expect(end).toMatchObject({ ended: 'timed-out', left: [] });
    expect(end.text).toBe(`it took more than ${timeoutMs / 1_000} s and was stopped`);
    const pids = read('pids').split('\n').filter(Boolean).map(Number);
    expect(pids.filter(lives)).toEqual([]);
    if (pids.length >= 2 && end.tail.includes('partly')) return;
  }
  expect.unreachable('its processes did not run within 50 s');
});

test('any time is time enough, also one longer than a timer counts', async () => {
  const { run } = bench();
  expect(await run('sleep 0.3; echo done', { timeoutMs: 1e12 })).toMatchObject({ ended: 'exited', code: 0 });
});

test('it may be stopped', async () => {
  const { run, path, read } = bench();
  const stop = new AbortController();
  const ended = run(`echo $$ > ${path('pid')}; exec sleep 600`, { signal: stop.signal });
  const [pid] = await pidsIn(() => read('pid'));
  stop.abort();
  expect(await ended).toMatchObject({ ended: 'stopped', code: null, signal: 'SIGTERM' });
  expect(lives(pid!)).toBe(false);
  expect(await run('sleep 600', { signal: stop.signal })).toMatchObject({ ended: 'stopped' });
});

test('what it leaves behind does not outlive it, and is told', async () => {
  const { run, path, read } = bench();
  const end = await run(
    `setsid sh -c 'echo $$ > ${path('pid')}; exec sleep 600' & while ! [ -s ${path('pid')} ]; do :; done`,
  );
  const [pid] = await pidsIn(() => read('pid'));
  expect(end).toMatchObject({ ended: 'exited', code: 0, killed: [pid], left: [] });
  await until(() => !lives(pid!));
});

test('one ends only its own', async () => {
  const { run, path, read } = bench();
  const stop = new AbortController();
  const other = run(`echo $$ > ${path('pid')}; exec sleep 600`, { signal: stop.signal });
  const [pid] = await pidsIn(() => read('pid'));
  await run('sleep 600 & exit 0');
  expect(lives(pid!)).toBe(true);
  stop.abort();
  await other;
});
