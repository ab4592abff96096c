import { writeSync } from 'node:fs';
import { openStore } from '../../src/store/index.ts';

/**
 * A process that keeps texts until it is ended: `texts.child <dir> <name>`. Says the SHA-256 of
 * each; opens the store again where it was replaced.
 */
const [dir = '', name = ''] = process.argv.slice(2);
for (let i = 0; ; ) {
  const store = await openStore({ dir }).catch(() => null);
  if (!store?.exists) continue;
  try {
    for (; ; i++) writeSync(1, `${await store.putBlob(`${name} ${i % 400}`)}\n`);
  } catch {}
}
