import { writeSync } from 'node:fs';
import { type FileCalls, fileCalls } from '../../src/store/backends/calls.ts';
import { salvageStore } from '../../src/store/doctor/store.ts';

/**
 * A process that salvages a queue and sends itself a signal before the n-th call that changes a file:
 * `salvager.child <dir> <n> <signal>`. Says `at` before the signal, and `done <after> <calls>` at the end.
 */
const [dir = '', at = '', signal = ''] = process.argv.slice(2);
const CHANGES = ['link', 'rename', 'unlink', 'unlinkLater', 'removeTree'];
let count = 0;
for (const name of Object.keys(fileCalls).filter((one) => CHANGES.includes(one)) as (keyof FileCalls)[]) {
  const real = fileCalls[name] as (...args: unknown[]) => unknown;
  Object.assign(fileCalls, {
    [name]: (...args: unknown[]) => {
      if (++count === Number(at)) {
        writeSync(1, 'at\n');
        process.kill(process.pid, signal);
      }
      return real(...args);
    },
  });
}
const { salvaged } = await salvageStore(dir, Date.now()).catch((error) => {
  writeSync(1, `failed ${error.message}\n`);
  process.exit(1);
});
writeSync(1, `done ${salvaged?.after} ${count}\n`);
