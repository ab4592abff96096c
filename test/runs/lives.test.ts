import { appendFileSync, existsSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import { BacklogError } from '../../src/domain/errors.ts';
import type { Run } from '../../src/domain/records.ts';
import { isLive } from '../../src/domain/runs/run-states.ts';
import { moduleStore } from '../../src/runs/git/submodules/module-store.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { inRun } from '../support/runs.ts';
import { runs } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { atDoors } from './support/acting.ts';
import type { Field } from './support/field.ts';
import { EDITS, GROUND_ACTS, SUBMODULE_ACTS } from './support/ground-acts.ts';
import { isHeldUp } from './support/held-up.ts';
import { type Life, newLife, nextPlan } from './support/life.ts';

const plugin = builtPlugin();

/** Random lives of runs, several of them side by side. */
const LIVES = runs(1, 60);
const BESIDE = 3;
/** Numbers of lives to repeat, such as `BACKLOG_LIVES=4,13`. */
const ONLY = process.env.BACKLOG_LIVES?.split(',').map(Number);
/** Rounds and repairs before a life is brought to its decision. */
const MOST_STEPS = 6;
/** Bytes that a full disk has left: from nothing to enough for some of the writes of a round. */
const ROOMS = [0, 8_192, 65_536, 262_144, 1_048_576];

soak(
  'whatever happens to the ground between two steps: no work is lost unsaid, and what was shown is what lands',
  async () => {
    const lives = ONLY ?? Array.from({ length: LIVES }, (_, i) => i);
    const failed: string[] = [];
    const next = async (): Promise<void> => {
      for (let number = lives.shift(); number !== undefined; number = lives.shift()) {
        const told = await live(number);
        if (told !== undefined) failed.push(told);
      }
    };
    await Promise.all(Array.from({ length: BESIDE }, next));
    expect(failed).toEqual([]);
  },
);

/** Plays one life. @returns its acts and what went wrong; undefined if nothing did */
async function live(number: number): Promise<string | undefined> {
  const life = await newLife(plugin, number);
  try {
    await steps(life);
    return undefined;
  } catch (error) {
    return `${life.told.join(', ')}: ${error instanceof Error ? error.stack : error}`;
  }
}

async function steps(life: Life): Promise<void> {
  const { random, told } = life;
  for (let step = 0; ; step++) {
    const run = await settled(life);
    told.push(`${run.state}${run.reason ? ` (${run.reason.code})` : ''}`);
    expectNothingLost(life, run);
    const isReviewed = run.state === 'review';
    if (step >= MOST_STEPS || (isReviewed && random.int(4) === 0)) return decide(life, run);
    const isTaken = told.includes('a person commits') || isUnreachable(run);
    if (isReviewed && random.int(6) === 0 && !isTaken) {
      // A sparse checkout hides the person's files while the worktree's .git names their checkout.
      if (told.includes('a sparse checkout hides its files')) git(life.place.user, 'sparse-checkout', 'disable');
      told.push('a person commits');
      appendFileSync(join(life.place.user, 'src/a.txt'), 'of a person on main\n');
      git(life.place.user, 'commit', '-qam', 'Mine');
      if (!(await comesBack(life, run))) return;
    }
    happens(life);
    await goOn(life, run);
  }
}

/** Does one random act to the ground. */
function happens(life: Life): void {
  const { place, id, random, told, hasLib, disk } = life;
  const { tree, user } = place;
  const acts: typeof GROUND_ACTS = {
    ...GROUND_ACTS,
    ...EDITS,
    nothing: () => undefined,
    'its whole folder vanishes': ({ tree }) => rmSync(join(tree(id), '..'), { recursive: true }),
    ...(hasLib ? SUBMODULE_ACTS : {}),
    ...(disk
      ? { 'disk full': () => fill(life), 'disk full soon': () => fill(life), 'disk nearly full': () => fill(life) }
      : {}),
  };
  const act = random.pick(Object.keys(acts));
  told.push(act);
  // An earlier act made the worktree a link to the checkout. An act there would be one on the person's own files.
  if (existsSync(tree(id)) && realpathSync(tree(id)) === realpathSync(user)) return void told.push('left out');
  try {
    acts[act]!(place, id);
  } catch {
    // A stash, for example, fails in a worktree that an earlier act broke.
    told.push('failed');
  }
}

function fill(life: Life): void {
  const bytes = life.random.pick(ROOMS);
  life.isFull = true;
  life.disk!.room(bytes);
  life.told.push(`${bytes} bytes left`);
}

function empty(life: Life): void {
  if (!life.isFull) return;
  life.disk!.room(Number.POSITIVE_INFINITY);
  life.isFull = false;
}

/** Ends the agent's work as planned, and waits until the run needs somebody. */
async function settled(life: Life): Promise<Run> {
  const { place, id, random, told } = life;
  const { n, end, held } = life.plan;
  const isThere = (name: string) => existsSync(join(place.root, name));
  // An adopted round has no agent.
  const isWorked = () => isThere(`at-${n}`) || isThere('held');
  if (life.isFull) {
    await liveUntil(life, isWorked, random.int(1_500));
    empty(life);
  }
  let run = await liveUntil(life, isWorked);
  if (isLive(run.state) && end === 'ask') {
    await place.run('run_ask', { text: 'Which colour?' }, inRun(id));
    writeFileSync(join(place.root, `go-${n}`), '');
  }
  if (isLive(run.state) && end === 'stop') await place.run('run_stop', { run: id });
  if (isLive(run.state) && end === 'kill') {
    process.kill(run.supervisor!.pid, 'SIGKILL');
    return atDoors(place, id, ({ state }) => !isLive(state));
  }
  if (held) {
    run = await liveUntil(life, () => isThere('held'));
    if (isLive(run.state)) {
      told.push('while checked');
      happens(life);
      await liveUntil(life, () => !life.isFull, random.int(1_500));
      empty(life);
    }
    rmSync(join(place.root, 'hold'), { force: true });
  }
  return atDoors(place, id, ({ state }) => !isLive(state));
}

/** Waits until something holds, the run is no longer live, or the time is over. */
async function liveUntil({ place, id }: Life, holds: () => boolean, ms = Number.POSITIVE_INFINITY): Promise<Run> {
  const late = performance.now() + ms;
  for (let n = 1; ; n++) {
    const run = await place.now(id);
    if (!isLive(run.state) || holds() || performance.now() > late) return run;
    // A command finds out that a supervisor died.
    if (n % 25 === 0) await place.run('run_list').catch(() => undefined);
    await wait(20);
  }
}

/** Calls a command. On a full disk it may be refused, with words; with free space again it works. */
async function call(life: Life, name: string, input: object): Promise<void> {
  const { place, id, told } = life;
  try {
    await place.run(name, { run: id, ...input });
  } catch (error) {
    const isSpace = error instanceof Error && /no space|full|ENOSPC|out of diskspace/i.test(error.message);
    if (!life.isFull || !isSpace) throw error;
    told.push('refused: no space');
    empty(life);
    await place.run(name, { run: id, ...input });
  }
}

/** Continues the run. Changes that nobody adopted are adopted or set aside. */
async function goOn(life: Life, { state, reason }: Run): Promise<void> {
  const { random, told } = life;
  nextPlan(life);
  const [name, input] =
    state === 'review'
      ? ['run_request_changes', { note: 'More' }]
      : state === 'asking'
        ? ['run_answer', { note: 'Blue' }]
        : ['run_resume', {}];
  try {
    return await call(life, name, input);
  } catch (error) {
    const isAsked = error instanceof BacklogError && error.data?.changed !== undefined;
    if (!isAsked) throw new Error(`${name} in ${state} (${reason?.code}) was refused: ${error}`, { cause: error });
  }
  if (state !== 'asking' && random.int(2) === 0) {
    told.push('adopted');
    life.plan = { ...life.plan, acts: [], end: 'done', isAdopted: true };
    return call(life, 'run_adopt', {});
  }
  told.push('set aside');
  await call(life, name, { ...input, restore: true });
}

const privateCopy = ({ store }: Field) => join(store, 'runs/repositories/user/store.git');
const modulesCopy = ({ store, user }: Field) =>
  moduleStore({ runs: join(store, 'runs'), repository: { name: 'user', folder: user } }, { names: ['lib'] });

/**
 * The files of a commit in the private copy and of its submodule, with mode and object. While the copy of the submodule
 * lacks the commit, its files are unknown.
 */
function filesOf(place: Field, commit: string): { files: Map<string, string>; isLibKnown: boolean } {
  const files = listed(privateCopy(place), commit, '');
  const [mode, , lib] = files.get('lib')?.split(' ') ?? [];
  if (mode !== '160000') return { files, isLibKnown: true };
  const isLibKnown = hasObject(modulesCopy(place), lib!);
  return isLibKnown
    ? { files: new Map([...files, ...listed(modulesCopy(place), lib!, 'lib/')]), isLibKnown }
    : { files, isLibKnown };
}

function hasObject(repository: string, object: string): boolean {
  try {
    git(repository, 'cat-file', '-e', object);
    return true;
  } catch {
    return false;
  }
}

function listed(repository: string, commit: string, before: string): Map<string, string> {
  const lines = git(repository, 'ls-tree', '-r', commit).split('\n').filter(Boolean);
  return new Map(lines.map((line) => [before + line.slice(line.indexOf('\t') + 1), line.slice(0, line.indexOf('\t'))]));
}

/** Each file of the last result, and of the agent's last work, is in the present result or named as missing. */
function expectNothingLost(life: Life, run: Run): void {
  const { place, last, plan } = life;
  if (!run.result) return;
  const { files, isLibKnown } = filesOf(place, run.result.commit);
  const named = new Set([...(run.result.missing ?? []).map(({ path }) => path), ...(run.result.nested ?? [])]);
  const isNamed = (path: string) =>
    named.has(path) || (path.startsWith('lib') && [...named].some((one) => one.startsWith('lib')));
  // Moving a file back is named by its first path.
  const isMoved = (path: string) => /^docs\/[bc]/.test(path) && (files.has('docs/b.txt') || files.has('docs/c.txt'));
  const made = plan.acts.flatMap((act, k) => {
    if (['add', 'link', 'program'].includes(act)) return [`work/${plan.n}-${k}`];
    if (act === 'ignored') return [`work/${plan.n}-${k}.log`];
    // A file behind a link is outside the run's tree.
    return act === 'libAdd' && !isLink(files.get('lib')) ? [`lib/${plan.n}-${k}`] : [];
  });
  const worked = existsSync(join(place.root, `at-${plan.n}`)) && run.state !== 'interrupted' ? made : [];
  const due = [...last.keys(), ...worked].filter((path) => !files.has(path) && !isNamed(path) && !isMoved(path));
  const isUnknown = (path: string) => !isLibKnown && path.startsWith('lib/');
  expect(due.filter((path) => !isUnknown(path))).toEqual([]);
  // A person who adopts a file decides about its lines.
  for (const path of life.plan.isAdopted ? [] : ['src/a.txt', 'lib/x.txt']) {
    const now = linesOf(place, files, path);
    if (now && !isNamed(path)) expect(now).toEqual(expect.arrayContaining(linesOf(place, last, path) || []));
  }
  // The next result shows whether what is unknown now is lost.
  life.last = new Map([...files, ...due.map((path) => [path, last.get(path) ?? ''] as const)]);
}

const isLink = (entry: string | undefined) => entry?.startsWith('120000') ?? false;

/** Marks that git writes into a file with a conflict. The agent's next prompt removes them, as resolving a conflict does. */
const CONFLICT_MARK = /^([<>|=])\1{6}/;

function linesOf(place: Field, files: Map<string, string>, path: string): string[] | undefined {
  const object = files.get(path)?.split(' ')[2];
  if (object === undefined) return undefined;
  const repository = [privateCopy(place), modulesCopy(place)].find((one) => hasObject(one, object));
  return repository === undefined
    ? undefined
    : git(repository, 'cat-file', 'blob', object)
        .split('\n')
        .filter((line) => !CONFLICT_MARK.test(line));
}

/** Approves a result by naming what it lacks, or discards a run that has none or that comes back. */
async function decide(life: Life, run: Run): Promise<void> {
  if (run.state !== 'review' || (await comesBack(life, run))) await call(life, 'run_discard', {});
}

/**
 * Approves a result, which lands as git merges it.
 * @returns true if it comes back to review, because it conflicts or Backlog has no copy of a submodule's commit
 */
async function comesBack(life: Life, run: Run): Promise<boolean> {
  const { place, told } = life;
  const { commit, tree } = run.result!;
  const merged = told.includes('a person commits') ? mergedTree(place, commit) : tree;
  await approve(life, run);
  const { state, waits } = await decided(life);
  if (state === 'review' && (isUnreachable(run) || !filesOf(place, commit).isLibKnown)) return true;
  // The person's files of a removed submodule are in the way.
  if (state === 'approved') expect(waits?.text).toContain('lib');
  else if (merged === undefined) {
    expect({ state, why: waits?.why }).toEqual({ state: 'review', why: 'conflict' });
    told.push('conflict');
    return true;
  } else {
    expect({ state, waits }).toEqual({ state: 'merged' });
    expectLanded(life, merged);
  }
  return false;
}

const isUnreachable = ({ result }: Run) => result?.missing?.some(({ how }) => how === 'unreachable') ?? false;

/** Waits until the merge queue has merged or returned the run, or says why it waits. */
const decided = ({ place, id }: Life) =>
  place.until(id, (run) => run.state === 'merged' || (run.state !== 'merging' && isHeldUp(run)));

async function approve(life: Life, run: Run): Promise<void> {
  const { place } = life;
  const { id, result, checks } = run;
  const lacks = (result?.missing ?? []).length + (result?.nested ?? []).length > 0;
  const risk = (result?.alarms ?? []).map(({ rule }) => rule);
  if (lacks || risk.length > 0)
    expect(await place.refused('run_approve', { run: id })).toMatchObject({ code: 'conflict' });
  // Checks that failed on a person's own changes give nobody another prompt.
  const override = (checks ?? []).some(({ ok }) => !ok) ? { override: 'By hand' } : {};
  await call(life, 'run_approve', {
    ...(lacks ? { missing: '.' } : {}),
    ...(risk.length > 0 ? { risk } : {}),
    ...override,
  });
}

/** The checkout has exactly this tree, and the files of its submodule, unless the result removed it. */
function expectLanded({ place, told }: Life, tree: string): void {
  expect(git(place.user, 'rev-parse', 'main^{tree}')).toBe(tree);
  const isRemoved = git(place.user, 'ls-tree', 'main', 'lib') === '';
  // A file that was added behind a link to the checkout is the person's.
  const others = [
    ...(isRemoved ? ['?? lib/'] : []),
    ...(told.some((act) => act.startsWith('a link to')) ? ['?? hand/'] : []),
  ];
  const status = git(place.user, 'status', '--porcelain').split('\n').filter(Boolean);
  expect(status.filter((line) => !others.includes(line))).toEqual([]);
  told.push('merged');
}

/** The tree of a merge of a result with `main`, as git makes it; undefined if they conflict. */
function mergedTree(place: Field, result: string): string | undefined {
  const clone = join(place.root, 'merged.git');
  rmSync(clone, { recursive: true, force: true });
  git(place.root, 'clone', '-q', '--bare', place.user, clone);
  git(clone, 'fetch', '-q', '--no-recurse-submodules', privateCopy(place), result);
  try {
    return git(clone, 'merge-tree', '--write-tree', 'main', 'FETCH_HEAD');
  } catch {
    return undefined;
  }
}
