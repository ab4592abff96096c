import type { Steps } from '../../../src/commands/source/outputs.ts';
import type { Pull } from '../../../src/domain/records.ts';
import type { FakeGitHub } from '../../support/github/fake.ts';
import { fakeInEnvironment } from '../../support/github/with-source.ts';
import { handIn } from '../../support/runs.ts';
import { type Outgoing, withRemote } from '../support/outgoing.ts';

export interface PullGround extends Outgoing {
  fake: FakeGitHub;
  /** What the queue has of the pull request of r1. */
  record(): Pull;
  /** An approved run whose result is in a pull request, number 1. */
  proposed(files?: Record<string, string>): Promise<string>;
  pull(input?: object): Promise<Steps>;
  /** Hands in the result of a round that was asked for, and sends it. */
  answer(files: Record<string, string>, send?: () => Promise<unknown>): Promise<void>;
}

/** A repository with a remote, which is also that of a fake GitHub, to which results are proposed. */
export async function pullGround(): Promise<PullGround> {
  const fake = await fakeInEnvironment();
  const work = await withRemote();
  fake.pulls.bare = work.remote;
  fake.pulls.protection = [{ name: 'build' }];
  await work.run('source_add', { service: 'github', list: 'acme/app' });
  await work.run('setting_set', { name: 'runs.propose', value: 'source:app' });
  return aroundPulls(work, fake);
}

export function aroundPulls(work: Outgoing, fake: FakeGitHub): PullGround {
  const through = async (send: () => Promise<unknown>) => {
    await work.run('run_approve', { run: 'r1' });
    await work.merge();
    await send();
  };
  return {
    ...work,
    fake,
    record: () => work.opened.store.state.get('pull', 'r1')!,
    async proposed(files = { 'a.txt': 'a\n' }) {
      const id = await work.approved(files);
      await work.merge();
      await work.send();
      // Pull requests count the time of the service in seconds.
      fake.repository.pass(5_000);
      return id;
    },
    pull: (input = {}) => work.run<Steps>('source_pull', { name: 'app', ...input }),
    async answer(files, send = work.send) {
      const given = { actor: { kind: 'system', name: 'given' }, holder: 'system:given' } as const;
      await work.opened.context(given).write('given', (tx) => {
        const { waits: _, supervisor: __, ...run } = tx.get('run', 'r1')!;
        tx.put('run', 'r1', { ...run, state: 'review' });
      });
      await handIn(work, work.one('r1'), files);
      await through(send);
      fake.repository.pass(5_000);
    },
  };
}

/** Number of Backlog's parts in a text. */
export const partsIn = (body: string | null) => (body ?? '').match(/<!-- backlog:/g)?.length ?? 0;
