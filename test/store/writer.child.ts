import { writeSync } from 'node:fs';
import { openStore } from '../../src/store/index.ts';

/**
 * A process that writes until it is ended or done: `writer.child <dir> <name> <count> <maintain every n-th write>`.
 * Says `ack <operation> <commit> <number>` once a write has resolved, `maintain` before it starts to, `done` at the end.
 */
const [dir = '', name = '', count = '', every = ''] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);
const actor = { kind: 'system', name } as const;

const store = await openStore({ dir, deadlineMs: 60_000, checkpointEvery: 20 });
for (let i = 0; i < Number(count); i++) {
  const op = `${name}-${i}`;
  const { seq, value } = await store.write({ command: 'operate', actor }, (tx) => {
    const id = tx.nextId('n');
    tx.put<string>('op', op, { id, text: 'x'.repeat(i % 300) });
    return id;
  });
  say(`ack ${op} ${seq} ${value}`);
  if ((i + 1) % Number(every) === 0) {
    say('maintain');
    await store.maintain({ force: i % 2 === 0 });
  }
}
say('done');
