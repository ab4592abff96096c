import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attempt } from '../../../src/runs/merge/attempt.ts';
import { queueEntries } from '../../../src/runs/merge/entry.ts';
import { locateRun } from '../../../src/runs/run-folder.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { git } from '../../support/git.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { everyNth } from '../../support/soak-test.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

const project = ({ folder }: TestWorkspace) => join(folder, 'project');
const runOf = ({ opened }: TestWorkspace) => opened.store.state.get('run', 'r1')!;

const config = (work: TestWorkspace, settings: Record<string, string>) => {
  for (const [name, value] of Object.entries({ 'user.name': 'Ada', 'user.email': 'ada@example.invalid', ...settings }))
    git(project(work), 'config', name, value);
};
const hookOf = (work: TestWorkspace, name: string) => join(project(work), '.git/hooks', name);

async function hook(work: TestWorkspace, name: string, text: string, mode = 0o755): Promise<void> {
  writeFileSync(hookOf(work, name), text);
  chmodSync(hookOf(work, name), mode);
  await work.run('setting_set', { name: 'runs.hooks', value: true });
}

interface Fault {
  make(work: TestWorkspace): unknown;
  /** Words of the reason; without them, it is no obstacle. */
  says?: RegExp;
  end?(work: TestWorkspace): unknown;
}

const unsign = (work: TestWorkspace) => git(project(work), 'config', 'commit.gpgsign', 'false');

const FAULTS: Record<string, Fault> = {
  'the key for signing is missing': {
    make: (work) => config(work, { 'commit.gpgsign': 'true', 'gpg.format': 'ssh', 'user.signingkey': '/nowhere/key' }),
    says: /the commit's signature failed: .*\/nowhere\/key/,
    end: unsign,
  },
  'the program that signs is missing': {
    make: (work) => config(work, { 'commit.gpgsign': 'true', 'gpg.program': 'no-such-gpg' }),
    says: /the commit's signature failed: .*no-such-gpg/,
    end: unsign,
  },
  "the interpreter of the message's hook is missing": {
    make: (work) => hook(work, 'commit-msg', '#!/nowhere/sh\n'),
    says: /commit-msg/,
    end: (work) => rmSync(hookOf(work, 'commit-msg')),
  },
  "the interpreter of the branch's hook is missing": {
    make: (work) => hook(work, 'reference-transaction', '#!/nowhere/sh\n'),
    says: /reference-transaction/,
    end: (work) => rmSync(hookOf(work, 'reference-transaction')),
  },
  'a hook is not executable': { make: (work) => hook(work, 'commit-msg', '#!/bin/sh\nexit 1\n', 0o644) },
  "git doesn't know the person's name": {
    make: (work) => git(project(work), 'config', 'user.useConfigOnly', 'true'),
  },
};

test.each(everyNth(3, Object.keys(FAULTS)))(
  "%s: the result waits for the machine with git's reason, and lands as soon as it can",
  async (kind) => {
    const { make, says, end } = FAULTS[kind]!;
    const work = await testWorkspace();
    await gitProject(work, { 'a.txt': 'a\n' });
    await work.run('task_add', { description: 'Task' });
    await runWithResult(work, { 'a.txt': 'by the run\n' }, { number: 1 });
    await work.run('run_approve', { run: 1 });
    const job = { opened: work.opened, repository: 'project', self: processId()!, env: process.env };
    const tryAll = () =>
      attempt(job, locateRun(work.opened.context(ADA), runOf(work)), queueEntries(work.opened.store, 'project'), {
        ...{ env: process.env, green: new Set<string>(), moves: new Map() },
      });
    await make(work);
    await tryAll();
    if (says) {
      expect(runOf(work)).toMatchObject({
        state: 'approved',
        waits: { why: 'refused', text: expect.stringMatching(says) },
      });
      await end!(work);
      await tryAll();
    }
    expect(runOf(work)).toMatchObject({ state: 'merged' });
    expect(git(project(work), 'status', '--porcelain')).toBe('');
  },
);
