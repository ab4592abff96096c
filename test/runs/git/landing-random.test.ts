import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { land, recoverLanding, repositoryPaths } from '../../../src/runs/git/index.ts';
import { bundle } from '../../support/bundle.ts';
import { startChild } from '../../support/child.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { unless } from '../../support/needs.ts';
import { useNewestGit, WITHOUT_NEWEST_GIT } from '../../support/newest-git.ts';
import { type Random, seeded } from '../../support/random.ts';
import { runs, SEED } from '../../support/seed.ts';
import { landing, type Stage, stage } from './stage.ts';

const CHILD = new URL('./landing.child.ts', import.meta.url);
const RECOVERY = new URL('./recovery.child.ts', import.meta.url);

/** Steps of a landing at which it is killed; the others are moments. */
const STEPS = ['fetched', 'held', 'locked', 'checked', 'moved', 'indexed', 'committed', 'unlocked', 'done'] as const;

/** How a landing is killed. `nth` counts the calls of git by the landing. */
type Kill =
  | { at: 'step'; step: (typeof STEPS)[number]; children: boolean }
  | { at: 'moment'; ms: number; children: boolean }
  | { at: 'call'; nth: number; who: 'git' | 'both'; after: number };

function chooseKill(random: Random): Kill {
  const children = random.int(2) === 0;
  switch (random.int(3)) {
    case 0:
      return { at: 'step', step: random.pick(STEPS), children };
    case 1:
      return { at: 'moment', ms: random.int(400), children };
    default:
      return {
        at: 'call',
        nth: 1 + random.int(24),
        who: random.pick(['git', 'both']),
        after: random.pick([0, 0, 1, 2, 4, 8]),
      };
  }
}

/**
 * A git that is killed at its nth call, some milliseconds after its start, alone or with the process that started it.
 * The others run as always.
 */
function killingGit(on: Stage, { nth, who, after }: Extract<Kill, { at: 'call' }>): string {
  const bin = join(on.user, '../bin');
  const count = join(on.user, '../count');
  rmSync(count, { force: true });
  const real = 'PATH="$(echo "$PATH" | cut -d: -f2-)"; export PATH';
  const script = `#!/bin/sh
${real}
echo x >>${count}
[ "$(wc -l <${count})" -eq ${nth} ] || exec git "$@"
git "$@" <&0 &
one=$!
sleep 0.00${after}
${who === 'both' ? 'kill -9 $PPID' : ''}
kill -9 $one
wait $one
kill -9 $$
`;
  writeFiles(bin, { git: script });
  execFileSync('chmod', ['+x', join(bin, 'git')]);
  return bin;
}

/** Files that the person has changed, and that no landing touches. */
const DIRTY = { 'mine/other.txt': 'dirty\n', 'mine/staged.txt': 'staged\n', 'mine/x.log': 'ignored\n' };
const STATUS = ' M mine/other.txt\nA  mine/staged.txt';

/** Makes a commit with random changes on top of main, in the private copy only. */
function nextCommit(on: Stage, random: Random, n: number): { old: string; tip: string } {
  const { store } = repositoryPaths(on);
  const old = git(on.user, 'rev-parse', 'main');
  const inStore = (input: string | undefined, ...args: string[]) =>
    execFileSync('git', ['--git-dir', store, ...args], {
      ...{ input, encoding: 'utf8', env: { ...process.env, ...IDENTITY, GIT_INDEX_FILE: join(store, 'random.index') } },
    }).trim();
  inStore(
    undefined,
    '-c',
    'protocol.file.allow=always',
    'fetch',
    '-q',
    on.repository.common!,
    '+main:refs/targets/last',
  );
  inStore(undefined, 'read-tree', old);
  const files = inStore(undefined, 'ls-files')
    .split('\n')
    .filter((path) => path.startsWith('f/'));
  const lines = Array.from({ length: 1 + random.int(8) }, (_, k) => {
    const path = files.length > 2 && random.int(3) > 0 ? random.pick(files) : `f/${'abc'[random.int(3)]}/${n}-${k}.txt`;
    if (files.includes(path) && random.int(3) === 0) return `0 ${'0'.repeat(old.length)}\t${path}`;
    const text = `${path} ${n}\n`.repeat(1 + random.int(random.int(4) === 0 ? 20_000 : 3));
    return `${random.int(5) === 0 ? '100755' : '100644'} ${inStore(text, 'hash-object', '-w', '--stdin')}\t${path}`;
  });
  inStore(lines.map((line) => `${line}\n`).join(''), 'update-index', '--index-info');
  // Each commit has a change that tells it from others.
  const mark = inStore(`${n}\n`, 'hash-object', '-w', '--stdin');
  inStore(`100644 ${mark}\tf/n.txt\n`, 'update-index', '--index-info');
  const tip = inStore(`Landing ${n}\n`, 'commit-tree', inStore(undefined, 'write-tree'), '-p', old);
  inStore(undefined, 'update-ref', `refs/runs/r${n}/merged`, tip);
  return { old, tip };
}

