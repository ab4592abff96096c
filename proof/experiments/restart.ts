import { timesShown } from '../answers.ts';
import { createLedger, type Findings } from '../ledger.ts';
import type { Player, Stage } from '../player.ts';

/** Ways in which a server ends before the next one starts. Each way has its own tasks. */
const ENDS = { orderly: (player: Player) => player.leaves(), killed } as const;

/**
 * Tests what survives a restart: tasks, their notes and tags, and a completion. One server writes, then ends (first in
 * order, then by SIGKILL after its last answer), and a new server is read. A number or name that is assigned twice
 * counts as duplicated.
 */
export async function whatARestartKeeps({ rounds, enter }: Stage): Promise<Findings> {
  const ledger = createLedger();
  const [ids, reopened]: [string[], string[]] = [[], []];
  for (const [end, leave] of Object.entries(ENDS)) {
    const player = await enter();
    const group = `${end}group`;
    for (let n = 0; n < rounds; n++) {
      const word = `${end}task${n}`;
      const { answer } = await ledger.write(player, { operation: 'add', word, words: { group }, where: 'list' });
      const id = player.idOf(answer);
      ids.push(id);
      for (const operation of ['annotate', 'tag'] as const)
        await ledger.write(player, { operation, word: `${word}${operation}`, words: { id }, where: 'info' });
    }
    const closed = `${end}closed`;
    const id = player.idOf(await player.reads('add', { text: closed, group }));
    ids.push(id);
    const done = await player.does('done', { id });
    await leave(player);
    const next = await enter();
    const open = await next.reads('list', { group });
    if (done.kind === 'done' && timesShown(open, closed) > 0) reopened.push(closed);
    await next.leaves();
  }
  const found = await ledger.findings(await enter());
  const again = ids.length - new Set(ids).size;
  return {
    ...found,
    lost: found.lost + reopened.length,
    duplicated: found.duplicated + again,
    ...(reopened[0] ? { example: `${reopened[0]} was completed and is open again` } : {}),
  };
}

async function killed({ server }: Player): Promise<void> {
  server.end('SIGKILL');
  await server.ended;
}
