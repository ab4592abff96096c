// npm run soak: runs the random tests with new seeds for a given time. Each release needs it.
import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { optionsOf } from '../scripts/options.ts';
import { readOptions, USAGE } from './options.ts';
import { soak } from './soak.ts';
import { soakTable } from './table.ts';

const { minutes, seed, parts } = optionsOf(process.argv.slice(2), USAGE, readOptions);
const repository = process.env.BACKLOG_REPOSITORY ?? process.cwd();

// Most programs of other makers are installed for soaks only. Files of the long parts need some of them, too.
if (parts.some(({ name }) => /^(clients|long)-/.test(name)))
  execFileSync(process.execPath, ['scripts/clients.mjs'], {
    ...{ cwd: repository, stdio: 'inherit' },
    env: { ...process.env, BACKLOG_SOAK: '1' },
  });

const REPORTERS = ['--reporter=dot', '--reporter=./soak/reporter.ts'];

/** Each part runs once, however long that takes. */
const isOnce = seed !== undefined || minutes === Number.POSITIVE_INFINITY;
// A soak that does not reach all parts begins with others than the last one.
const first = isOnce ? 0 : randomInt(parts.length);
const stopping = new AbortController();
const timer = isOnce ? undefined : setTimeout(() => stopping.abort(), minutes * 60_000);
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    interrupted = true;
    stopping.abort();
  });

let given = 0;
const reports = await soak({
  parts: [...parts.slice(first), ...parts.slice(0, first)],
  // Without npx between them, its reporter can send the ends of files to this process.
  command: (files) => [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', ...REPORTERS, ...files],
  cwd: repository,
  seeds: () => {
    const round = given++;
    if (isOnce && round === parts.length) return undefined;
    return seed === undefined ? randomInt(1, 2 ** 31) : seed + round;
  },
  stop: stopping.signal,
  say: (line) => console.log(line),
});
clearTimeout(timer);

console.log(soakTable(reports));
const failed = reports.some(({ failures }) => failures > 0);
process.exitCode = failed ? 1 : interrupted ? 130 : 0;
