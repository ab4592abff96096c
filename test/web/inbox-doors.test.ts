import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Proposal } from '../../src/domain/records.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { propose } from '../../src/work/inbox/propose.ts';
import { atTerminal } from '../e2e/support/terminal.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { seeded } from '../support/random.ts';
import { runs } from '../support/seed.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { type Served, served } from './served.ts';

const plugin = builtPlugin();

/** Accepts a proposal at a terminal, in a process of its own. */
async function acceptAtTerminal({ folder }: Served, id: string): Promise<{ did: boolean; said: string }> {
  const env = { ...ENVIRONMENT, BACKLOG_HOME: join(folder, 'home'), USER: 'ada', TZ: 'UTC' };
  const words = [process.execPath, plugin.cli, 'inbox', 'accept', id];
  const { code, screen } = await atTerminal(words, { cwd: join(folder, 'project'), env });
  return { did: code === 0, said: screen };
}

/** Proposes a new task, and a split of the given one. */
async function proposals({ opened }: Served, task: Task, n: number): Promise<Proposal[]> {
  await opened.ready();
  const context = opened.context(ADA);
  const parts = ['a', 'b'].map((name) => ({ name, scope: [{ glob: `${name}/**` }] }));
  const change = { task: task.uuid, kind: 'large' as const, modified: task.modified, parts };
  const source = { kind: 'pass' as const, name: 'large' };
  const colour = 'red blue green black white grey pink brown gold teal'.split(' ')[n % 10];
  const found = await context.write('pass_run', (tx) =>
    propose(tx, context, [{ title: `Paint ${colour} wall ${n}` }, { title: `Split ${n}`, change }], { source }),
  );
  return found.map(({ proposal }) => proposal!);
}

soak(
  'a proposal that is accepted at the board and at a terminal at the same moment is accepted once, and the other is told',
  async () => {
    const board = await served();
    const random = seeded(6);
    const won = { board: 0, terminal: 0 };
    for (let n = 0; n < runs(1, 8); n++) {
      await board.call('task_add', { description: `Whole ${n}`, scope: 'a/**,b/**' });
      await board.opened.ready();
      const task = Array.from(board.opened.store.state.all('task'), ([, one]) => one).find(
        ({ description }) => description === `Whole ${n}`,
      )!;
      for (const { id, change } of await proposals(board, task, n)) {
        const before = board.opened.store.state;
        const tasks = Array.from(before.all('task')).length;
        const terminal = acceptAtTerminal(board, id);
        await wait(random.int(2_500));
        const [told, answer] = await Promise.all([terminal, board.call('inbox_accept', { ids: id })]);
        await board.opened.ready();
        const now = board.opened.store.state;
        expect(
          [told.did, answer.status === 200].filter(Boolean),
          `${told.said} ${JSON.stringify(answer.body)}`,
        ).toHaveLength(1);
        if (told.did) expect(JSON.stringify(answer.body)).toContain('is already accepted');
        else expect(told.said).toContain('is already accepted');
        won[told.did ? 'terminal' : 'board']++;
        expect(Array.from(now.all('task')).length - tasks).toBe(change ? 2 : 1);
        expect(now.get('proposal', id)).toMatchObject({ state: 'accepted' });
      }
    }
    expect(won.board + won.terminal).toBe(2 * runs(1, 8));
  },
);
