// Kills its own process at a call of the file system: KILL_AT is `<function> <number> <before|after>`. The number
// counts the calls of the function for paths that contain KILL_PATH.
import fs from 'node:fs';
import { createRequire, syncBuiltinESMExports } from 'node:module';

const [name, count, when] = (process.env.KILL_AT ?? '').split(' ');
let calls = 0;
const die = () => process.kill(process.pid, 'SIGKILL');
const require = createRequire(import.meta.url);
for (const [owner, isPromise] of [
  [fs, false],
  [require('node:fs/promises'), true],
]) {
  const real = owner[name];
  if (typeof real !== 'function') continue;
  owner[name] = (...args) => {
    const counts = args.some((arg) => typeof arg === 'string' && arg.includes(process.env.KILL_PATH ?? ''));
    const isIt = counts && ++calls === Number(count);
    if (isIt && when === 'before') die();
    const result = real.apply(owner, args);
    if (!isIt) return result;
    if (!isPromise) die();
    return result.finally(die);
  };
}
syncBuiltinESMExports();
