import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Run } from '../../../src/domain/records.ts';
import { changesBetween, mergeResults } from '../../../src/runs/git/index.ts';
import { land } from '../../../src/runs/git/landing/land.ts';
import { moveRun } from '../../../src/runs/lifecycle/apply-transition.ts';
import { attempt, mergeContext, waitFor } from '../../../src/runs/merge/attempt.ts';
import { queueEntries } from '../../../src/runs/merge/entry.ts';
import { recoverMerges } from '../../../src/runs/merge/recover.ts';
import { repositoryNamed, runsFolder } from '../../../src/runs/run-folder.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { writeFiles } from '../../support/files.ts';
import { git } from '../../support/git.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const REF = 'refs/heads/main';
const INTERRUPTED = /a merge was interrupted, and these files were edited since then/i;

const project = ({ folder }: TestWorkspace) => join(folder, 'project');
const runOf = ({ opened }: TestWorkspace, n: number) => opened.store.state.get('run', `r${n}`) as Run;
const placeOf = ({ opened }: TestWorkspace) => {
  const context = mergeContext(opened);
  return { runs: runsFolder(context), repository: repositoryNamed(context.repositories, 'project') };
};

/** Approved results in one batch, whose landing ends after it wrote the files and before it stored the index. */
async function interrupted(results: readonly Record<string, string>[]): Promise<TestWorkspace> {
  const work = await testWorkspace();
  await gitProject(work, { 'old.txt': 'old\n', 'other.txt': 'o\n', '.gitattributes': '*.bin filter=bad\n' });
  for (const [i, files] of results.entries()) {
    await work.run('task_add', { description: `Task ${i + 1}` });
    await runWithResult(work, files, { number: i + 1 });
    await work.run('run_approve', { run: i + 1 });
  }
  const [context, place, old] = [mergeContext(work.opened), placeOf(work), git(project(work), 'rev-parse', 'main')];
  const entries = queueEntries(work.opened.store, 'project');
  const merged = await mergeResults(place, {
    target: old,
    how: 'squash',
    results: await Promise.all(
      entries.map(async ({ id, base, verdict: { commit } }) => ({
        ...{ id, base, commit, message: id },
        approved: await changesBetween({ ...place, id }, base, commit),
      })),
    ),
  });
  if (!merged.ok) throw new Error('the results conflict');
  const { steps } = merged;
  const tip = steps.at(-1)!.commit;
  await context.write('run_merge', (tx) => {
    for (const [i, { id }] of entries.entries())
      moveRun(tx, id, 'merge', { merge: { old, new: tip, commit: steps[i]!.commit, at: tx.at } });
  });
  const landing = land(place, { ref: REF, old, new: tip, id: entries.at(-1)!.id, message: 'm' }, (step) => {
    if (step === 'moved') throw new Error('ended');
  });
  await expect(landing).rejects.toThrow('ended');
  return work;
}

const recover = (work: TestWorkspace) => recoverMerges(mergeContext(work.opened), 'project');
/** Tries to merge all results that are in the queue. */
const tryAll = (work: TestWorkspace) => {
  const { opened } = work;
  const job = { opened, repository: 'project', self: processId()!, env: process.env };
  const batch = queueEntries(opened.store, 'project');
  return attempt(job, placeOf(work), batch, { env: process.env, green: new Set(), moves: new Map() });
};

soak.each<[string, Record<string, string>, (string[] | undefined)[]]>([
  ['a file of one result', { 'old.txt': 'edited\n' }, [['old.txt'], undefined, undefined]],
  ['files of two results', { 'old.txt': 'edited\n', '3.txt': 'edited\n' }, [['old.txt'], undefined, ['3.txt']]],
  ['a file in a folder of one result', { 'd/2.txt': 'edited\n' }, [undefined, ['d/2.txt'], undefined]],
])('after an interrupted merge of three results, %s was edited: the others go on', async (_, edited, files) => {
  const work = await interrupted([{ 'old.txt': 'by r1\n' }, { 'd/2.txt': '2\n' }, { '3.txt': '3\n' }]);
  writeFiles(project(work), edited);
  await recover(work);
  expect([1, 2, 3].map((n) => runOf(work, n).waits?.files)).toEqual(files);
  expect([1, 2, 3].map((n) => runOf(work, n).state)).toEqual(['approved', 'approved', 'approved']);
  // The damaged results alone wait.
  await tryAll(work);
  await tryAll(work);
  await recover(work);
  for (const [path, text] of Object.entries(edited)) expect(readFileSync(join(project(work), path), 'utf8')).toBe(text);
  expect([1, 2, 3].map((n) => runOf(work, n).waits?.files)).toEqual(files);
});

