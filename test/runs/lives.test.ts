import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import type { Run } from '../../src/domain/records.ts';
import { isLive } from '../../src/domain/runs/run-states.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { type Random, seeded } from '../support/random.ts';
import { inRun } from '../support/runs.ts';
import { runs } from '../support/seed.ts';
import { atDoors } from './support/acting.ts';
import { type Field, field } from './support/field.ts';
import { EDITS, GROUND_ACTS } from './support/ground-acts.ts';

const plugin = builtPlugin();

/** Random lives of runs, several of them side by side. */
const LIVES = runs(3, 60);
const BESIDE = 3;
/** Rounds and repairs before a life is brought to its decision. */
const MOST_STEPS = 6;

const ACTS = ['add', 'add', 'link', 'program', 'edit', 'move', 'ignored', 'commit', 'commit'] as const;
const ENDS = ['done', 'done', 'done', 'fail', 'stop', 'kill', 'ask'] as const;

/** What the agent does with one prompt, and how that ends. */
interface Plan {
  n: number;
  acts: readonly (typeof ACTS)[number][];
  end: (typeof ENDS)[number];
}

/** Adds, edits, moves, links and commits files as planned; then ends well or badly, or works until something ends it. */
const agent = (folder: string) => `
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
const at = (name) => ${JSON.stringify(folder)} + '/' + name;
const { n, acts, end } = JSON.parse(readFileSync(at('plan.json'), 'utf8'));
const git = (...args) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid', ...args], { stdio: 'ignore' });
const doing = {
  add: (file) => writeFileSync(file, n + '\\n'),
  link: (file) => symlinkSync('nowhere', file),
  program: (file) => { writeFileSync(file, '#!\\n' + n); chmodSync(file, 0o755); },
  edit: () => writeFileSync('src/a.txt', readFileSync('src/a.txt', 'utf8') + n + '\\n'),
  move: () => existsSync('docs/b.txt') && renameSync('docs/b.txt', 'docs/c.txt'),
  ignored: (file) => { writeFileSync(file + '.log', n + '\\n'); git('add', '-f', file + '.log'); },
  commit: () => { git('add', '-A'); git('commit', '--allow-empty', '-qm', 'c' + n); },
};
mkdirSync('work', { recursive: true });
for (const [k, act] of acts.entries()) doing[act]('work/' + n + '-' + k);
writeFileSync(at('at-' + n), '');
while (['stop', 'kill'].includes(end) || (end === 'ask' && !existsSync(at('go-' + n)))) await new Promise((done) => setTimeout(done, 20));
process.exitCode = end === 'fail' ? 3 : 0;
`;

interface Life {
  place: Field;
  id: string;
  random: Random;
  plan: Plan;
  /** The files of the last result, with their objects. */
  last: Map<string, string>;
  /** Acts so far, to repeat this life. */
  told: string[];
}

test('whatever happens to the ground between two steps: no work is lost unsaid, and what was shown is what lands', async () => {
  const lives = Array.from({ length: LIVES }, (_, i) => i);
  const next = async (): Promise<void> => {
    for (let number = lives.shift(); number !== undefined; number = lives.shift()) await live(number);
  };
  await Promise.all(Array.from({ length: BESIDE }, next));
});

