import { writeSync } from 'node:fs';
import { readPostgresAddress } from '../../src/store/backends/postgres/address.ts';
import { postgresBackend } from '../../src/store/backends/postgres/backend.ts';

/**
 * A process that waits for changes of queues until it is killed: `listener.child <home> <address>…`. Prints `listens`, and
 * then the address of a queue whenever it may have changed.
 */
const [home = '', ...addresses] = process.argv.slice(2);
const say = (line: string) => writeSync(1, `${line}\n`);
for (const address of addresses)
  postgresBackend(readPostgresAddress(address), { home }).watch!('log', () => say(address));
say('listens');
// Waiting for changes keeps no process alive.
setInterval(() => {}, 1 << 30);
