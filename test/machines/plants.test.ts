import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../support/folder.ts';
import { hasPostgres } from '../support/postgres.ts';
import { IS_SOAK, SEED } from '../support/seed.ts';
import { whyNoMachines } from './network.ts';
import { PLANTS } from './plants.ts';
import { tell } from './story.ts';

test.each(PLANTS.flatMap(({ name, lines }) => lines.map((line) => [name, line] as const)))(
  '%s: the sources have the line that the mistake replaces once',
  (_, { file, from }) => {
    expect(readFileSync(file, 'utf8').split(from)).toHaveLength(2);
  },
);

/** Rounds of a plant, with other seeds. */
const ROUNDS = 10;

test.runIf(IS_SOAK).each(PLANTS.map((plant) => [plant.name, plant] as const))(
  'the judge finds that %s',
  async (name, plant) => {
    const { server, faults, lines, sql } = plant;
    const why = server !== 's3' && !hasPostgres ? 'PostgreSQL is not installed' : whyNoMachines();
    if (why) return console.log(`skipped: ${why}`);
    let found: string[] = [];
    let round = 0;
    for (; round < ROUNDS && found.length === 0; round++) {
      const folder = join(tempFolder(), 'story');
      const story = {
        server,
        faults,
        planted: lines,
        sql,
        writers: 3,
        seconds: 15,
        rare: 30,
        seed: SEED + round,
        folder,
      };
      // With some mistakes, no writer can go on.
      found = await tell(story).then(({ wrong }) => wrong);
    }
    console.log(`| ${name} | ${server} | ${round} | ${found.length} | ${found[0]?.slice(0, 160)} |`);
    expect(found.length).toBeGreaterThan(0);
  },
);
