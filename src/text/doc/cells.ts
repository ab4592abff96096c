import { dollars } from '../../base/amounts.ts';
import { type Actor, formatOrigin, SESSION_START } from '../../domain/actor.ts';
import { callText } from '../../domain/calls/call.ts';
import type { Reader } from '../../domain/calls/door.ts';
import { fullDate, startOfDate } from '../../domain/date-in-zone.ts';
import { fromInstant } from '../../domain/instant.ts';
import { type Clock, formatAge, formatDistance, formatFull, formatShort } from '../../time/index.ts';
import { durationCell, durationText, leftCell, leftText, tokenCount, tokensText } from '../runs/run.ts';
import { oneLine, quoted } from '../safe.ts';
import type { Cell, LabelledCell, StepCell, TypedCell } from './doc.ts';

type Of<Is extends TypedCell['is']> = { [One in Is]: { is: One } & Extract<TypedCell, { is: One }> }[Is];
type Forms = { [Is in TypedCell['is']]: readonly [line: Form<Is>, column?: Form<Is>] };
type Form<Is extends TypedCell['is']> = (cell: Of<Is>, reader: CellReader, most?: number) => string;

/** Who reads a cell: the door for calls, the clock for dates. */
export interface CellReader extends Reader {
  clock: Clock;
  /** Maximum length of a text in a row, if the document limits it. */
  chars?: number | undefined;
}

/** The text of each type of cell in a line and, where it differs, in a column, whose head says what it is. */
const FORMS: Forms = {
  text: [({ text, line = text }, _, most) => oneLine(line, most), ({ text }, _, most) => oneLine(text, most)],
  code: [({ text }, _, most) => oneLine(text, most)],
  state: [({ state, text = state }, _, most) => oneLine(text, most)],
  task: [({ text }, _, most) => oneLine(text, most)],
  tasks: [({ ids }) => [...ids.slice(0, MOST_IDS), ...leftOf(ids)].join(', ')],
  value: [({ text }) => oneLine(`= ${text}`), ({ text }) => oneLine(text)],
  quote: [
    ({ text, rest = '' }, _, most) => (text === '' ? rest.trim() : `${quoted(text, most)}${rest}`),
    ({ text, rest = '' }) => oneLine(`${text}${rest}`.trim(), LONGEST_QUOTE),
  ],
  facts: [
    ({ facts }, reader) => factTexts(facts, reader).join('\n'),
    ({ facts }, reader) => factTexts(facts, reader).join('; '),
  ],
  when: [
    ({ at }, { clock }) => formatShort(fromInstant(at), clock),
    ({ at }, { clock }) => formatDistance(fromInstant(at), clock),
  ],
  date: [
    ({ at }, { clock }) => nearAndExact(formatShort(startOfDate(at, clock.zone), clock), fullDate(at, clock.zone)),
    ({ at }, { clock }) => nearAndExact(formatDistance(startOfDate(at, clock.zone), clock), fullDate(at, clock.zone)),
  ],
  since: [
    ({ at }, { clock }) => `since ${formatShort(fromInstant(at), clock)}`,
    ({ at }, { clock: { now } }) => formatAge(Math.max(0, now - fromInstant(at))),
  ],
  stamp: [
    ({ at }, { clock: { zone } }) => formatFull(fromInstant(at), zone),
    ({ at }, { clock }) => formatDistance(fromInstant(at), clock),
  ],
  actor: [({ actor }) => (actor ? whoText(actor) : '')],
  origin: [({ actor }) => oneLine(formatOrigin(actor)), ({ actor: { session: _, ...actor } }) => formatOrigin(actor)],
  until: [
    ({ at, text }, { clock: { zone } }) => (at === undefined ? text : `until ${formatFull(fromInstant(at), zone)}`),
    ({ at, text }, { clock: { now } }) => (at === undefined ? text : formatAge(fromInstant(at) - now)),
  ],
  tokens: [({ tokens }) => tokensText(tokens), ({ tokens }) => tokenCount(tokens)],
  cost: [({ usd }) => (usd === undefined ? '' : dollars(usd))],
  length: [({ ms, word }) => `${formatAge(ms)} ${word}`, ({ ms }) => formatAge(ms)],
  duration: [({ ms, word }) => [durationText(ms), word].filter(Boolean).join(' '), ({ ms }) => durationCell(ms)],
  left: [({ left }) => leftText(left), ({ left }) => leftCell(left)],
  count: [({ count, word }) => `${count} ${word}`, ({ count }) => String(count)],
  call: [({ call }, reader) => callText(reader, call)],
  step: [(cell, _, most) => oneLine(wholeStep(cell), most)],
  percent: [({ percent }) => `${percent}%`],
  bar: [() => ''],
};

/** Returns the words of a step in one text. */
export const wholeStep = ({ before = '', step, after = '' }: StepCell): string => before + step + after;

function factTexts(facts: readonly LabelledCell[], reader: CellReader): string[] {
  return facts.flatMap(([label, value]) => {
    const text = lineCell(value, reader);
    return text === '' ? [] : [label === '' ? text : `${label}: ${text}`];
  });
}

/** Maximum number of tasks in a cell. */
export const MOST_IDS = 12;

const leftOf = ({ length }: readonly unknown[]) => (length > MOST_IDS ? [`and ${length - MOST_IDS} more`] : []);

const nearAndExact = (near: string, exact: string) => (near === exact ? exact : `${near} (${exact})`);

/** Maximum length of others' words in a column, in characters. */
const LONGEST_QUOTE = 200;

/** Formats a cell as a part of a line. `most` is the maximum length of a text. */
export function lineCell(cell: Cell, reader: CellReader, most?: number): string {
  if (!cell || typeof cell === 'string') return oneLine(cell || '', most);
  return formed<TypedCell['is']>(cell, 'line', reader, most);
}

/** Formats a cell for a column of a table. */
export function columnCell(cell: Cell, reader: CellReader): string {
  if (!cell || typeof cell === 'string') return cell || '';
  return formed<TypedCell['is']>(cell, 'column', reader);
}

/** Formats a cell by one of the forms of its type. */
function formed<Is extends TypedCell['is']>(
  cell: Of<Is>,
  place: 'line' | 'column',
  ...around: [reader: CellReader, most?: number]
): string {
  const [line, column = line] = FORMS[cell.is];
  return (place === 'line' ? line : column)(cell, ...around);
}

/** Formats an author. Adds the session, because several sessions can use the same client. */
export function whoText({ name, agentType, session }: Actor): string {
  const type = agentType ? `/${agentType.split(':').at(-1)}` : '';
  // The session id of a script begins with the script's name, so the text doesn't repeat it.
  const start = session?.startsWith(name) ? undefined : session?.slice(0, SESSION_START);
  return oneLine(`${name}${type}${start ? ` ${start}` : ''}`, 60);
}
