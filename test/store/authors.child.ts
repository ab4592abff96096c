import { rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { formatActor } from '../../src/domain/actor.ts';
import { openStore } from '../../src/store/index.ts';

/**
 * A process that asks for the authors of t0 to t49 again and again: `authors.child <dir> <times>`. It removes the file
 * before every other time, so that others find it missing, half written or new. Says each answer as JSON, then `done`.
 */
const [dir = '', times = ''] = process.argv.slice(2);
for (let i = 0; i < Number(times); i++) {
  if (i % 2 === 0) rmSync(join(dir, 'authors', '000000000400.json'), { force: true });
  const { authors } = await openStore({ dir });
  await authors.ready();
  const all = Array.from({ length: 50 }, (_, n) => {
    const { created, changed } = authors.of(`t${n}`);
    return [created && formatActor(created), changed && formatActor(changed)];
  });
  writeSync(1, `${JSON.stringify(all)}\n`);
}
writeSync(1, 'done\n');
