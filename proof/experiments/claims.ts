import { firstNamed } from '../answers.ts';
import type { Findings } from '../ledger.ts';
import type { Outcome, Player, Stage } from '../player.ts';

interface Fresh {
  word: string;
  id: string;
}

/** A task, and the number of callers that got it. */
interface Win {
  word: string;
  by: number;
}

/**
 * Double claims: all servers start the same task at once. Then all ask for the next task at once, with at most as many
 * tasks as servers. A task that two callers got was won twice; a task that no caller got is lost.
 */
export async function doubleClaims({ players, rounds, random, enter }: Stage): Promise<Findings> {
  const all = await Promise.all(Array.from({ length: players }, enter));
  const [first] = all as [Player];
  const outcomes: Outcome[] = [];
  const wins: Win[] = [];
  for (let round = 0; round < rounds; round++) {
    const [task] = await addFresh(first, 1, `start${round}`);
    wins.push(await startAtOnce(all, task!, outcomes));
    if (!first.has('next')) continue;
    const group = `next${round}`;
    wins.push(
      ...(await nextAtOnce(all, { group, fresh: await addFresh(first, 1 + random.int(players), group) }, outcomes)),
    );
  }
  await Promise.all(all.map((player) => player.leaves()));
  const [twice, never] = [wins.filter(({ by }) => by > 1), wins.filter(({ by }) => by === 0)];
  const [wrong] = [...twice, ...never];
  const of = (kind: Outcome['kind']) => outcomes.filter((outcome) => outcome.kind === kind).length;
  return {
    acknowledged: of('done'),
    refused: of('refused'),
    unknown: of('unknown'),
    lost: never.length,
    duplicated: 0,
    wonTwice: twice.length,
    ...(wrong ? { example: `${wrong.word} was given to ${wrong.by} of ${players} callers` } : {}),
  };
}

async function addFresh(player: Player, count: number, group: string): Promise<Fresh[]> {
  const fresh: Fresh[] = [];
  for (let n = 0; n < count; n++) {
    const word = `${group}task${n}`;
    fresh.push({ word, id: player.idOf(await player.reads('add', { text: word, group })) });
  }
  return fresh;
}

async function startAtOnce(all: readonly Player[], { word, id }: Fresh, outcomes: Outcome[]): Promise<Win> {
  const answers = await Promise.all(all.map((player) => player.does('start', { id })));
  outcomes.push(...answers);
  await all[answers.findIndex(({ kind }) => kind === 'done')]?.does('done', { id });
  return { word, by: answers.filter(({ kind }) => kind === 'done').length };
}

/** A caller has got a task if the answer names one of the round. */
async function nextAtOnce(
  all: readonly Player[],
  { group, fresh }: { group: string; fresh: readonly Fresh[] },
  outcomes: Outcome[],
): Promise<Win[]> {
  const answers = await Promise.all(all.map((player) => player.does('next', { group })));
  outcomes.push(...answers);
  const words = fresh.map(({ word }) => word);
  const taken = answers.map(({ kind, answer }) => (kind === 'done' ? firstNamed(answer, words) : undefined));
  await Promise.all(
    taken.map((word, i) => word && all[i]!.does('done', { id: fresh.find((task) => task.word === word)?.id ?? '' })),
  );
  return words.map((word) => ({ word, by: taken.filter((one) => one === word).length }));
}
