import { createLedger, type Findings } from '../ledger.ts';
import type { Stage } from '../player.ts';

/**
 * Contended writes: in every round, all servers write to the same task at once (a note and a tag each) and add a task
 * of their own.
 */
export async function contendedWrites({ players, rounds, enter }: Stage): Promise<Findings> {
  const ledger = createLedger();
  const all = await Promise.all(Array.from({ length: players }, enter));
  for (let round = 0; round < rounds; round++) {
    const group = `round${round}`;
    const target = await ledger.write(all[0]!, {
      operation: 'add',
      word: `r${round}target`,
      words: { group },
      where: 'list',
    });
    const id = all[0]!.idOf(target.answer);
    await Promise.all(
      all.flatMap((player, i) => [
        ledger.write(player, { operation: 'annotate', word: `r${round}note${i}`, words: { id }, where: 'info' }),
        ledger.write(player, { operation: 'tag', word: `r${round}tag${i}`, words: { id }, where: 'info' }),
        ledger.write(player, { operation: 'add', word: `r${round}task${i}`, words: { group }, where: 'list' }),
      ]),
    );
  }
  await Promise.all(all.map((player) => player.leaves()));
  return ledger.findings(await enter());
}
