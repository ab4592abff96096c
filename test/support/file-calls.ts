import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished } from 'vitest';

/** Counts calls of `node:fs` and its promises whose first argument is a path below a folder, until the test ends. */
export function countFileCalls(folder: string): { count: number } {
  const calls = { count: 0 };
  const restored: (() => void)[] = [];
  for (const module of [fs, fs.promises] as unknown as Record<string, unknown>[])
    for (const [name, real] of Object.entries(module)) {
      if (typeof real !== 'function' || /^[A-Z_]/.test(name)) continue;
      const counting = (...args: unknown[]) => {
        if (String(args[0]).startsWith(folder)) calls.count++;
        return real.apply(module, args);
      };
      module[name] = Object.assign(counting, real);
      restored.push(() => {
        module[name] = real;
      });
    }
  syncBuiltinESMExports();
  onTestFinished(() => {
    for (const restore of restored) restore();
    syncBuiltinESMExports();
  });
  return calls;
}
