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
if (parts.some(({ name }) => name === 'clients' || name.startsWith('long-')))
  execFileSync(process.execPath, ['scripts/clients.mjs'], {
    ...{ cwd: repository, stdio: 'inherit' },
    env: { ...process.env, BACKLOG_SOAK: '1' },
  });

const [stopping, late] = [new AbortController(), new AbortController()];
const timer = seed === undefined ? setTimeout(() => late.abort(), minutes * 60_000) : undefined;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    interrupted = true;
    stopping.abort();
  });

let given = 0;
const reports = await soak({
  parts,
  command: (files) => ['npx', '--no-install', 'vitest', 'run', '--reporter=dot', ...files],
  cwd: repository,
  seeds: () => (seed === undefined ? randomInt(1, 2 ** 31) : given++ < parts.length ? seed : undefined),
  late: late.signal,
  stop: stopping.signal,
  say: (line) => console.log(line),
});
clearTimeout(timer);

console.log(soakTable(reports));
const failed = reports.some(({ failures }) => failures > 0);
process.exitCode = failed ? 1 : interrupted ? 130 : 0;
