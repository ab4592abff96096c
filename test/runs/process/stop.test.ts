import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { startAgent } from '../../../src/runs/process/start.ts';
import { GRACE_MS, stopAgent } from '../../../src/runs/process/stop.ts';
import { chase, processesOfRun, processMarks, SWEEP_MS, sweepRun } from '../../../src/runs/process/sweep.ts';
import { newestPid } from '../../../src/runs/process/table.ts';
import { DEADLINE_MS } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { lives, pidsIn, site, until } from '../support/programs.ts';

/** Every step is tried, and none is waited for longer than a test must. */
const graceMs = { interrupt: 100, term: 100 };

test('all is over within five seconds', () => {
  expect(Object.values<number>(GRACE_MS).reduce((sum, ms) => sum + ms)).toBeLessThan(5_000);
});

test.each<[by: string, line: string]>([
  ['interrupt', 'trap "exit 0" INT; echo ready; while :; do sleep 0.05; done'],
  ['term', 'trap "" INT; trap "exit 0" TERM; echo ready; while :; do sleep 0.05; done'],
  ['kill', 'trap "" INT TERM; echo ready; while :; do sleep 0.05; done'],
])('a program that heeds %s is ended by it', async (by, line) => {
  const { folder, shell, marks } = site();
  const lines: string[] = [];
  const agent = await startAgent(shell(line), { cwd: folder, onLine: (text) => lines.push(text) });
  await until(() => lines.length > 0);
  // The step that ends it has the time that a busy machine needs.
  const grace = by === 'kill' ? graceMs : { interrupt: by === 'term' ? 100 : DEADLINE_MS, term: DEADLINE_MS };
  expect(await stopAgent(agent, { graceMs: grace })).toMatchObject({ by, left: [], told: true });
  await agent.exited;
  expect(processesOfRun(marks)).toEqual([]);
});

test("an interrupt in the client's own words comes first", async () => {
  const { folder, shell } = site();
  const lines: string[] = [];
  const agent = await startAgent(shell('read line; echo "heard $line"', { stdinStaysOpen: true }), {
    cwd: folder,
    onLine: (text) => lines.push(text),
  });
  const patient = { interrupt: () => agent.send('stop'), graceMs: { interrupt: DEADLINE_MS } };
  expect(await stopAgent(agent, patient)).toMatchObject({ by: 'interrupt' });
  expect(lines).toEqual(['heard stop']);
});

test('what it started goes with it: ignoring signals, in a session of its own, forked twice, with hangups ignored', async () => {
  const { folder, shell, path, read, marks } = site();
  const note = `echo $$ >> ${path('pids')}`;
  const stay = `${note}; trap "" INT TERM HUP; while :; do sleep 1; done`;
  const line = [
    `sh -c '${stay}' &`,
    `setsid sh -c '${stay}' &`,
    `nohup sh -c '${stay}' > /dev/null 2>&1 &`,
    `(setsid sh -c '(setsid sh -c "${stay.replaceAll('"', '\\"').replaceAll('$', '\\$')}" &)' &)`,
    `cd /; ${stay}`,
  ].join('\n');
  const agent = await startAgent(shell(line), { cwd: folder });
  const pids = await pidsIn(() => read('pids'), 5);
  expect(new Set(pids).size).toBe(5);
  expect(await stopAgent(agent, { graceMs })).toMatchObject({ by: 'kill', left: [] });
  expect(pids.filter(lives)).toEqual([]);
  expect(processesOfRun(marks)).toEqual([]);
});

test('a child that took our marks out of its environment goes too, as long as what started it lives', async () => {
  const { folder, shell, path, read } = site();
  const line = `env -i setsid sh -c 'echo $$ > ${path('pid')}; while :; do sleep 1; done' & wait`;
  const agent = await startAgent(shell(line), { cwd: folder });
  const [child] = await pidsIn(() => read('pid'));
  await stopAgent(agent, { graceMs });
  expect(lives(child!)).toBe(false);
});

