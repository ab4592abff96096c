import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { repositoryPaths } from '../../../src/runs/git/index.ts';
import { putRun } from '../../../src/runs/lifecycle/apply-transition.ts';
import { mergeContext } from '../../../src/runs/merge/attempt.ts';
import type { QueueEntry } from '../../../src/runs/merge/entry.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { returnToReview } from '../../../src/runs/merge/return-to-review.ts';
import { locateRun } from '../../../src/runs/run-folder.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { git } from '../../support/git.ts';
import { shell } from '../../support/mount.ts';
import { NEEDS_MOUNT } from '../../support/needs.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { DEADLINE_MS } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const WAITS = {
  why: 'damaged',
  text: 'a merge was interrupted, and these files were edited since then',
  files: ['1.txt'],
};

/** So many approved results. A file of the first one was edited since an interrupted merge. */
async function withDamaged(count: number): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work, { 'src/a.txt': 'a\n', '.gitattributes': '2.txt filter=bad\n' });
  for (let n = 1; n <= count; n++) {
    await work.run('task_add', { description: `Task ${n}` });
    await runWithResult(work, { [`${n}.txt`]: `${n}\n` }, { number: n });
    await work.run('run_approve', { run: n });
  }
  await mergeContext(work.opened).write('run_defer', (tx) => {
    putRun(tx, { ...runOf(work, 1), waits: WAITS, damaged: WAITS.files });
  });
  return work;
}

const project = ({ folder }: TestWorkspace) => join(folder, 'project');
const runOf = ({ opened }: TestWorkspace, n: number) => opened.store.state.get('run', `r${n}`) as Run;
const startQueue = ({ opened }: TestWorkspace) =>
  mergeQueue({ opened, repository: 'project', self: processId()!, env: process.env });

/** Makes git refuse the second result. */
const REFUSALS: Readonly<Record<string, (work: TestWorkspace) => void>> = {
  'a file is missing in the private copy': (work) => {
    const { store } = repositoryPaths(locateRun(work.opened.context(ADA), runOf(work, 2)));
    const id = git(store, 'rev-parse', `${runOf(work, 2).result!.commit}:2.txt`);
    rmSync(join(store, 'objects', id.slice(0, 2), id.slice(2)));
  },
  'its filter fails': (work) => {
    for (const [name, value] of Object.entries({ required: 'true', smudge: 'false' }))
      git(project(work), 'config', `filter.bad.${name}`, value);
  },
};

soak.each(Object.keys(REFUSALS))(
  'beside a damaged result, one that git refuses returns to review, and a good one lands: %s',
  async (kind) => {
    const work = await withDamaged(3);
    REFUSALS[kind]!(work);
    const edited = join(project(work), '1.txt');
    writeFileSync(edited, 'edited since\n');
    const queue = startQueue(work);
    const states = () => [1, 2, 3].map((n) => runOf(work, n).state);
    await expect.poll(states, { timeout: DEADLINE_MS }).toEqual(['approved', 'review', 'merged']);
    expect(runOf(work, 2)).toMatchObject({ waits: { why: 'refused' } });
    // The person sees the file until it is out of the way.
    await expect.poll(() => JSON.stringify(runOf(work, 1).waits)).toContain('1.txt');
    rmSync(edited);
    await queue;
    expect(states()).toEqual(['merged', 'review', 'merged']);
  },
);

soak(
  'a result of an interrupted merge that was returned and approved again still says so, until its files are settled',
  async () => {
    const work = await withDamaged(1);
    const context = mergeContext(work.opened);
    await returnToReview(context, runOf(work, 1) as QueueEntry, { why: 'refused', text: 'git refused it' });
    const edited = join(project(work), '1.txt');
    writeFileSync(edited, 'edited since\n');
    await work.run('run_approve', { run: 1 });
    const queue = startQueue(work);
    const waits = () => runOf(work, 1).waits;
    await expect.poll(waits, { timeout: DEADLINE_MS }).toBeDefined();
    expect(waits()).toMatchObject({ why: 'damaged', text: expect.stringMatching(/1\.txt.* A merge was interrupted/) });
    rmSync(edited);
    await queue;
    expect(runOf(work, 1).state).toBe('merged');
    expect(runOf(work, 1)).not.toHaveProperty('damaged');
  },
);

/** Options of a disk for refs that refuses the ref of a landing, and of git's words about it. */
const DISKS: Readonly<Record<string, { options: string; made?: string; said: RegExp }>> = {
  'full for the lock of a ref': { options: 'nr_inodes=2', made: 'landing', said: /no space left/i },
  'full for the folder of a ref': { options: 'nr_inodes=1', said: /unable to create directory/i },
  'read-only': { options: 'ro', said: /read-only file system|unable to create directory/i },
};

soak.each(Object.keys(DISKS))(
  'a disk that is %s keeps a damaged result in the queue, with both reasons',
  NEEDS_MOUNT,
  async (kind) => {
    const { options, made, said } = DISKS[kind]!;
    const work = await withDamaged(1);
    const refs = join(project(work), '.git/refs/backlog');
    mkdirSync(refs, { recursive: true });
    shell(`mount -t tmpfs -o ${options} tmpfs '${refs}'`);
    if (made) mkdirSync(join(refs, made));
    onTestFinished(() => void shell(`umount -l '${refs}'`));
    const queue = startQueue(work);
    const text = () => runOf(work, 1).waits?.text;
    await expect.poll(text, { timeout: DEADLINE_MS }).toMatch(said);
    expect(runOf(work, 1)).toMatchObject({ state: 'approved', waits: { why: 'damaged', files: WAITS.files } });
    expect(text()).toMatch(/A merge was interrupted/);
    shell(`mount -o remount,rw,nr_inodes=100 '${refs}'`);
    // The queue tries again as soon as a branch changes.
    git(project(work), 'branch', 'other');
    await queue;
    expect(runOf(work, 1).state).toBe('merged');
  },
);