const IDENTITY = {
  ...{ GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.invalid' },
  ...{ GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.invalid' },
};

/** Lands it in the end. A lock that a killed git left is named; its file goes, as the line says that a person reads. */
async function landAtLast(on: Stage, commits: { tip: string; old: string }, counts: Counts): Promise<void> {
  for (let left = 3; left > 0; left--) {
    const told = await land(on, landing(commits));
    if (told.landed) return expect(told).not.toHaveProperty('unproved');
    if (told.why.kind !== 'locked') expect(told.why).toBe('a lock');
    else await goneOr(told.why.file);
    counts.locks++;
  }
}

/** A git that outlived its landing removes its lock. That of a killed one stays, and a person removes it. */
async function goneOr(lock: string): Promise<void> {
  for (const late = Date.now() + 3_000; existsSync(lock) && Date.now() < late; ) await wait(20);
  rmSync(lock, { force: true });
}

function expectWhole(on: Stage, commit: string): void {
  expect(git(on.user, 'rev-parse', 'main')).toBe(commit);
  expect(git(on.user, 'rev-parse', 'HEAD')).toBe(commit);
  expect(git(on.user, 'status', '--porcelain')).toBe(STATUS);
  for (const [path, text] of Object.entries(DIRTY)) expect(readFileSync(join(on.user, path), 'utf8')).toBe(text);
  // What git itself would write for the commit is what is there.
  for (const line of git(on.user, 'ls-tree', '-r', commit, 'f').split('\n')) {
    const [facts, path] = line.split('\t') as [string, string];
    expect(git(on.user, 'hash-object', path)).toBe(facts.split(' ')[2]);
  }
}

async function killed(on: Stage, order: object, kill: Kill, child: URL): Promise<void> {
  const path = process.env.PATH!;
  if (kill.at === 'call') process.env.PATH = `${killingGit(on, kill)}:${path}`;
  const started = startChild(await bundle(child), [JSON.stringify(order)]);
  process.env.PATH = path;
  if (kill.at === 'moment') {
    await Promise.race([started.ended, wait(kill.ms)]);
    const { pid } = started.process;
    if (kill.children) for (const one of childrenOf(pid!)) killOne(one);
    killOne(pid!);
  }
  await started.ended;
}

const childrenOf = (pid: number): number[] => {
  const file = `/proc/${pid}/task/${pid}/children`;
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number) : [];
};

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

interface Counts {
  landings: number;
  kills: number;
  recoveries: number;
  /** What the first recovery found. */
  landed: number;
  not: number;
  /** Locks of a reftable that a killed git left. */
  locks: number;
}

const GROUNDS = [
  ['files', () => undefined, {}],
  ['a reftable', useNewestGit, unless(WITHOUT_NEWEST_GIT)],
] as const;

describe.each(GROUNDS)('references in %s', (refs, use, options) => {
  test(
    'landings that are killed anywhere, with or without their git, and their recoveries, too: none is half, none is lost',
    options,
    async () => {
      use();
      if (refs === 'a reftable') vi.stubEnv('GIT_DEFAULT_REF_FORMAT', 'reftable');
      onTestFinished(() => void vi.unstubAllEnvs());
      const on = stage({ files: { 'f/a/1.txt': '1\n', 'mine/other.txt': 'o\n', '.gitignore': '*.log\n' } });
      await on.start('r1');
      writeFiles(on.user, DIRTY);
      git(on.user, 'add', 'mine/staged.txt');
      const counts: Counts = { landings: 0, kills: 0, recoveries: 0, landed: 0, not: 0, locks: 0 };
      for (let n = 1; n <= runs(3, 250); n++) {
        const random = seeded(90_000 + n);
        const { old, tip } = nextCommit(on, random, n);
        const journal = { repository: on.repository, ref: 'refs/heads/main', old, new: tip, worktree: on.user };
        const kill = chooseKill(random);
        const about = `landing ${n} of seed ${SEED} on ${refs}: ${JSON.stringify(kill)}`;
        const step = kill.at === 'step' ? kill.step : 'never';
        const order = { place: { runs: on.runs, repository: on.repository }, landing: landing({ tip, old }), step };
        await killed(on, { ...order, children: kill.at === 'step' && kill.children }, kill, CHILD);
        counts.landings++;
        counts.kills++;
        for (let again = random.int(3); again > 0; again--) {
          const other = chooseKill(random);
          if (other.at === 'step') continue;
          await killed(on, journal, other, RECOVERY);
          counts.kills++;
        }
        const outcome = await recoverLanding(journal);
        counts.recoveries++;
        try {
          expect(outcome).toMatch(/^(landed|not)$/);
          counts[outcome as 'landed' | 'not']++;
          expectWhole(on, outcome === 'landed' ? tip : old);
          if (outcome === 'not') await landAtLast(on, { tip, old }, counts);
          expectWhole(on, tip);
        } catch (error) {
          throw new Error(`${about}, ${JSON.stringify(outcome)}: ${String(error)}`, { cause: error });
        }
      }
      expect(readdirSync(on.repository.common!).filter((name) => /^backlog-|index\.lock/.test(name))).toEqual([]);
      if (process.env.BACKLOG_TOLD)
        writeFileSync(process.env.BACKLOG_TOLD, `${refs} ${JSON.stringify(counts)}\n`, { flag: 'a' });
    },
  );
});
