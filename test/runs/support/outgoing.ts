import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Run } from '../../../src/domain/records.ts';
import { mergeQueue } from '../../../src/runs/merge/queue.ts';
import { sendDue } from '../../../src/runs/outgoing/send.ts';
import { processId } from '../../../src/work/processes/processes.ts';
import { git } from '../../support/git.ts';
import { gitProject, runWithResult } from '../../support/runs.ts';
import { ADA, type TestWorkspace, testWorkspace } from '../../support/workspace.ts';

/** A workspace whose repository has a bare remote `origin` with its branch. */
export interface Outgoing extends TestWorkspace {
  project: string;
  remote: string;
  /** The run as it is. */
  one(id: string): Run;
  /** A task with an approved run that writes these files; merged, or to be proposed, where the queue can. Gives the run's id. */
  approved(files: Record<string, string>, description?: string): Promise<string>;
  /** The merge queue until nothing is left in it. */
  merge(): Promise<void>;
  /** One look of whoever pushes and proposes. */
  send(): Promise<void>;
  /** A commit of the person's own on the branch. */
  commit(file: string, text?: string): string;
  /** The commit of a branch at the remote; empty without it. */
  at(branch?: string): string;
}

export async function withRemote({
  push = 'origin',
  address,
}: {
  push?: string;
  address?: string;
} = {}): Promise<Outgoing> {
  const work = await testWorkspace();
  await gitProject(work);
  const [project, remote] = [join(work.folder, 'project'), join(work.folder, 'origin.git')];
  git(work.folder, 'init', '-q', '--bare', '-b', 'main', 'origin.git');
  git(project, 'config', 'user.name', 'Ada');
  git(project, 'config', 'user.email', 'ada@example.invalid');
  git(project, 'remote', 'add', 'origin', address ?? remote);
  git(project, 'push', '-q', 'origin', 'main');
  await work.opened.context(ADA).make();
  if (push) await work.run('setting_set', { name: 'runs.push', value: push });
  return outgoing(work);
}

/** The same functions for a workspace that {@link withRemote} made, for example after it was opened again. */
export function outgoing(work: TestWorkspace): Outgoing {
  const [project, remote] = [join(work.folder, 'project'), join(work.folder, 'origin.git')];
  let tasks = 0;
  return {
    ...work,
    project,
    remote,
    one: (id) => work.opened.store.state.get('run', id)!,
    async approved(files, description = `Task ${tasks + 1}`) {
      await work.run('task_add', { description });
      const { id } = await runWithResult(work, files, { number: ++tasks, branch: `backlog/${tasks}` });
      await work.run('run_approve', { run: id });
      return id;
    },
    merge: () => mergeQueue({ opened: work.opened, repository: 'project', self: processId()!, env: process.env }),
    async send() {
      await work.opened.ready();
      await sendDue(work.opened.context(ADA), 'project', process.env);
    },
    commit(file, text = `${file}\n`) {
      mkdirSync(dirname(join(project, file)), { recursive: true });
      writeFileSync(join(project, file), text);
      git(project, 'add', '-A');
      git(project, 'commit', '-q', '-m', `My ${file}`);
      return git(project, 'rev-parse', 'HEAD');
    },
    at: (branch = 'main') => git(remote, 'for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`),
  };
}

/** Writes a hook of a repository, bare or not. */
export function hook(gitDir: string, name: string, script: string): void {
  const file = join(gitDir, 'hooks', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
}
