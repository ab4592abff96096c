import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { type Options, readOptions } from '../../soak/options.ts';
import { PARTS } from '../../soak/parts.ts';
import { nextPart } from '../../soak/plan.ts';
import { playRound } from '../../soak/round.ts';
import { soak } from '../../soak/soak.ts';
import { soakTable } from '../../soak/table.ts';
import { carrying } from '../support/carrying.ts';
import { startChild } from '../support/child.ts';
import { tempFolder } from '../support/folder.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const never = new AbortController().signal;

/** A program that stands for the tests of a part: it counts, and the shaky one fails. */
const PROGRAM = `
const { BACKLOG_SEED: seed, BACKLOG_VOLUME: volume, BACKLOG_TALLY: tally } = process.env;
require('node:fs').appendFileSync(tally, JSON.stringify({ inputs: Number(volume) }) + '\\n');
console.log('ran with ' + seed);
console.log('skipped: there is no server');
process.exit(process.argv[2] === 'shaky' ? 1 : 0);`;

function program(text = PROGRAM): string {
  const file = join(tempFolder(), 'program.cjs');
  writeFileSync(file, text);
  return file;
}

function part(name: string, share = 1) {
  return { name, share, volume: 7, files: [name] };
}

test('what `npm test` leaves to the soak is played there', () => {
  const playing = (name: string) => PARTS.filter(({ files }) => files.includes(name)).map((part) => part.name);
  expect(playing('test/e2e/skills.test.ts')).toEqual([expect.stringMatching(/^clients-\d$/)]);
  expect(playing('test/runs/twenty.test.ts')).toEqual([expect.stringMatching(/^long-runs-\d$/)]);
  expect(playing('test/plugin/updates.test.ts')).toEqual(['updates']);
  expect(playing('test/soak/soak.test.ts')).toEqual([]);
});

test('no part has many files, and no file is in two parts, except one whose cases are shared among parts', () => {
  const files = PARTS.filter(({ volume }) => volume >= 1).flatMap((part) => part.files);
  expect(files.filter((file, i) => files.some((other, n) => n !== i && file.startsWith(other)))).toEqual([]);
  expect(PARTS.filter(({ files }) => files.length > 20)).toEqual([]);
  const plays = PARTS.filter(({ files }) => files.includes('test/work/services/interleavings.test.ts'));
  expect(plays.reduce((sum, { volume }) => sum + volume, 0)).toBeCloseTo(1);
});

