import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { soak } from '../../support/soak-test.ts';
import { agreed, inbox, type Ran, scouted } from './placed.ts';

const GOOD = JSON.stringify({ title: 'Test the empty file', path: 'src/a.txt' });
const MEGABYTE = 1024 * 1024;

/** Prints 100 MB. */
const PRINTS = {
  'lines on standard output': `const line = 'x'.repeat(1023) + '\\n'; for (let n = 0; n < 1024 * 100; n++) if (!process.stdout.write(line)) await new Promise((done) => process.stdout.once('drain', done));`,
  'lines on standard error': `const line = 'x'.repeat(1023) + '\\n'; for (let n = 0; n < 1024 * 100; n++) if (!process.stderr.write(line)) await new Promise((done) => process.stderr.once('drain', done));`,
  'one line without an end': `const part = 'x'.repeat(1024 * 1024); for (let n = 0; n < 100; n++) if (!process.stdout.write(part)) await new Promise((done) => process.stdout.once('drain', done));`,
  'one candidate': `process.stdout.write('{"title": "Big", "body": "'); const part = 'x'.repeat(1024 * 1024); for (let n = 0; n < 100; n++) if (!process.stdout.write(part)) await new Promise((done) => process.stdout.once('drain', done)); console.log('"}');`,
  'candidates with large bodies': `const line = JSON.stringify({ title: 'Big', body: 'x'.repeat(1024 * 1024) }) + '\\n'; for (let n = 0; n < 100; n++) if (!process.stdout.write(line.replace('Big', 'Big ' + n))) await new Promise((done) => process.stdout.once('drain', done));`,
};

soak.each(Object.entries(PRINTS))(
  'a pass that prints 100 MB as %s is bounded, and what came first counts',
  async (_, program) => {
    const place = await agreed(`console.log(${JSON.stringify(GOOD)});\n${program}`);
    const before = process.memoryUsage().rss;
    const { run } = await place.run<Ran>('pass_run', { name: 'gaps' });
    expect(run.added).toBeGreaterThanOrEqual(1);
    expect((await inbox(place))[0]?.title).toBe('Test the empty file');
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * MEGABYTE);
    expect(sizeOf(place.store)).toBeLessThan(20 * MEGABYTE);
  },
);

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
    .reduce((sum, facts) => sum + (facts?.isFile() ? facts.size : 0), 0);
}

/** Forks that last. `MARK` is in their arguments. */
const FORKS: Record<string, string> = {
  'children in sessions of their own': `for (let n = 0; n < 50; n++) spawn('sleep', ['1000.MARK'], { detached: true, stdio: 'ignore' }).unref();`,
  'children without marks': `for (let n = 0; n < 20; n++) spawn('env', ['-i', 'sleep', '1000.MARK'], { detached: true, stdio: 'ignore' }).unref();`,
  'orphans without marks in the folder': `for (let n = 0; n < 10; n++) spawn('/bin/sh', ['-c', 'env -i setsid -f sleep 1000.MARK'], { stdio: 'ignore' }); await new Promise((done) => setTimeout(done, 300));`,
  'children that fork again and again': `spawn('/bin/sh', ['-c', 'f() { sleep 1000.MARK & [ $1 -gt 0 ] && (f $(($1 - 1)) &) ; }; f 30'], { detached: true, stdio: 'ignore' }).unref(); await new Promise((done) => setTimeout(done, 200));`,
};

let marks = 0;
const mark = () => String(process.pid * 1_000 + ++marks);

const living = (text: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(text) ? [`${pid} ${line}`] : [];
      } catch {
        return [];
      }
    });

soak.each(Object.entries(FORKS))('a pass with %s leaves none of them', async (_, forks) => {
  const own = mark();
  const place = await agreed(
    `import { spawn } from 'node:child_process';\n${forks.replaceAll('MARK', own)}\nconsole.log(${JSON.stringify(GOOD)});`,
  );
  const { run } = await place.run<Ran>('pass_run', { name: 'gaps' });
  expect(run).toMatchObject({ added: 1 });
  expect(living(own)).toEqual([]);
});

soak('a pass that never ends, ignores every signal and prints for ever ends at its minutes', async () => {
  const place = await agreed(
    `for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(name, () => {});
     console.log(${JSON.stringify(GOOD)}); for (;;) { console.log('x'); await new Promise((done) => setTimeout(done, 1)); }`,
    'minutes: 0.03\n',
  );
  const { run } = await place.run<Ran>('pass_run', { name: 'gaps' });
  expect(run).toMatchObject({ added: 1 });
  expect(run.why).toContain('it took more than 1.8 s and was stopped');
  expect(place.processes()).toEqual([]);
});

soak("a pass's agent that forks, prints 100 MB and ignores signals is bounded, too", async () => {
  const own = mark();
  const place = await scouted(
    `import { spawn } from 'node:child_process';
     for (let n = 0; n < 20; n++) spawn('env', ['-i', 'sleep', '1000.${own}'], { detached: true, stdio: 'ignore' }).unref();
     tell(${JSON.stringify(GOOD)});
     for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => {});
     const line = 'x'.repeat(1023) + '\\n'; for (let n = 0; n < 1024 * 100; n++) if (!process.stdout.write(line)) await new Promise((done) => process.stdout.once('drain', done));
     await new Promise((done) => setTimeout(done, 60_000));`,
    'minutes: 0.1\n',
  );
  const { run } = await place.run<Ran>('pass_run', { name: 'scout' });
  expect(run).toMatchObject({ added: 1 });
  expect(run.why).toContain('it took more than 6 s');
  expect(living(own)).toEqual([]);
  expect(sizeOf(place.store)).toBeLessThan(40 * MEGABYTE);
});
