import { inputOf } from '../../../../domain/calls/door.ts';
import { valueWord } from '../field-kinds.ts';
import type { WrittenFlag } from '../global-flags.ts';
import { type Saying, valueAndOthers } from '../saying.ts';

/** The letters of dates for flags whose name is the unit of their value. */
const LETTERS = { minute: 'min', hour: 'h', day: 'd', week: 'w', month: 'mo' } as const;

const UNIT = /^(minute|hour|day|week|month)s?$/;

/**
 * Returns the words with the command's only date instead of a flag that is a unit: `--days 3` is `--until 3d`. Undefined
 * for another flag, and for a command with several dates.
 */
export function unitFlag(flag: WrittenFlag, said: Saying): readonly string[] | undefined {
  const unit = UNIT.exec(flag.name)?.[1] as keyof typeof LETTERS | undefined;
  const { value, others } = valueAndOthers(flag, said);
  if (unit === undefined || value === undefined || !/^\d+$/.test(value)) return undefined;
  const { shape } = said.command.input();
  const [field, ...more] = Object.keys(shape).filter((name) => valueWord(name, shape[name]!)[0] === 'DATE');
  if (field === undefined || more.length > 0) return undefined;
  return [...others, inputOf('cli', field), `${value}${LETTERS[unit]}`];
}
