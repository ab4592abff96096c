import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { git } from '../../support/git.ts';
import { canMount } from '../../support/mount.ts';
import { type Random, seeded } from '../../support/random.ts';
import { FILES, type Field, field, newRepository } from './field.ts';
import { type SmallDisk, smallDisk } from './small-disk.ts';

const ACTS = ['add', 'add', 'link', 'program', 'edit', 'move', 'ignored', 'commit', 'commit'] as const;
const LIB_ACTS = [...ACTS, 'libAdd', 'libEdit', 'libCommit', 'libBump'] as const;
const ENDS = ['done', 'done', 'done', 'done', 'fail', 'stop', 'kill', 'ask'] as const;

/** What the agent does with one prompt, and how that ends. */
export interface Plan {
  n: number;
  acts: readonly (typeof LIB_ACTS)[number][];
  end: (typeof ENDS)[number];
  /** True if something happens to the worktree while its result is checked. */
  held: boolean;
  /** True if a person adopted the worktree instead. */
  isAdopted?: boolean;
}

/** One random life of a run. */
export interface Life {
  place: Field;
  id: string;
  random: Random;
  plan: Plan;
  /** The repository has the submodule `lib`. */
  hasLib: boolean;
  /** The store is on a disk of its own that can be full. */
  disk: SmallDisk | undefined;
  isFull: boolean;
  /** The files of the last result, with their modes and objects. */
  last: Map<string, string>;
  /** Everything so far, to repeat this life. */
  told: string[];
}

/**
 * Resolves conflicts, then adds, edits, moves, links and commits files as planned, also in a submodule; then ends well or badly, or works until
 * something ends it.
 */
const agent = (folder: string) => `
import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
const at = (name) => ${JSON.stringify(folder)} + '/' + name;
const { n, acts, end } = JSON.parse(readFileSync(at('plan.json'), 'utf8'));
const git = (...args) => execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.invalid', ...args], { stdio: 'ignore' });
const doing = {
  add: (file) => writeFileSync(file, n + '\\n'),
  link: (file) => { rmSync(file, { force: true }); symlinkSync('nowhere', file); },
  program: (file) => { writeFileSync(file, '#!\\n' + n); chmodSync(file, 0o755); },
  edit: () => appendFileSync('src/a.txt', n + '\\n'),
  move: () => existsSync('docs/b.txt') && renameSync('docs/b.txt', 'docs/c.txt'),
  ignored: (file) => { writeFileSync(file + '.log', n + '\\n'); git('add', '-f', file + '.log'); },
  commit: () => { git('add', '-A'); git('commit', '--allow-empty', '-qm', 'c' + n); },
  libAdd: (_, name) => writeFileSync('lib/' + name, n + '\\n'),
  libEdit: () => appendFileSync('lib/x.txt', n + '\\n'),
  libCommit: () => { git('-C', 'lib', 'add', '-A'); git('-C', 'lib', 'commit', '--allow-empty', '-qm', 'l' + n); },
  libBump: () => git('-C', 'lib', 'merge', '-q', '--no-edit', ${JSON.stringify(NEWER)}),
};
mkdirSync('work', { recursive: true });
const text = readFileSync('src/a.txt', 'utf8');
const resolved = text.split('\\n').filter((line) => !/^([<>|=])\\1{6}/.test(line)).join('\\n');
if (resolved !== text) writeFileSync('src/a.txt', resolved);
for (const [k, act] of acts.entries()) doing[act]('work/' + n + '-' + k, n + '-' + k);
writeFileSync(at('at-' + n), '');
while (['stop', 'kill'].includes(end) || (end === 'ask' && !existsSync(at('go-' + n)))) await new Promise((done) => setTimeout(done, 20));
process.exitCode = end === 'fail' ? 3 : 0;
`;

/** A commit of the submodule that is newer than the one that the repository has. */
const NEWER = 'origin/main';

/** A clone of a repository with the submodule `lib`, at an older commit than the newest. */
function withLib(root: string): string {
  const lib = newRepository(join(root, 'lib'), { 'x.txt': 'x\n' });
  const origin = newRepository(join(root, 'origin'), FILES);
  git(origin, 'submodule', '--quiet', 'add', lib, 'lib');
  git(origin, 'commit', '-qm', 'Submodule');
  writeFileSync(join(lib, 'newer.txt'), 'newer\n');
  git(lib, 'add', '-A');
  git(lib, 'commit', '-qm', 'Newer');
  git(root, 'clone', '-q', origin, 'user');
  git(join(root, 'user'), 'submodule', '--quiet', 'update', '--init');
  return join(root, 'user');
}

/** Starts a life: its repository, its disk, its checks, and the run's first prompt. */
export async function newLife(plugin: { supervisor: string }, number: number): Promise<Life> {
  const random = seeded(7_000 + number);
  const [hasLib, hasDisk, hasChecks] = [random.int(3) === 0, canMount && random.int(3) === 0, random.int(2) === 0];
  let disk: SmallDisk | undefined;
  const place = await field({
    supervisor: plugin.supervisor,
    make(root) {
      if (hasDisk) {
        disk = smallDisk(join(root, 'store'), 64);
        onTestFinished(disk.unmount);
      }
      return hasLib ? withLib(root) : newRepository(join(root, 'user'), FILES);
    },
  });
  const life: Life = {
    place,
    id: '',
    random,
    plan: { n: 0, acts: [], end: 'done', held: false },
    hasLib,
    disk,
    isFull: false,
    last: new Map(),
    told: [`life ${number}${hasLib ? ' with a submodule' : ''}${hasDisk ? ' on a small disk' : ''}`],
  };
  if (hasChecks)
    await place.run('setting_set', {
      name: 'checks.held',
      value: `cd ${place.root}; while [ -e hold ]; do touch held; sleep 0.02; done; [ ! -e red ] || { rm red; exit 1; }; echo 1 passed`,
    });
  await place.agent('worker', agent(place.root));
  nextPlan(life);
  const task = await place.task({ description: `Life ${number}`, ...(hasChecks ? { checks: 'held' } : {}) });
  life.id = await place.start(task, 'worker');
  return life;
}

/** Decides what the agent does with its next prompt. */
export function nextPlan(life: Life): void {
  const { place, random, plan, hasLib, told } = life;
  const acts = Array.from({ length: 1 + random.int(5) }, () => random.pick(hasLib ? LIB_ACTS : ACTS));
  life.plan = { n: plan.n + 1, acts, end: random.pick(ENDS), held: random.int(3) === 0 };
  const isRed = random.int(4) === 0;
  told.push(`prompt ${life.plan.n}: ${acts.join('+')}, ${life.plan.end}${isRed ? ', red' : ''}`);
  writeFileSync(join(place.root, 'plan.json'), JSON.stringify(life.plan));
  for (const [name, isSet] of Object.entries({ hold: life.plan.held, held: false, red: isRed }))
    if (isSet) writeFileSync(join(place.root, name), '');
    else rmSync(join(place.root, name), { force: true });
}