test('a child that lost its marks and its parent goes, if it was seen before', async () => {
  const { folder, shell, path, read, marks } = site();
  const line = `env -i setsid sh -c 'echo $$ > ${path('pid')}; exec sleep 600' & echo $! > ${path('parent')}; read line; exit 0`;
  const agent = await startAgent(shell(`(${line})`, { stdinStaysOpen: true }), { cwd: folder });
  const [child] = await pidsIn(() => read('pid'));
  const known = processesOfRun(marks);
  expect(known?.map(({ pid }) => pid)).toContain(child);
  agent.closeInput();
  await agent.exited;
  expect(processesOfRun(marks)).toEqual([]);
  expect(await stopAgent(agent, { known: known! })).toMatchObject({ killed: [child], left: [] });
  expect(lives(child!)).toBe(false);
});

test('a chain of processes that fork and end for ever is cut off as one group', async () => {
  const { folder, launch, shell, path } = site();
  execFileSync('mkfifo', [path('held')]);
  // Should it get away, it ends after 30 s and leaves a file.
  const chain =
    'open(F, "+<", $ARGV[0]); $end = time + 30; while (time < $end) { exit 0 if fork } open(G, ">", $ARGV[1])';
  const agent = await startAgent(launch('perl', ['-e', chain, path('held'), path('escaped')]), { cwd: folder });
  await agent.exited;
  const held = await startAgent(shell(`exec 3<> ${path('held')}; exec 4< ${path('held')} 3>&-; cat <&4`), { cwd: '/' });
  await stopAgent(agent);
  await held.exited;
  expect(existsSync(path('escaped'))).toBe(false);
});

soak('a chain of processes that fork and end for ever, each in a session of its own, is caught up with', async () => {
  const { folder, launch, path, read, marks } = site();
  // Should it get away, it ends after a minute and leaves a file.
  const chain =
    'use POSIX; $end = time + 60; while (time < $end) { exit 0 if fork; setsid; if (!$said++) { open(S, ">", $ARGV[0]); print S "on\\n"; close S } } open(G, ">", $ARGV[1])';
  const agent = await startAgent(launch('perl', ['-e', chain, path('on'), path('escaped')]), { cwd: folder });
  await until(() => read('on') !== '');
  expect(await stopAgent(agent, { graceMs })).toMatchObject({ left: [] });
  const before = newestPid();
  await wait(300);
  // Nothing of it may have been forked since; other programs of this machine may.
  expect(processesOfRun(marks)).toEqual([]);
  expect(chase(processMarks(marks), new Set([process.pid]), before!)).toEqual([]);
  expect(existsSync(path('escaped'))).toBe(false);
});

soak('those that bring each other back when one of them dies are all gone', async () => {
  const { folder, launch, path, read, marks } = site();
  // Of each pair, both wait for the end of the other's pipe. Should they get away, they end after a minute.
  const pairs = `
    use POSIX; $SIG{CHLD} = $SIG{TERM} = $SIG{INT} = 'IGNORE'; $end = time + 60;
    for (1 .. 9) { last if !fork } setsid; open(S, ">>", $ARGV[0]); print S "$$\\n"; close S;
    while (time < $end) {
      pipe(my $mine, my $his); pipe(my $hers, my $other);
      if (fork) { close $his; close $hers; sysread($mine, $x, 1) } else { setsid; close $mine; close $other; sysread($hers, $x, 1) }
    }`;
  const agent = await startAgent(launch('perl', ['-e', pairs, path('pids')]), { cwd: folder });
  await pidsIn(() => read('pids'), 10);
  expect(await stopAgent(agent, { graceMs })).toMatchObject({ left: [] });
  await wait(100);
  expect(processesOfRun(marks)).toEqual([]);
});

soak('twenty children that fork anew when they are killed are gone', async () => {
  const { folder, shell, path, read, script, marks } = site();
  const child = script(
    'child',
    `#!/bin/sh\necho $$ >> ${path('pids')}\ntrap "" TERM INT\nwhile :; do sleep 0.05; done\n`,
  );
  const guard = script('guard', `#!/bin/sh\ntrap "" TERM INT\nwhile :; do setsid ${child}; done\n`);
  const agent = await startAgent(shell(`for i in $(seq 20); do setsid ${guard} & done; wait`), { cwd: folder });
  const pids = await pidsIn(() => read('pids'), 20);
  expect(await stopAgent(agent, { graceMs: { ...graceMs, sweep: 3_000 } })).toMatchObject({ left: [] });
  expect(pids.filter(lives)).toEqual([]);
  expect(processesOfRun(marks)).toEqual([]);
});