/** What keeps the damaged result from its branch when it is tried again, and the words about it. */
const OBSTACLES: Readonly<Record<string, { act(work: TestWorkspace): unknown; said: RegExp }>> = {
  'the edited file': { act: () => undefined, said: /uncommitted changes in .*old\.txt/ },
  'the edited file, staged': {
    act: (work) => git(project(work), 'add', 'old.txt'),
    said: /uncommitted changes in .*old\.txt/,
  },
  'an unfinished bisect': { act: (work) => git(project(work), 'bisect', 'start'), said: /a bisect is in progress/ },
  'the lock of another git': {
    act: (work) => {
      git(project(work), 'checkout', '-q', '--', '.');
      writeFileSync(join(project(work), '.git/index.lock'), '');
    },
    said: /another git process is running/,
  },
  'a message for all results': {
    act: ({ opened }) =>
      waitFor(
        { opened, repository: 'project', self: processId()!, env: process.env },
        queueEntries(opened.store, 'project'),
        'the disk failed',
      ),
    said: /the disk failed/,
  },
};

test.each(everyNth(6, Object.keys(OBSTACLES)))(
  'a person reads that a merge was interrupted beside the next reason: %s',
  async (kind) => {
    const work = await interrupted([{ 'old.txt': 'by r1\n' }]);
    const { act, said } = OBSTACLES[kind]!;
    writeFiles(project(work), { 'old.txt': 'edited\n' });
    await recover(work);
    await act(work);
    if (kind !== 'a message for all results') expect(await tryAll(work)).toBe(false);
    const waits = { why: 'damaged', text: expect.stringMatching(said), files: ['old.txt'] };
    expect(runOf(work, 1)).toMatchObject({ state: 'approved', waits });
    expect(runOf(work, 1).waits?.text).toMatch(INTERRUPTED);
    // The same words once, however often it is tried.
    const { text } = runOf(work, 1).waits!;
    if (kind !== 'a message for all results') await tryAll(work);
    expect(runOf(work, 1).waits?.text).toBe(text);
  },
);

soak('a result that git refuses after an interrupted merge returns to review with both reasons', async () => {
  const work = await interrupted([{ 'a.bin': 'by r1\n' }]);
  writeFiles(project(work), { 'a.bin': 'edited\n' });
  await recover(work);
  rmSync(join(project(work), 'a.bin'));
  for (const [name, value] of Object.entries({ required: 'true', smudge: 'false' }))
    git(project(work), 'config', `filter.bad.${name}`, value);
  expect(await tryAll(work)).toBe(true);
  expect(runOf(work, 1)).toMatchObject({ state: 'review', waits: { why: 'refused' } });
  expect(runOf(work, 1).waits?.text).toMatch(/git refused the result of r1/);
  expect(runOf(work, 1).waits?.text).toMatch(INTERRUPTED);
  expect(runOf(work, 1).waits?.text).toContain('a.bin');
});

soak.each([
  ['is in the way', (work: TestWorkspace) => writeFiles(project(work), { 'new.txt': 'theirs\n' }), 'in-the-way'],
  ['is edited', (work: TestWorkspace) => writeFiles(project(work), { 'other.txt': 'theirs\n' }), 'dirty'],
] as const)('once its edited files are back, another file that %s is the only reason', async (_, act, why) => {
  const work = await interrupted([{ 'old.txt': 'by r1\n', 'other.txt': 'by r1\n', 'new.txt': 'by r1\n' }]);
  writeFiles(project(work), { 'old.txt': 'edited\n' });
  await recover(work);
  git(project(work), 'checkout', '-q', '--', '.');
  act(work);
  expect(await tryAll(work)).toBe(false);
  expect(runOf(work, 1).waits).toMatchObject({ why });
  expect(runOf(work, 1).waits?.text).not.toMatch(INTERRUPTED);
});

soak(
  'beside an edited file of another result, a file in the way keeps its damaged result from the branch',
  async () => {
    const work = await interrupted([{ 'new.txt': 'by r1\n' }, { 'old.txt': 'by r2\n' }]);
    writeFiles(project(work), { 'new.txt': 'edited\n' });
    await recover(work);
    writeFiles(project(work), { 'old.txt': 'theirs\n' });
    expect(await tryAll(work)).toBe(false);
    expect(runOf(work, 1).waits).toMatchObject({
      why: 'damaged',
      text: expect.stringMatching(/would overwrite: new\.txt/),
    });
    expect(runOf(work, 2).waits).toMatchObject({ why: 'dirty' });
  },
);
