import { openStore } from '../../src/store/index.ts';

/** Several writers of a machine, each with a connection of its own, that write as fast as they can. */
const [dir = '', address = '', many = ''] = process.argv.slice(2);
const actor = { kind: 'system', name: 'test' } as const;

async function write(writer: number): Promise<void> {
  const store = await openStore({ dir, address });
  for (let n = 0; ; n++)
    await store.write({ command: 'add', actor }, (tx) => tx.put<string>('op', `${writer}-${n}`, { n })).catch(() => {});
}
for (let writer = 0; writer < Number(many); writer++) void write(writer);