test('children that outlive a program that has ended are swept', async () => {
  const { folder, shell, path, read, marks } = site();
  const agent = await startAgent(shell(`setsid sh -c 'echo $$ > ${path('pid')}; sleep 600' & exit 0`), { cwd: folder });
  const [child] = await pidsIn(() => read('pid'));
  await agent.exited;
  expect(processesOfRun(marks)?.map(({ pid }) => pid)).toContain(child);
  expect(await stopAgent(agent)).toMatchObject({ by: 'exited', left: [], killed: expect.arrayContaining([child]) });
  expect(lives(child!)).toBe(false);
});

test('processes of another run, of the same run of another store, and those that stay by wish are not touched', async () => {
  const ours = site('r7');
  const others = [site('r71'), site('r7')];
  const started = await Promise.all(
    [...others, ours].map(async ({ folder, shell }) => startAgent(shell('echo; exec sleep 600'), { cwd: folder })),
  );
  const [one, two, stays] = started.map(({ pid }) => pid);
  const goes = await startAgent(ours.shell('exec sleep 600'), { cwd: ours.folder });
  expect(await sweepRun(ours.marks, { except: [stays!] })).toEqual({ killed: [goes.pid], left: [], told: true });
  expect([one, two, stays, goes.pid].map((pid) => lives(pid!))).toEqual([true, true, true, false]);
  await Promise.all(others.map(({ marks }) => sweepRun(marks)));
});

test('a sweep whose time is over after the first look goes on until all are killed', async () => {
  const { folder, shell, marks } = site();
  const agent = await startAgent(shell('exec sleep 600'), { cwd: folder });
  let now = 0;
  const late = vi.spyOn(performance, 'now').mockImplementation(() => (now += SWEEP_MS));
  onTestFinished(() => late.mockRestore());
  expect(await sweepRun(marks)).toEqual({ killed: [agent.pid], left: [], told: true });
});

test('what a run started for another run, or for the whole store, is not its own', async () => {
  const { folder, shell, marks, path, read } = site();
  const stay = (more: string) =>
    `env -u BACKLOG_RUN ${more} setsid sh -c 'echo $$ >> ${path('others')}; exec sleep 600' &`;
  const own = `env -i setsid sh -c 'echo $$ > ${path('own')}; exec sleep 600' &`;
  const agent = await startAgent(shell(`${stay('')} ${stay('BACKLOG_RUN=r8')} ${own} wait`), { cwd: folder });
  const [own1] = await pidsIn(() => read('own'));
  const others = await pidsIn(() => read('others'), 2);
  onTestFinished(() => others.forEach((pid) => void process.kill(pid, 'SIGKILL')));
  expect(await stopAgent(agent, { graceMs })).toMatchObject({ left: [] });
  expect([...others, own1!].map(lives)).toEqual([true, true, false]);
  expect(processesOfRun(marks)).toEqual([]);
});

test('the sweep never takes the one who calls it, nor the shell in which a marked program was called', async () => {
  const { folder, marks, env, launch, shell, path, read } = site();
  const line = `echo $$ > ${path('shell')}; env BACKLOG_RUN=${marks.run} BACKLOG_DIR=${marks.store} sh -c 'echo $$ > ${path('pid')}; exec sleep 600' & wait; read line`;
  const unmarked = shell(line, { env: { PATH: env.PATH }, stdinStaysOpen: true });
  const person = await startAgent({ ...launch('/bin/sh'), ...unmarked }, { cwd: folder });
  const [child] = await pidsIn(() => read('pid'));
  const [parent] = await pidsIn(() => read('shell'));
  expect(await sweepRun(marks)).toEqual({ killed: [child], left: [], told: true });
  expect(lives(parent!)).toBe(true);
  person.closeInput();
  await person.exited;
});
