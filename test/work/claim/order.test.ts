import { expect, test } from 'vitest';
import { claimsHeld } from '../../../src/work/claim/claims.ts';
import { ADA, agent, testWorkspace } from '../../support/workspace.ts';

test('claims keep the order of their grants after a write that was refused', async () => {
  const work = await testWorkspace();
  for (const folder of ['a', 'b', 'c'])
    await work.run('claim_acquire', { scope: `${folder}/**` }, agent(`${folder.repeat(8)}-1111`));
  const { store } = work.opened;
  const granted = claimsHeld(store.state);
  expect(granted.map(({ scope }) => scope[0]?.glob)).toEqual(['a/**', 'b/**', 'c/**']);
  const refused = work.opened.context(ADA).write('claim', (tx) => {
    tx.remove('claim', granted[0]!.id);
    throw new Error('not now');
  });
  await expect(refused).rejects.toThrow('not now');
  expect(claimsHeld(store.state)).toEqual(granted);
});