async function live(number: number): Promise<void> {
  const place = await field(plugin);
  const life: Life = {
    place,
    id: '',
    random: seeded(7_000 + number),
    plan: { n: 0, acts: [], end: 'done' },
    last: new Map(),
    told: [`life ${number}`],
  };
  await place.agent('worker', agent(place.root));
  nextPlan(life);
  life.id = await place.start(await place.task({ description: `Life ${number}` }), 'worker');
  try {
    await steps(life);
  } catch (error) {
    throw new Error(`${life.told.join(', ')}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

async function steps(life: Life): Promise<void> {
  const { place, id, random, told } = life;
  const acts: typeof GROUND_ACTS = {
    ...GROUND_ACTS,
    ...EDITS,
    nothing: () => undefined,
    'its whole folder vanishes': ({ tree }) => rmSync(join(tree(id), '..'), { recursive: true }),
  };
  for (let step = 0; ; step++) {
    const run = await settled(life);
    told.push(`${run.state}${run.reason ? ` (${run.reason.code})` : ''}`);
    expectNothingLost(life, run);
    if (step >= MOST_STEPS || (run.state === 'review' && random.int(4) === 0)) return decide(life, run);
    const act = random.pick(Object.keys(acts));
    told.push(act);
    try {
      acts[act]!(place, id);
    } catch {
      // A stash, for example, fails in a worktree that an earlier act broke.
      told.push('failed');
    }
    await goOn(life, run);
  }
}

/** Decides what the agent does with its next prompt. */
function nextPlan(life: Life): void {
  const { place, random, plan, told } = life;
  const acts = Array.from({ length: 1 + random.int(5) }, () => random.pick(ACTS));
  life.plan = { n: plan.n + 1, acts, end: random.pick(ENDS) };
  told.push(`prompt ${life.plan.n}: ${acts.join('+')}, ${life.plan.end}`);
  writeFileSync(join(place.root, 'plan.json'), JSON.stringify(life.plan));
}

/** Ends the agent's work as planned, and waits until the run needs somebody. */
async function settled({ place, id, plan: { n, end } }: Life): Promise<Run> {
  const at = join(place.root, `at-${n}`);
  let run = await place.now(id);
  while (isLive(run.state) && !existsSync(at)) {
    await wait(20);
    run = await place.now(id);
  }
  if (isLive(run.state) && end === 'ask') {
    await place.run('run_ask', { text: 'Which colour?' }, inRun(id));
    writeFileSync(join(place.root, `go-${n}`), '');
  }
  if (isLive(run.state) && end === 'stop') await place.run('run_stop', { run: id });
  if (isLive(run.state) && end === 'kill') {
    process.kill(run.supervisor!.pid, 'SIGKILL');
    return atDoors(place, id, ({ state }) => !isLive(state));
  }
  return place.settled(id);
}

/** Continues the run. Changes that nobody adopted are adopted or set aside. */
async function goOn(life: Life, { id, state, reason }: Run): Promise<void> {
  const { place, random, told } = life;
  nextPlan(life);
  const [name, input] =
    state === 'review'
      ? ['run_request_changes', { note: 'More' }]
      : state === 'asking'
        ? ['run_answer', { note: 'Blue' }]
        : ['run_resume', {}];
  try {
    return void (await place.run(name, { run: id, ...input }));
  } catch (error) {
    const isAsked = error instanceof BacklogError && error.data?.changed !== undefined;
    if (!isAsked) throw new Error(`${name} in ${state} (${reason?.code}) was refused: ${error}`, { cause: error });
  }
  if (state !== 'asking' && random.int(2) === 0) {
    told.push('adopted');
    life.plan = { ...life.plan, end: 'done' };
    return void (await place.run('run_adopt', { run: id }));
  }
  told.push('set aside');
  await place.run(name, { run: id, ...input, restore: true });
}

/** The files of a commit in the private copy, with mode and object. */
function filesOf({ store }: Field, commit: string): Map<string, string> {
  const lines = git(join(store, 'runs/repositories/user/store.git'), 'ls-tree', '-r', commit).split('\n');
  return new Map(lines.map((line) => [line.slice(line.indexOf('\t') + 1), line.slice(0, line.indexOf('\t'))]));
}

/** Each file of the last result, and of the agent's last work, is in the present result or named as missing. */
function expectNothingLost(life: Life, run: Run): void {
  const { place, last, plan } = life;
  if (!run.result) return;
  const files = filesOf(place, run.result.commit);
  const named = new Set((run.result.missing ?? []).map(({ path }) => path));
  // Moving a file back is named by its first path.
  const isMoved = (path: string) => /^docs\/[bc]/.test(path) && (files.has('docs/b.txt') || files.has('docs/c.txt'));
  const made = plan.acts.flatMap((act, k) =>
    ['add', 'link', 'program'].includes(act)
      ? [`work/${plan.n}-${k}`]
      : act === 'ignored'
        ? [`work/${plan.n}-${k}.log`]
        : [],
  );
  const worked = existsSync(join(place.root, `at-${plan.n}`)) && run.state !== 'interrupted' ? made : [];
  const lost = [...last.keys(), ...worked].filter((path) => !files.has(path) && !named.has(path) && !isMoved(path));
  expect(lost).toEqual([]);
  for (const path of ['src/a.txt']) {
    const linesOf = (all: Map<string, string>) =>
      all.has(path) &&
      git(
        join(place.store, 'runs/repositories/user/store.git'),
        'cat-file',
        'blob',
        all.get(path)!.split(' ')[2]!,
      ).split('\n');
    const now = linesOf(files);
    if (now && !named.has(path)) expect(now).toEqual(expect.arrayContaining(linesOf(last) || []));
  }
  life.last = files;
}

/** Approves a result by naming what it lacks, or discards a run that has none. */
async function decide({ place, id }: Life, { state, result }: Run): Promise<void> {
  if (state !== 'review') {
    await place.run('run_discard', { run: id });
    return;
  }
  const lacks = (result?.missing ?? []).length + (result?.nested ?? []).length > 0;
  if (lacks) expect(await place.refused('run_approve', { run: id })).toMatchObject({ code: 'conflict' });
  await place.run('run_approve', { run: id, ...(lacks ? { missing: '.' } : {}) });
  await place.becomes(id, 'merged');
  expect(git(place.user, 'rev-parse', 'main^{tree}')).toBe(result!.tree);
  expect(git(place.user, 'status', '--porcelain')).toBe('');
}
