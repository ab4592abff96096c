import { expect, test } from 'vitest';
import { type ClaimToEnd, claimsToEnd } from '../../src/domain/calls/claims-to-end.ts';
import { BacklogRefusal, backlogBoard } from '../../src/web/sdk/main.ts';
import { agent } from '../support/workspace.ts';
import { type Served, served } from './served.ts';

/** A board whose task 1 a session holds, as a browser and as the SDK with its secrets. */
async function held() {
  const board = await served();
  await board.call('task_add', { description: 'Login' });
  const context = board.opened.context(agent('sess-one'));
  await board.opened.ready();
  const { startTask } = await import('../../src/work/task/life.ts');
  await context.write('task_start', (tx) => startTask(tx, context, [...context.queue.open()][0]!));
  const withCookie: typeof fetch = (url, init = {}) =>
    fetch(url, { ...init, headers: { ...(init.headers as Record<string, string>), ...board.shown } });
  return { board, queue: backlogBoard({ url: board.origin, fetch: withCookie }).workspace(board.uuid) };
}

/** The claims about which the refusal of a call asks. */
async function asked({ call }: Served): Promise<ClaimToEnd[]> {
  const { status, body } = await call<{ error: { code: string; hint: string; data: Record<string, unknown> } }>(
    'task_done',
    { id: '1' },
  );
  expect([status, body.error.code]).toEqual([409, 'claimed']);
  expect(body.error.hint).toContain('Backlog-Ends-Claims');
  return claimsToEnd(body.error.data)!;
}

test('a call that takes a task from a session is refused with the claim; with its id in the header it is made', async () => {
  const { board, queue } = await held();
  const claims = await asked(board);
  expect(claims).toMatchObject([{ task: '#1 Login', holder: expect.stringMatching(/^session sess-one, since /) }]);
  const wrong = queue.call('task_done', { id: ['1'] }, { endsClaims: ['another'] });
  await expect(wrong).rejects.toBeInstanceOf(BacklogRefusal);
  const { tasks } = await queue.call('task_done', { id: ['1'] }, { endsClaims: claims.map(({ claim }) => claim) });
  expect(tasks).toMatchObject([{ id: 1, status: 'completed' }]);
  expect((await board.call('claim_list')).body).toMatchObject({ claims: [] });
});
