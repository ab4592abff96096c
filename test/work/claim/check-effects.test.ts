import { describe, expect, test } from 'vitest';
import type { Tx } from '../../../src/store/index.ts';
import { fillClaimed, standingIn, taskIn } from '../../commands/claimed.ts';
import { agent, type TestWorkspace, workspaces } from '../../support/workspace.ts';

const claimed = workspaces(({ run }) => fillClaimed(run));

/** Ends the claim of task 1 in a write of another session, which can also do something else. */
function endClaim({ opened }: TestWorkspace, also: (tx: Tx) => void): Promise<unknown> {
  const { uuid } = taskIn(opened.store.state, 1);
  return opened.context(agent('other')).write('step', (tx) => {
    also(tx);
    for (const [id, claim] of [...tx.all('claim')]) if (claim.task === uuid) tx.remove('claim', id);
  });
}

const SESSION = { id: 'holder', started: '2026-07-30T12:00:00Z' };

describe('a write of another session that ends the claim of a task', () => {
  test.each<[what: string, also: (tx: Tx) => void]>([
    ['does nothing else', () => undefined],
    ['records a third session', (tx) => tx.put('session', 'third', { ...SESSION, id: 'third' })],
  ])('is refused if it %s', async (_, also) => {
    const workspace = await claimed();
    const before = standingIn(workspace.opened.store.state, 1);
    await expect(endClaim(workspace, also)).rejects.toMatchObject({ code: 'claimed' });
    expect(standingIn(workspace.opened.store.state, 1)).toEqual(before);
  });

  test("may, if it records the holder's session, which continues or ends by that", async () => {
    const workspace = await claimed();
    await endClaim(workspace, (tx) => tx.put('session', 'holder', { ...SESSION, ended: tx.at, reason: 'logout' }));
    expect(standingIn(workspace.opened.store.state, 1)).toMatchObject({ claims: [] });
  });
});
