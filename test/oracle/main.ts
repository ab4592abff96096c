// npm run test:oracle: the filter language, dates and urgency against the Taskwarrior that is installed, over random tasks and filters at random
// clocks. usage: node scripts/run-ts.mjs test/oracle/main.ts [--seed N] [--rounds N]
import { parseArgs } from 'node:util';
import { formatLocal } from '../../src/time/index.ts';
import { seeded } from '../support/random.ts';
import { compareDates } from './compare-dates.ts';
import { compareFilters } from './compare-filters.ts';
import { type Moment, missingPrograms, version } from './live.ts';
import { createTally } from './tally.ts';

/** Per round; four rounds make 2,000 tasks and 2,000 filters. */
const SIZE = { tasks: 500, filters: 500 };
const DATES = 250;

const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Adelaide', 'Pacific/Auckland'];
/** Local times at which something turns over. */
const TURNS = [
  '2026-12-31T23:59:30',
  '2027-01-01T00:00:10',
  '2028-02-29T12:00:00',
  '2026-11-01T00:30:00',
  '2027-03-28T12:00:00',
];

const { values } = parseArgs({ options: { seed: { type: 'string' }, rounds: { type: 'string', default: '4' } } });
const missing = missingPrograms();
if (missing.length > 0) {
  console.log(`Nothing was compared: ${missing.join(' and ')} not installed (apt-get install taskwarrior faketime).`);
} else {
  const first = Number(values.seed ?? Math.floor(Math.random() * 1e9));
  const tally = createTally();
  console.log(`Taskwarrior ${version()}; again with --seed ${first}`);
  for (let round = 0; round < Number(values.rounds); round++) {
    const seed = first + round;
    const moment = momentOf(seed);
    console.log(`seed ${seed}: ${formatLocal(moment.now, moment.zone)} ${moment.zone}`);
    await compareFilters(moment, seed, SIZE, tally);
    await compareDates(moment, seed, DATES, tally);
  }
  console.log(tally.report());
  process.exitCode = tally.mismatches > 0 ? 1 : 0;
}

function momentOf(seed: number): Moment {
  const random = seeded(seed);
  const zone = random.pick(ZONES);
  const second = Date.UTC(2026, 0, 1) / 1000 + random.int(3 * 365 * 86_400);
  const now = random.next() < 0.3 ? Date.parse(`${random.pick(TURNS)}Z`) : second * 1000;
  return { now, zone };
}
