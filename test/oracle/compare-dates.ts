import { formatDuration, formatLocal, resolveExpression } from '../../src/time/index.ts';
import { seeded } from '../support/random.ts';
import { reasonForDate } from './decided-dates.ts';
import { expression } from './generate-dates.ts';
import { type Moment, startLive } from './live.ts';
import { inPairs, type Tally } from './tally.ts';

/** Random expressions worked out by both programs. */
export async function compareDates(moment: Moment, seed: number, count: number, tally: Tally): Promise<void> {
  const random = seeded(seed);
  const live = startLive(moment);
  try {
    const texts = Array.from({ length: count }, () => expression(random));
    await inPairs(texts, async (text) => {
      const theirs = await live.calculate(text);
      const ours = calculate(text, moment);
      // What it cannot calculate it gives back as it is.
      const agree = ours === theirs || (ours === 'error' && theirs === text);
      const reason = agree ? undefined : reasonForDate(text, moment);
      if (agree) tally.agreed('dates');
      else if (reason) tally.leftOut('dates', reason);
      else tally.mismatch(`${text} at ${formatLocal(moment.now, moment.zone)} in ${moment.zone}`, theirs, ours);
    });
  } finally {
    live.close();
  }
}

function calculate(text: string, clock: Moment): string {
  const read = resolveExpression(text, clock);
  if (!read.ok) return 'error';
  const { value } = read;
  return value.kind === 'date' ? formatLocal(value.at, clock.zone) : signedParts(value.duration.length * 1000);
}

/** `P-1DT-2H`: Taskwarrior writes the sign of a negative duration before each of its parts. */
function signedParts(ms: number): string {
  return ms < 0 ? formatDuration(-ms).replace(/\d+[DHMS]/g, '-$&') : formatDuration(ms);
}
