import { createFacts, type Facts } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { urgency } from '../../src/domain/urgency/urgency.ts';
import { FilterError } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { taskOf } from '../../src/sources/taskwarrior/taskwarrior.ts';
import { type Random, seeded } from '../support/random.ts';
import { type Answer, type FilterCase, reasonFor } from './decided-filters.ts';
import { generateFilter } from './generate-filters.ts';
import { generateTasks } from './generate-tasks.ts';
import { type Live, type Moment, startLive } from './live.ts';
import { inPairs, type Tally } from './tally.ts';

/** Urgencies are computed in single precision there. */
const TOLERANCE = 0.0002;

/** Random tasks, and random filters and the urgency of each task judged by both programs. */
export async function compareFilters(
  moment: Moment,
  seed: number,
  size: { tasks: number; filters: number },
  tally: Tally,
) {
  const random = seeded(seed);
  const live = startLive(moment);
  try {
    const rows = generateTasks(random, moment, size.tasks);
    const theirs = await live.load(rows);
    const tasks = numbered(rows, theirs);
    const facts = createFacts({ queue: createQueue(tasks), ...moment });
    for (const row of theirs) {
      const ours = urgency(facts.queue.get(String(row.uuid))!, facts);
      const off = Math.abs(ours - Number(row.urgency)) > TOLERANCE;
      if (off) tally.mismatch(`urgency of ${JSON.stringify(row)}`, String(row.urgency), String(ours));
      else tally.agreed('urgency');
    }
    const filters = Array.from({ length: size.filters }, () => generate(random, tasks));
    await inPairs(filters, async (words) => judge(await ask(live, words, facts), tally));
  } finally {
    live.close();
  }
}

function generate(random: Random, tasks: readonly Task[]) {
  const lastId = Math.max(...tasks.map(({ id }) => id));
  return generateFilter(random, { uuids: tasks.map(({ uuid }) => uuid), lastId });
}

/** Ours are what went in, with the ids that Taskwarrior gave. */
function numbered(rows: readonly Record<string, unknown>[], theirs: readonly Record<string, unknown>[]): Task[] {
  const ids = new Map(theirs.map(({ uuid, id }) => [uuid, id]));
  return rows.map((row) => taskOf({ ...row, id: ids.get(row.uuid) }) as unknown as Task);
}

async function ask(live: Live, words: readonly string[], facts: Facts): Promise<FilterCase> {
  const theirs = await live.select(words);
  const expired = new Set(facts.queue.expired());
  return { words, facts, theirs, ours: select(words.join(' '), facts), expired };
}

function select(filter: string, facts: Facts): Answer {
  try {
    const selected = compileFilter(filter, { clock: facts }).select(facts);
    return new Set(selected.map(({ uuid }) => uuid));
  } catch (error) {
    if (error instanceof FilterError) return { error: error.message };
    throw error;
  }
}

function judge(one: FilterCase, tally: Tally): void {
  const reason = same(one.ours, one.theirs) ? undefined : reasonFor(one);
  if (same(one.ours, one.theirs)) tally.agreed('filters');
  else if (reason) tally.leftOut('filters', reason);
  else tally.mismatch(one.words.join(' '), shown(one.theirs, one), shown(one.ours, one));
}

function same(a: Answer, b: Answer): boolean {
  if ('error' in a || 'error' in b) return 'error' in a && 'error' in b;
  return a.size === b.size && [...a].every((uuid) => b.has(uuid));
}

/** What only this side selects, or its error. */
function shown(side: Answer, { ours, theirs, facts }: FilterCase): string {
  if ('error' in side) return `error: ${side.error}`;
  const other = side === ours ? theirs : ours;
  const only = 'error' in other ? [] : [...side].filter((uuid) => !other.has(uuid));
  const first = only.slice(0, 2).map((uuid) => JSON.stringify(facts.queue.get(uuid)));
  return `${side.size} tasks, ${only.length} of them alone ${first.join(' ')}`;
}
