import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { repositoryPaths } from '../../../src/runs/git/index.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { locateRun } from '../../../src/runs/run-folder.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { git } from '../../support/git.ts';
import { canMount, shell } from '../../support/mount.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { DEADLINE_MS, IS_SOAK } from '../../support/seed.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const project = ({ folder }: TestWorkspace) => join(folder, 'project');
const runOf = ({ opened }: TestWorkspace, n: number) => opened.store.state.get('run', `r${n}`)!;

/** The private copy of the person's repository. */
const storeOf = (work: TestWorkspace, n: number) =>
  repositoryPaths(locateRun(work.opened.context(ADA), runOf(work, n))).store;

/** Deletes an object of a result from the private copy: of a file or folder, or the commit itself. */
function lose(work: TestWorkspace, n: number, path?: string): void {
  const what = path === undefined ? '' : `:${path}`;
  const store = storeOf(work, n);
  const id = execFileSync('git', ['--git-dir', store, 'rev-parse', `${runOf(work, n).result!.commit}${what}`])
    .toString()
    .trim();
  // Two results can have the same object.
  rmSync(join(store, 'objects', id.slice(0, 2), id.slice(2)), { force: true });
}

const POINTER = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 5\n`;
const hasLfs = (() => {
  try {
    execFileSync('git', ['lfs', 'version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

interface Kind {
  /** The files of the bad result. */
  files: Record<string, string>;
  /** Makes git refuse it. `n` is the number of its run, and `own` returns the path of a file in its result. */
  act(work: TestWorkspace, n: number, own: (path: string) => string): unknown;
  /** What its reason contains: its file, and git's words. */
  says: readonly string[];
  needs?: boolean;
  /** True if a check runs on the merged tree. */
  checked?: boolean;
}

const filter = (settings: Record<string, string>): Pick<Kind, 'files' | 'act'> => ({
  files: { 'src/x.bin': 'x\n' },
  act: (work) => {
    for (const [name, value] of Object.entries({ required: 'true', ...settings }))
      git(project(work), 'config', `filter.bad.${name}`, value);
  },
});

const KINDS: Readonly<Record<string, Kind>> = {
  // A required filter converts each file before it lands, so the clean filter is the first that fails.
  'its smudge filter fails': { ...filter({ smudge: 'false' }), says: ["src/x.bin: clean filter 'bad' failed"] },
  'its smudge filter dies by a signal': {
    ...filter({ smudge: 'kill -9 $$' }),
    says: ["src/x.bin: clean filter 'bad' failed"],
  },
  "its filter's process dies": { ...filter({ process: 'kill -9 $$' }), says: ['src/x.bin', 'kill -9 $$'] },
  "its filter's program is missing": {
    ...filter({ process: 'no-such-filter process' }),
    says: ['src/x.bin', 'no-such-filter is not installed, or not in PATH'],
  },
  'its filter kills git': { ...filter({ smudge: 'kill -9 $PPID' }), says: ['src/x.bin'] },
  'its filter works for the first file only': {
    ...filter({ smudge: 'test ! -e .git/once && touch .git/once && cat', clean: 'cat' }),
    files: { 'src/w.bin': 'w\n', 'src/x.bin': 'x\n' },
    // If git tries again, the first file is the one that it refuses.
    says: ['.bin: smudge filter bad failed'],
  },
  'its filter fails for a file that it changes, and for the old one': {
    ...filter({ smudge: 'false', clean: 'false' }),
    files: { 'src/old.bin': 'changed\n', 'src/a.txt': 'changed\n' },
    // Git needs one of the two filters first.
    says: ['src/old.bin', ' filter', 'bad', 'failed'],
  },
  'it brings a filter for a file that it changes': {
    ...filter({ smudge: 'false', clean: 'false' }),
    files: { 'src/.gitattributes': 'a.txt filter=bad\n', 'src/a.txt': 'changed\n' },
    says: ["src/a.txt: clean filter 'bad' failed", "external filter 'false' failed"],
  },
  'its LFS object is missing': {
    files: { 'src/x.lfs': POINTER },
    act: (work) => git(project(work), 'config', 'lfs.url', 'file:///nowhere'),
    says: ['src/x.lfs', 'smudge filter lfs failed'],
    needs: hasLfs,
  },
  'a file is missing in the private copy': {
    files: { 'src/x.txt': 'lost\n' },
    act: (work, n, own) => lose(work, n, own('src/x.txt')),
    says: ['src/x.txt', 'git'],
  },
  'a file is missing in the private copy, and a check needs it': {
    files: { 'src/x.txt': 'lost\n' },
    act: (work, n, own) => lose(work, n, own('src/x.txt')),
    says: ['src/x.txt', 'git'],
    checked: true,
  },
  'a hook refuses its message': {
    files: {},
    act: (work) => hook(work, 'commit-msg', 'grep -q "^Task bad" "$1" || exit 0; echo "type: is missing" >&2; exit 1'),
    says: ['commit-msg', 'type: is missing', '--message'],
  },
  ...Object.fromEntries(
    Object.entries({ empties: ': > "$1"', deletes: 'rm "$1"', links: 'ln -sf /dev/zero "$1"' }).map(([what, line]) => [
      `a hook ${what} its message`,
      {
        files: {},
        act: (work: TestWorkspace) => hook(work, 'commit-msg', `grep -q "^Task bad" "$1" || exit 0; ${line}`),
        says: ['the commit-msg hook left no message', '--message'],
      },
    ]),
  ),
  'a hook refuses its update of the branch': {
    files: {},
    act: (work) =>
      hook(
        work,
        'reference-transaction',
        'test "$1" = prepared || exit 0; while read old new ref; do case "$ref" in refs/heads/*) ' +
          'git log --format=%s "$old..$new" | grep -q "^Task bad" && echo "the branch is frozen" >&2 && exit 1; esac; done; exit 0',
      ),
    says: ['aborted by hook', 'the branch is frozen'],
  },
  'a folder of the checkout is read-only': {
    files: { 'ro/x.txt': 'x\n' },
    act: (work) => {
      const folder = join(project(work), 'ro');
      if (existsSync(folder)) return;
      mkdirSync(folder);
      shell(`mount -t tmpfs -o ro tmpfs '${folder}'`);
      onTestFinished(() => void shell(`umount -l '${folder}'`));
    },
    says: ['ro/x.txt', 'Read-only'],
    needs: canMount,
  },
  'a folder is missing in the private copy': {
    files: { 'new/x.txt': 'lost\n' },
    act: (work, n) => lose(work, n, 'new'),
    says: ['new', 'git'],
  },
  'its commit is missing in the private copy': {
    files: { 'src/x.txt': 'lost\n' },
    act: (work, n) => lose(work, n),
    says: ['git'],
  },
};

/** Installs a hook of the person, and lets merges run hooks. */
async function hook(work: TestWorkspace, name: string, lines: string): Promise<void> {
  writeFileSync(join(project(work), '.git/hooks', name), `#!/bin/sh\n${lines}\n`, { mode: 0o755 });
  await work.run('setting_set', { name: 'runs.hooks', value: true });
}

