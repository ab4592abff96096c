import { shellWord } from '../../../../base/shell-word.ts';
import type { CommandRow } from '../../../../commands/index.ts';
import { callOf, inputOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';

type Input = Record<string, string | boolean>;

/** Fields with an amount in US dollars. */
const AMOUNTS = ['budget', 'cost'] as const;

/** An amount as people write it: `$5`, `5 USD`, `5/day`, `5 per day`. */
const AMOUNT = /^\$?\s*(\d+(?:\.\d+)?)\s*(?:\$|usd|dollars?)?(?:\s*(?:\/|\bper\b|\ba\b)\s*([a-z]+))?$/i;

/** The periods of a budget, by the words for them. */
const DAY = /^(?:day|d|daily)$/i;
const ALL = /^(?:all|total|run|once)$/i;

/**
 * Reads amounts with a currency or a period: `--budget 5/day` is `--budget 5 --per day`.
 * @throws BacklogError `usage` with the line to type, for another period
 */
export function readAmounts({ name, input: schema }: CommandRow, input: Input): void {
  const { shape } = schema();
  if (typeof input.minutes === 'string' && Object.hasOwn(shape, 'minutes')) input.minutes = minutesOf(input.minutes);
  for (const field of AMOUNTS) {
    const said = input[field];
    if (typeof said !== 'string' || !Object.hasOwn(shape, field)) continue;
    const [, amount, period] = AMOUNT.exec(said.trim()) ?? [];
    if (amount === undefined) continue;
    if (Number(amount) === 0 && field === 'budget') refuseZero(name, input);
    input[field] = amount;
    if (period === undefined) continue;
    const per = DAY.test(period) ? 'day' : ALL.test(period) ? 'all' : undefined;
    if (per === undefined || !Object.hasOwn(shape, 'per'))
      refusePeriod({ name, field, period, takesPer: 'per' in shape }, input);
    input.per ??= per;
  }
}

/** Returns a time with units in minutes: `30m`, `1h`, `1h30m`, `90 s`. Other text stays, for the error about it. */
function minutesOf(said: string): string {
  const [, hours, minutes, seconds] =
    /^(?:(\d+(?:\.\d+)?)\s*h\w*)?\s*(?:(\d+(?:\.\d+)?)\s*m\w*)?\s*(?:(\d+)\s*s\w*)?$/i.exec(said.trim()) ?? [];
  const all = Number(hours ?? 0) * 60 + Number(minutes ?? 0) + Number(seconds ?? 0) / 60;
  return all > 0 ? String(all) : said;
}

/** Refuses no money. Unquoted, a shell reads `$10` as a parameter and 0. @throws BacklogError `usage` with an example */
function refuseZero(name: string, input: Input): never {
  return refuse('usage', 'budget: expected an amount above 0, received 0', {
    hint: `For example: \`${lineWith(name, { ...input, budget: '10' })}\`. In a shell, write 10 or '$10'.`,
    data: { received: '0' },
  });
}

function lineWith(name: string, input: Input): string {
  const words = Object.entries(input).flatMap(([one, value]) => [
    inputOf('cli', one),
    ...(value === true ? [] : [shellWord(String(value))]),
  ]);
  return callOf('cli', name, words.join(' '));
}

/** Refuses a period that the command doesn't have. @throws BacklogError `usage` with the line to type */
function refusePeriod(
  { name, field, period, takesPer }: { name: string; field: string; period: string; takesPer: boolean },
  input: Input,
): never {
  const line = lineWith(name, { ...input, ...(takesPer ? { per: 'day' } : {}) });
  return refuse('usage', `${field}: there is no period "${period}" (did you mean \`${line}\`?)`, {
    hint: takesPer
      ? 'A budget is for each day (`--per day`), or for all runs since its start (`--per all`).'
      : 'It is the limit of one run.',
    data: { received: period },
  });
}
