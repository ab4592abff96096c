import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const chunks = fileURLToPath(new URL('../../plugin/dist/chunks', import.meta.url));

/**
 * Bytes of code that each program reads before it knows what it is asked: its start waits for all of them. `serve` is
 * the part of the MCP server that answers first, `engine` the part with the commands.
 */
const MOST: Readonly<Record<string, number>> = {
  cli: 2_190_000,
  serve: 628_000,
  engine: 2_520_000,
  supervisor: 2_350_000,
};

/** The names of files that are loaded at a start list the programs that share them (`scripts/build/pieces.mjs`). */
test.each(Object.entries(MOST))('%s loads at most %d bytes at its start', (program, most) => {
  const shared = readdirSync(chunks).filter((name) => /^start-/.test(name) && name.split(/[-.]/).includes(program));
  expect(shared.length).toBeGreaterThan(0);
  const bytes = shared.reduce((sum, name) => sum + statSync(join(chunks, name)).size, 0);
  expect(bytes).toBeLessThanOrEqual(most);
});
