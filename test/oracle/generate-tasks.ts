import { dayBounds } from '../../src/time/index.ts';
import type { Random } from '../support/random.ts';
import type { Moment } from './live.ts';

export const PROJECTS = ['web', 'web.ui', 'web.ui.login', 'webapp', 'ops', 'ops.db', 'Home', 'a-b'];
export const TAGS = ['bug', 'ui', 'next', 'later', 'bugfix', 'café', '@home', 'B2'];
export const WORDS = [
  'auth',
  'token',
  'fix',
  'login',
  'Auth',
  'naïve',
  'ledger',
  'zebra',
  'x2y',
  'foo_bar',
  'rollback',
];
const RECURRENCES = ['weekly', 'daily', 'monthly', 'P3D', '2wks', 'yearly'];
const DATES = ['due', 'scheduled', 'wait', 'until'] as const;

type Row = Record<string, unknown>;

/** Tasks as Taskwarrior exports them: of every status, with dates around now, many of them on the borders of days. */
export function generateTasks(random: Random, moment: Moment, count: number): Row[] {
  const rows: Row[] = [];
  for (let n = 0; n < count; n++) rows.push(task(random, moment, rows));
  return rows;
}

function task(random: Random, moment: Moment, before: readonly Row[]): Row {
  const some = (chance: number) => random.next() < chance;
  const status = random.pick(['pending', 'pending', 'pending', 'pending', 'completed', 'deleted', 'recurring']);
  const closed = status === 'completed' || status === 'deleted';
  const past = () => compact(Math.min(dateNear(random, moment, -200, 0), moment.now));
  const row: Row = {
    uuid: uuid(random),
    description: sentence(random),
    status,
    entry: some(0.1) ? compact(moment.now - 400 * DAY) : past(),
    modified: past(),
  };
  if (closed) row.end = past();
  if (some(0.15)) row.start = past();
  if (some(0.5)) row.project = random.pick(PROJECTS);
  if (some(0.4)) row.priority = random.pick(['H', 'M', 'L']);
  if (some(0.5))
    row.tags = [...new Set([random.pick(TAGS), random.pick(TAGS), random.pick(TAGS)])].slice(random.int(3));
  for (const field of DATES) {
    if (some(field === 'due' ? 0.5 : 0.2))
      row[field] = compact(dateNear(random, moment, field === 'until' ? -3 : -40, 60));
  }
  if (some(0.2)) {
    row.annotations = Array.from({ length: 1 + random.int(3) }, (_, i) => ({
      entry: compact(moment.now - (i + 1) * DAY),
      description: sentence(random),
    }));
  }
  if (before.length > 0 && some(0.25)) {
    const uuids = Array.from({ length: 1 + random.int(3) }, () => random.pick(before).uuid as string);
    row.depends = [...new Set(uuids)];
  }
  if (status === 'recurring') return { ...row, due: row.due ?? past(), recur: random.pick(RECURRENCES), mask: '-' };
  const templates = before.filter((other) => other.status === 'recurring');
  if (templates.length > 0 && some(0.15)) {
    const template = random.pick(templates);
    return {
      ...row,
      due: row.due ?? past(),
      parent: template.uuid,
      recur: template.recur,
      imask: 0,
      rtype: 'periodic',
    };
  }
  return row;
}

const DAY = 86_400_000;
const SECONDS_OF_DAY = [0, 0, 1, 52_200, 86_399, 43_200];

/** Days from now, often at a second where something begins or ends. */
function dateNear(random: Random, { now, zone }: Moment, from: number, to: number): number {
  const days = random.next() < 0.5 ? random.int(9) - 4 : from + random.int(to - from + 1);
  const day = dayBounds(now, zone, Math.max(from, Math.min(days, to))).start;
  if (random.next() < 0.1) return Math.floor(now / 1000) * 1000;
  return day + (random.next() < 0.7 ? random.pick(SECONDS_OF_DAY) : random.int(86_400)) * 1000;
}

function compact(ms: number): string {
  return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}

function sentence(random: Random): string {
  return Array.from({ length: 1 + random.int(4) }, () => random.pick(WORDS)).join(' ');
}

function uuid(random: Random): string {
  const hex = Array.from({ length: 32 }, () => random.int(16).toString(16)).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}