/** A repository with so many results in review, of which those with these numbers are bad. */
async function inReview(work: TestWorkspace, kind: Kind, count: number, bad: readonly number[]): Promise<void> {
  await gitProject(work, {
    'src/a.txt': 'a\n',
    'docs/b.txt': 'b\n',
    'src/old.bin': 'old\n',
    '.gitattributes': '*.bin filter=bad\n*.lfs filter=lfs -text\n',
  });
  // Git reads files again, through their filter, that are as new as its index.
  const before = new Date(Date.now() - 60_000);
  for (const path of git(project(work), 'ls-files').split('\n')) utimesSync(join(project(work), path), before, before);
  git(project(work), 'update-index', '-q', '--refresh');
  // Two bad results have files of their own.
  const ownOf = (n: number) => (path: string) => (bad[0] === n ? path : path.replace('x.', `x${n}.`));
  for (let n = 1; n <= count; n++) {
    await work.run('task_add', { description: bad.includes(n) ? `Task bad ${n}` : `Task ${n}` });
    const files = Object.fromEntries(Object.entries(kind.files).map(([path, text]) => [ownOf(n)(path), text]));
    await runWithResult(work, bad.includes(n) ? { ...files, [`${n}.txt`]: 'bad\n' } : { [`${n}.txt`]: `${n}\n` }, {
      number: n,
    });
  }
  for (const n of bad) await kind.act(work, n, ownOf(n));
}

async function landed(work: TestWorkspace, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) await work.run('run_approve', { run: n });
  const queue = mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env });
  const told = () => Array.from(work.opened.store.state.all('run'), ([id, { state, waits }]) => ({ id, state, waits }));
  // A queue in which an entry is left would wait for an hour.
  await Promise.race([
    queue,
    wait(DEADLINE_MS, undefined, { ref: false }).then(() => expect(told()).toBe('no entries')),
  ]);
}

type Queue = readonly [count: number, bad: readonly number[], batch: number];
const QUEUES: readonly Queue[] = [
  [1, [1], 8],
  [3, [2], 8],
  [3, [1], 8],
  [3, [3], 1],
  [4, [2, 3], 4],
  [4, [1, 4], 2],
];

/** In `npm test`, the first kind in the second queue; in a soak, each in all. */
const ROWS = Object.keys(KINDS)
  .flatMap((kind) => QUEUES.map((queue) => [kind, ...queue] as const))
  .filter((_, n) => IS_SOAK || n === 1);

test.each(ROWS)(
  'a result that git refuses returns to review, and the others land: %s; of %i results %j, in batches of %i',
  async (name, count, bad, batch) => {
    const kind = KINDS[name]!;
    if (kind.needs === false) return;
    const work = await testWorkspace();
    await inReview(work, kind, count, bad);
    await work.run('setting_set', { name: 'runs.batch', value: String(batch) });
    if (kind.checked) {
      await work.run('setting_set', { name: 'checks.whole', value: 'true' });
      await work.run('setting_set', { name: 'runs.checks..', value: 'whole' });
    }
    await landed(work, count);
    for (let n = 1; n <= count; n++) {
      const run = runOf(work, n);
      if (!bad.includes(n)) {
        expect(run).toMatchObject({ id: `r${n}`, state: 'merged' });
        expect(readFileSync(join(project(work), `${n}.txt`), 'utf8')).toBe(`${n}\n`);
        continue;
      }
      expect(run).toMatchObject({ state: 'review', waits: { why: 'refused' } });
      expect(run).not.toHaveProperty('verdict');
      const said = JSON.stringify(run.waits);
      expect(said).toContain(run.id);
      if (n === bad[0]) for (const words of kind.says) expect(said).toContain(words);
    }
    // Without the filter, git itself can compare all files.
    rmSync(join(project(work), '.git/once'), { force: true });
    execFileSync('sh', ['-c', 'git config --remove-section filter.bad || true'], {
      cwd: project(work),
      stdio: 'ignore',
    });
    expect(git(project(work), 'status', '--porcelain')).toBe('');
  },
);