/** Files of tests with a mark: a skipped test, rows that are left out, or more cases in a soak. */
const MARKED = readdirSync(join(repository, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts') && !/^(support|soak)\//.test(file))
  .map((file) => `test/${file}`)
  .filter((file) => /\b(soak(\.each)?[(<]|everyNth[(<]|IS_S)/.test(readFileSync(join(repository, file), 'utf8')));

test('each file with a mark is in a part', () => {
  const played = PARTS.flatMap(({ files }) => files);
  expect(MARKED.length).toBeGreaterThan(300);
  expect(MARKED.filter((file) => !played.some((argument) => file.startsWith(argument)))).toEqual([]);
});

test('each part has its share of the time, and none more once it has failed', () => {
  const parts = [part('a', 3), part('b', 1)];
  const spent = new Map([
    ['a', { ms: 0, failed: false }],
    ['b', { ms: 0, failed: false }],
  ]);
  const rounds = Array.from({ length: 40 }, () => {
    const { name } = nextPart(parts, spent)!;
    spent.get(name)!.ms += 10;
    return name;
  });
  expect(rounds.filter((name) => name === 'a')).toHaveLength(30);
  spent.get('a')!.failed = true;
  expect(nextPart(parts, spent)?.name).toBe('b');
  spent.get('b')!.failed = true;
  expect(nextPart(parts, spent)).toBeUndefined();
});

test('a failure is told with its output, its seed and the command that repeats it; the other parts go on', async () => {
  const file = program();
  const said: string[] = [];
  const seeds = [1, 2, 3];
  const reports = await soak({
    parts: [part('shaky'), part('sound')],
    command: ([name = '']) => [process.execPath, file, name],
    cwd: repository,
    seeds: () => seeds.shift(),
    stop: never,
    say: (line) => said.push(line),
  });
  expect(reports).toMatchObject([
    { name: 'shaky', seeds: [1], failures: 1, figures: [{ inputs: 7 }] },
    { name: 'sound', seeds: [2, 3], failures: 0, figures: [{ inputs: 7 }, { inputs: 7 }] },
  ]);
  expect(said.join('\n')).toContain('ran with 1');
  expect(said.join('\n')).toContain('npm run soak -- --part shaky --seed 1');
  expect(said.filter((line) => line === 'sound: skipped: there is no server')).toHaveLength(2);
  // The fourth is how many seconds that took.
  expect(soakTable(reports)).toMatch(/\| sound \| 2 \| 0 \| \d+ \| 14 \|/);
});

test('a failed file is printed at once, and its round has failed, even if it is stopped before its end', async () => {
  const folder = tempFolder();
  writeFileSync(join(folder, 'first.test.js'), `test('passes', () => {}); test('fails', () => expect(1).toBe(2));`);
  writeFileSync(join(folder, 'second.test.js'), `test('never ends', () => new Promise(() => {}));`);
  const stopping = new AbortController();
  const said: string[] = [];
  const vitest = join(repository, 'node_modules/vitest/vitest.mjs');
  const options = ['--globals', '--maxWorkers=2', `--reporter=${join(repository, 'soak/reporter.ts')}`];
  const [report] = await soak({
    parts: [part('long')],
    command: () => [process.execPath, vitest, 'run', ...options],
    cwd: folder,
    seeds: () => 5,
    stop: stopping.signal,
    say: (line) => {
      said.push(line);
      if (line.includes('FAILED')) stopping.abort();
    },
  });
  expect(said[1]).toMatch(/^long: first\.test\.js: FAILED 1, 1 passed, 0 s\n {2}fails: expected 1 to be 2/);
  expect(said.at(-1)).toContain('npm run soak -- --part long --seed 5');
  expect(report).toMatchObject({ name: 'long', failures: 1 });
});

test('parts that it did not reach in its time are named with the command that plays them', async () => {
  const stopping = new AbortController();
  const said: string[] = [];
  const reports = await soak({
    parts: [part('a'), part('b'), part('c')],
    command: ([name = '']) => [process.execPath, program(), name],
    cwd: repository,
    seeds: () => 1,
    stop: stopping.signal,
    say: (line) => {
      said.push(line);
      if (line.startsWith('a: skipped')) stopping.abort();
    },
  });
  expect(reports.map(({ name, seeds }) => [name, seeds.length])).toEqual([
    ['a', 1],
    ['b', 0],
    ['c', 0],
  ]);
  expect(said.at(-1)).toBe('Not reached: npm run soak -- --part b,c');
});

test.each<[string[], Partial<Options>]>([
  [['--minutes', '60'], { minutes: 60 }],
  [['--whole', '--part', 'fuzz'], { minutes: Number.POSITIVE_INFINITY }],
  [['--seed', '3'], { seed: 3 }],
])('%j', (words, expected) => {
  expect(readOptions(words)).toMatchObject(expected);
});

test('a round that is stopped ends at once, with all its processes, and keeps what it counted', async () => {
  const folder = tempFolder();
  const begun = join(folder, 'begun');
  const file = program(`
    const { appendFileSync, writeFileSync } = require('node:fs');
    appendFileSync(process.env.BACKLOG_TALLY, JSON.stringify({ kills: 2 }) + '\\n{"kil');
    const forever = 'setInterval(() => {}, 1000)';
    require('node:child_process').spawn(process.execPath, ['-e', forever], { stdio: 'inherit' }).once('spawn', () =>
      writeFileSync(${JSON.stringify(begun)}, ''));
    const writes = 'const { mkdirSync, writeFileSync } = require("node:fs"); let n = 0; setInterval(() => {' +
      'mkdirSync(process.env.HOME, { recursive: true }); writeFileSync(process.env.HOME + "/" + n++, "") }, 1)';
    const home = process.env.TMPDIR + '/home';
    require('node:child_process').spawn(process.execPath, ['-e', writes], {
      stdio: 'ignore', detached: true, env: { HOME: home } });
    writeFileSync(${JSON.stringify(join(folder, 'apart'))}, home);
    setInterval(() => {}, 1000);`);
  const stopping = new AbortController();
  const looking = setInterval(() => existsSync(begun) && stopping.abort(), 10);
  // Resolves when nobody holds its output any more: neither the program nor what it started.
  const end = await playRound({ command: [process.execPath, file], cwd: folder, seed: 1, volume: 1 }, stopping.signal);
  clearInterval(looking);
  expect(end).toMatchObject({ how: 'stopped', figures: [{ kills: 2 }] });
  const home = readFileSync(join(folder, 'apart'), 'utf8');
  expect(carrying(`HOME=${home}`), 'a client with a group of its own').toEqual([]);
  expect(existsSync(home)).toBe(false);
});

test('Ctrl-C prints what there is', async () => {
  const words = ['soak/main.ts', '--part', 'properties'];
  const child = startChild(join(repository, 'scripts/run-ts.mjs'), words, (line, { process }) => {
    if (line.startsWith('properties: seed')) process.kill('SIGINT');
  });
  const { code } = await child.ended;
  expect(code).toBe(130);
  expect(child.lines.slice(-3)).toMatchObject(
    [/^\| part \| rounds \| failed \|/, /---/, /^\| properties \| 1 \| 0 \|/].map((line) =>
      expect.stringMatching(line),
    ),
  );
});
