import type { Random } from '../../test/support/random.ts';
import { createLedger, type Findings, type Ledger } from '../ledger.ts';
import type { Player, Stage } from '../player.ts';

/** Number of simultaneous calls per client, so that a kill interrupts some of them. */
const LANES = 3;
const PLAYERS = 4;

/** Kills in the middle: several servers write, each is killed by SIGKILL again and again, and a new one takes over. */
export async function killsInTheMiddle({ rounds, random, enter }: Stage): Promise<Findings> {
  const ledger = createLedger();
  const lives = Math.ceil(rounds / PLAYERS);
  const clients = Array.from({ length: PLAYERS }, async (_, client) => {
    for (let life = 0; life < lives; life++)
      await liveAndDie(await enter(), { name: `k${client}x${life}`, ledger, random });
  });
  await Promise.all(clients);
  return ledger.findings(await enter());
}

/** Writes until the server is killed: a random number of answers after the start, plus a short delay. */
async function liveAndDie(
  player: Player,
  { name, ledger, random }: { name: string; ledger: Ledger; random: Random },
): Promise<void> {
  let left = 2 + random.int(12);
  const delay = random.next() ** 2 * 5;
  const answered = () => {
    if (--left === 0) killAfter(player, delay);
  };
  const lanes = Array.from({ length: LANES }, async (_, lane) => {
    for (let n = 0; ; n++) {
      const word = `${name}y${lane}z${n}`;
      const added = await ledger.write(player, { operation: 'add', word, words: { group: name }, where: 'list' });
      if (added.kind === 'unknown') return;
      answered();
      const id = player.idOf(added.answer);
      const noted = await ledger.write(player, {
        operation: 'annotate',
        word: `${word}note`,
        words: { id },
        where: 'info',
      });
      if (noted.kind === 'unknown') return;
      answered();
    }
  });
  await Promise.all([...lanes, player.server.ended]);
}

/** Waits without the event loop, so that the kill is independent of the next answer. */
function killAfter({ server }: Player, ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
  server.end('SIGKILL');
}
