import { describe, expect, test } from 'vitest';
import { createFacts } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Task } from '../../src/domain/task/task.ts';
import type { TaskDate } from '../../src/domain/task-date.ts';
import { DEFAULT_COEFFICIENTS } from '../../src/domain/urgency/coefficients.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { clock, ids } from './sample.ts';

/** Every operation on every combination of absent, equal, smaller and larger values, against the plain meaning written out here. */

const AT = '2026-07-30T14:30:00Z' as const;
const ABSENT = undefined;

let made = 0;
function task(more: Partial<Task>): Task {
  const uuid = `${String(++made).padStart(8, '0')}-1111-4111-8111-111111111111`;
  return { uuid, id: made, description: 'x', status: 'pending', entry: AT, modified: AT, ...more };
}

const coefficients = { ...DEFAULT_COEFFICIENTS, priority: { H: 3, M: 2, L: 1 } };

function selected(filter: string, tasks: readonly Task[]): Task[] {
  const facts = createFacts({ queue: createQueue(tasks), ...clock });
  const found = compileFilter(filter, { clock, coefficients }).select(facts);
  return tasks.filter((one) => found.includes(one));
}

type Holds<T> = (a: T | undefined, b: T | undefined) => boolean;

function operations<T>(equal: Holds<T>, same: Holds<T>, less: (a: T, b: T) => boolean): [string, Holds<T>][] {
  const both = (a: T | undefined, b: T | undefined, holds: (a: T, b: T) => boolean) =>
    a !== undefined && b !== undefined && holds(a, b);
  return [
    ['=', equal],
    ['!=', (a, b) => !equal(a, b)],
    ['==', same],
    ['!==', (a, b) => !same(a, b)],
    ['<', (a, b) => both(a, b, less)],
    ['>', (a, b) => both(a, b, (x, y) => less(y, x))],
    ['<=', (a, b) => both(a, b, (x, y) => !less(y, x))],
    ['>=', (a, b) => both(a, b, (x, y) => !less(x, y))],
  ];
}

const same = <T>(a: T | undefined, b: T | undefined) => a === b;
const pairs = <T>(values: readonly T[]) => values.flatMap((a) => values.map((b) => [a, b] as const));

describe('dates', () => {
  const DAYS = [ABSENT, '2026-07-10T00:00:00Z', '2026-07-10T12:00:00Z', '2026-07-11T00:00:00Z'] as const;
  const tasks = pairs(DAYS).map(([due, scheduled]) => task({ due, scheduled }));
  const dayOf = (at: TaskDate | undefined) => at?.slice(0, 10);
  const ops = operations<TaskDate>(
    (a, b) => dayOf(a) === dayOf(b),
    same,
    (a, b) => a < b,
  );

  test.each(ops)('due %s scheduled', (sign, holds) => {
    expect(selected(`due ${sign} scheduled`, tasks)).toEqual(tasks.filter((t) => holds(t.due, t.scheduled)));
  });

  test.each(ops.flatMap(([sign, holds]) => DAYS.slice(1).map((day) => [sign, day!, holds] as const)))(
    'due %s %s',
    (sign, day, holds) => {
      expect(selected(`due ${sign} ${day}`, tasks)).toEqual(tasks.filter((t) => holds(t.due, day)));
    },
  );

  test.each(ops)('due %s the date of another task', (sign, holds) => {
    for (const other of tasks) {
      expect(selected(`due ${sign} ${other.id}.scheduled`, tasks)).toEqual(
        tasks.filter((t) => holds(t.due, other.scheduled)),
      );
    }
    expect(selected(`due ${sign} 99999.scheduled`, tasks)).toEqual(tasks.filter((t) => holds(t.due, ABSENT)));
  });
});

describe('numbers', () => {
  const urgent = { H: 3, M: 2, L: 1 } as const;
  const tasks = [0, 1, 2, 3, 11, 12, 22, 33, 44, 0].flatMap((id, i) =>
    task({ id, priority: (['H', 'M', 'L'] as const)[i % 3] }),
  );
  const numberOf = (t: Task) => (t.id === 0 ? ABSENT : t.id);
  const ops = operations<number>(same, same, (a, b) => a < b);

  test.each(ops)('id %s urgency', (sign, holds) => {
    expect(selected(`id ${sign} urgency`, tasks)).toEqual(
      tasks.filter((t) => holds(numberOf(t), urgent[t.priority as 'H'])),
    );
  });

  test.each(ops)('urgency %s 2', (sign, holds) => {
    expect(selected(`urgency ${sign} 2`, tasks)).toEqual(tasks.filter((t) => holds(urgent[t.priority as 'H'], 2)));
  });

  test.each(ops)('urgency %s id', (sign, holds) => {
    const near = [1, 2, 3].map((id) => task({ id, priority: 'M' }));
    expect(selected(`urgency ${sign} id`, near)).toEqual(near.filter((t) => holds(2, t.id)));
    expect(selected(`id ${sign} 2.urgency`, near)).toEqual(near.filter((t) => holds(t.id, 2)));
    expect(selected(`id ${sign} 9.id`, near)).toEqual(near.filter((t) => holds(t.id, ABSENT)));
    expect(selected(`id ${sign} id`, [task({ id: 0 })])).toHaveLength(holds(ABSENT, ABSENT) ? 1 : 0);
  });

  test.each([
    ['id:10', [10]],
    ['id:01', [1]],
    ['id:0', [0]],
    ['id:00', [0]],
    ['id:0,1', [1]],
    ['id:12345678', [12_345_678]],
  ])('%s selects %j', (filter, ids) => {
    const numbered = [0, 1, 10, 12_345_678].map((id) => task({ id }));
    expect(selected(filter, numbered).map(({ id }) => id)).toEqual(ids);
  });

  test.each([
    ['id:11-22', (id: number) => id >= 11 && id <= 22],
    ['id:22-11', (id: number) => id >= 11 && id <= 22],
    ['id.is:11,33', (id: number) => id === 11 || id === 33],
    ['11-22 33', (id: number) => (id >= 11 && id <= 22) || id === 33],
  ])('%s', (filter, holds) => {
    expect(selected(filter, tasks)).toEqual(tasks.filter((t) => t.id > 0 && holds(t.id)));
    expect(selected(`! ( ${filter} )`, tasks)).toEqual(tasks.filter((t) => !(t.id > 0 && holds(t.id))));
  });
});

describe('texts', () => {
  const TEXTS = [ABSENT, 'a', 'a.b', 'ab', 'b'];
  const tasks = pairs(TEXTS).map(([project, description]) => task({ project, description: description ?? '' }));
  const below = (a = '', b = '') => (b === '' ? a === '' : a === b || a.startsWith(`${b}.`));
  const orEmpty = (text: string | undefined) => text || ABSENT;
  const ops = operations<string>(below, same, (a, b) => a < b);

  test.each(ops)('project %s description', (sign, holds) => {
    expect(selected(`project ${sign} description`, tasks)).toEqual(
      tasks.filter((t) => holds(t.project, orEmpty(t.description))),
    );
  });

  test.each(ops.flatMap(([sign, holds]) => TEXTS.slice(1).map((text) => [sign, text!, holds] as const)))(
    'project %s "%s"',
    (sign, text, holds) => {
      expect(selected(`project ${sign} "${text}"`, tasks)).toEqual(tasks.filter((t) => holds(t.project, text)));
    },
  );

  test('description = project asks whether it begins with that', () => {
    const begins = (a: string, b = '') => (b === '' ? a === '' : a.startsWith(b));
    expect(selected('description = project', tasks)).toEqual(tasks.filter((t) => begins(t.description, t.project)));
  });

  test.each(ops)('project %s the text of another task', (sign, holds) => {
    for (const other of tasks) {
      expect(selected(`project ${sign} ${other.id}.description`, tasks)).toEqual(
        tasks.filter((t) => holds(t.project, orEmpty(other.description))),
      );
    }
    expect(selected(`project ${sign} 99999.description`, tasks)).toEqual(tasks.filter((t) => holds(t.project, ABSENT)));
  });

  test('an empty text is never before or after another', () => {
    const empty = [task({ description: '' })];
    for (const sign of ['<', '>', '<=', '>=']) expect(selected(`description ${sign} "a"`, empty)).toEqual([]);
  });

  test.each(['uuid:ABCDEF01', 'uuid.is:ABCDEF01-1111-4111-8111-11111111111A'])('%s: case does not count', (filter) => {
    const one = task({ uuid: 'abcdef01-1111-4111-8111-11111111111a' });
    expect(selected(filter, [one])).toEqual([one]);
    expect(compileFilter(filter, { clock }).matches(one, createFacts({ queue: createQueue(), ...clock }))).toBe(true);
  });

  test.each([
    ['has', (a: string) => a.includes('b')],
    ['startswith', (a: string) => a.startsWith('b')],
    ['endswith', (a: string) => a.endsWith('b')],
    ['word', (a: string) => a === 'b' || a === 'a.b'],
  ])('project.%s:b', (name, holds) => {
    expect(selected(`project.${name}:b`, tasks)).toEqual(tasks.filter((t) => holds(t.project ?? '')));
  });

  test.each([
    ['a', 'b', -1],
    ['b', 'ab', 1],
    ['a', 'ab', -1],
    ['z', '🚀', -1],
    ['\uffee', '🚀', -1],
    ['🚀', '\uffee', 1],
    ['🚀', '🚁', -1],
    ['a', '\uffee', -1],
    ['\uffee', '\u{10000}', -1],
    ['\u{103fe}', '\u{103ff}', -1],
    ['ab', 'a', 1],
  ])('%s beside %s is ordered by code points', (a, b, sign) => {
    const one = [task({ description: a })];
    expect(selected(`description < "${b}"`, one)).toHaveLength(sign < 0 ? 1 : 0);
    expect(selected(`description > "${b}"`, one)).toHaveLength(sign > 0 ? 1 : 0);
  });
});

describe('priorities', () => {
  const RANKS = ['', 'L', 'M', 'H'];
  const tasks = [ABSENT, 'L', 'M', 'H'].map((priority) => task({ priority: priority as 'L' }));
  const rank = (priority = '') => RANKS.indexOf(priority);
  const ops = operations<string>(same, same, () => false).slice(0, 4);

  test.each(['L', 'M', 'H'].flatMap((value) => ops.map(([sign, holds]) => [sign, value, holds] as const)))(
    'priority %s %s',
    (sign, value, holds) => {
      expect(selected(`priority ${sign} ${value}`, tasks)).toEqual(tasks.filter((t) => holds(t.priority, value)));
    },
  );

  test.each(
    RANKS.flatMap((value) => [
      ['<', value, (t: Task) => rank(t.priority) < rank(value)] as const,
      ['<=', value, (t: Task) => rank(t.priority) <= rank(value)] as const,
      ['>', value, (t: Task) => rank(t.priority) > rank(value)] as const,
      ['>=', value, (t: Task) => rank(t.priority) >= rank(value)] as const,
    ]),
  )('priority %s "%s"', (sign, value, holds) => {
    expect(selected(`priority ${sign} "${value}"`, tasks)).toEqual(tasks.filter(holds));
  });

  test.each<[sign: string, holds: (a: number, b: number) => boolean]>([
    ['=', (a, b) => a === b],
    ['!=', (a, b) => a !== b],
    ['<', (a, b) => a < b],
    ['<=', (a, b) => a <= b],
    ['>', (a, b) => a > b],
    ['>=', (a, b) => a >= b],
  ])('priority %s the priority of another task goes by rank', (sign, holds) => {
    for (const other of tasks) {
      expect(selected(`priority ${sign} ${other.id}.priority`, tasks)).toEqual(
        tasks.filter((t) => holds(rank(t.priority), rank(other.priority))),
      );
    }
  });

  test('priority beside another attribute goes by its letter', () => {
    const two = [task({ priority: 'H', project: 'L' }), task({ priority: 'L', project: 'H' })];
    expect(selected('priority < project', two)).toEqual([two[0]]);
  });
});

describe('lengths of time', () => {
  const LENGTHS = [ABSENT, '6d', 'weekly', 'P7D', '8d', 'nonsense'];
  const tasks = LENGTHS.map((recur) => task({ recur }));
  const days: Record<string, number> = { '6d': 6, weekly: 7, P7D: 7, '8d': 8 };
  const length = (t: Task) => days[t.recur ?? ''];

  test.each(operations<number>(same, same, (a, b) => a < b))('recur %s 1wk', (sign, holds) => {
    expect(selected(`recur ${sign} 1wk`, tasks)).toEqual(tasks.filter((t) => holds(length(t), 7)));
  });
});

describe('sets', () => {
  const SUBSETS = [[], ['a'], ['b'], ['a', 'b'], ['b', 'a', 'c'], ['ab']];
  const tasks = SUBSETS.map((tags) => task({ tags }));
  const equal = (t: Task, wanted: string[]) => [...(t.tags ?? [])].sort().join() === [...wanted].sort().join();

  test.each(
    [['a'], ['b'], ['a', 'b'], ['a', 'c'], ['ab'], ['d'], ['a', 'd']].map((items) => [items.join(','), items] as const),
  )('tags:%s', (text, items) => {
    const all = (t: Task) => items.every((item) => t.tags!.includes(item));
    expect(selected(`tags:${text}`, tasks)).toEqual(tasks.filter(all));
    expect(selected(`tags.has:${text}`, tasks)).toEqual(tasks.filter(all));
    expect(selected(`tags.not:${text}`, tasks)).toEqual(tasks.filter((t) => !all(t)));
    expect(selected(`tags.is:${text}`, tasks)).toEqual(tasks.filter((t) => equal(t, [...items])));
    expect(selected(`tags.isnt:${text}`, tasks)).toEqual(tasks.filter((t) => !equal(t, [...items])));
  });

  test('a comma separates tags, and is part of a scope', () => {
    const one = task({ scope: [{ glob: 'src/{a,b}/**' }] });
    expect(selected('scope:src/{a,b}', [one])).toEqual([one]);
  });

  test('actors are those who met a criterion or left a handoff, too', () => {
    const signed = (actor: string) => ({ at: AT, actor, note: 'done', evidence: 'done' });
    const met = task({
      acceptance: [
        { id: 'c1', text: 'x', met: signed('ai:codex') },
        { id: 'c2', text: 'y' },
      ],
    });
    const left = task({ handoff: signed('human:ada') });
    expect(selected('actor:ai', [met, left])).toEqual([met]);
    expect(selected('actor:human:ada', [met, left])).toEqual([left]);
  });

  test('a source may lack an address', () => {
    const one = task({ source: { kind: 'github', id: '17' } });
    expect(selected('source.any:', [one])).toEqual([one]);
    expect(selected('source.startswith:http', [one])).toEqual([]);
  });

  test('tags: and tags.any: look at whether there are some', () => {
    expect(selected('tags:', tasks)).toEqual([tasks[0]]);
    expect(selected('tags.none:', tasks)).toEqual([tasks[0]]);
    expect(selected('tags.any:', tasks)).toEqual(tasks.slice(1));
    expect(selected('tags.startswith:a', tasks).map(({ tags }) => tags)).toEqual([
      ['a'],
      ['a', 'b'],
      ['b', 'a', 'c'],
      ['ab'],
    ]);
  });
});

describe('references', () => {
  const others = [1, 2, 3].map(() => task({}));
  const [one, two, three] = others as [Task, Task, Task];
  const SUBSETS = [[], [one], [two], [one, two], [one, two, three], [task({ id: 0 })]];
  const waiting = SUBSETS.map((depends) => task({ depends: depends.map(({ uuid }) => uuid) }));
  const tasks = [...others, ...waiting];
  const holds = (t: Task, found: readonly Task[]) => found.filter(({ uuid }) => t.depends?.includes(uuid)).length;

  test.each([
    [`${one.id}`, [one]],
    [`${one.id},${two.id}`, [one, two]],
    [`${one.id}-${two.id}`, [one, two]],
    [`${one.uuid}`, [one]],
    [`${one.uuid.slice(0, 8)},${three.id}`, [one, three]],
    [`${one.uuid.slice(0, 8)}`, [one]],
    [`${one.id - 1}-${two.id}`, [one, two]],
  ] as [string, Task[]][])('depends:%s', (text, found) => {
    const some = (t: Task) => holds(t, found) > 0;
    const exactly = (t: Task) => holds(t, found) === found.length && t.depends?.length === found.length;
    expect(selected(`depends:${text}`, tasks)).toEqual(tasks.filter(some));
    expect(selected(`depends.has:${text}`, tasks)).toEqual(tasks.filter(some));
    expect(selected(`depends.hasnt:${text}`, tasks)).toEqual(tasks.filter((t) => !some(t)));
    expect(selected(`depends.is:${text}`, tasks)).toEqual(tasks.filter(exactly));
    expect(selected(`depends.isnt:${text}`, tasks)).toEqual(tasks.filter((t) => !exactly(t)));
  });

  test('a task that does not exist is none to wait for', () => {
    expect(selected('depends:99999', tasks)).toEqual([]);
    expect(selected('depends.isnt:99999', tasks)).toEqual(tasks);
    expect(selected(`depends.isnt:${one.id - 1}`, tasks)).toEqual(tasks);
  });

  test('0 is no number, so a range from it leaves out what is unnumbered', () => {
    const unnumbered = task({ id: 0 });
    const waitsForIt = task({ depends: [unnumbered.uuid] });
    expect(selected(`depends:0-${one.id}`, [unnumbered, waitsForIt])).toEqual([]);
  });

  test('depends.none: is what waits for nothing', () => {
    expect(selected('depends.none:', tasks)).toEqual(tasks.filter((t) => !t.depends?.length));
  });
});

describe('joined terms', () => {
  const tasks = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((bits) =>
    task({ tags: ['a', 'b', 'c', 'd'].filter((_, i) => bits & (1 << i)) }),
  );
  const has = (name: string) => (t: Task) => t.tags!.includes(name);
  const [a, b, c, d] = [has('a'), has('b'), has('c'), has('d')];

  test.each<[string, (t: Task) => boolean]>([
    ['+a +b', (t) => a(t) && b(t)],
    ['+a +b +c', (t) => a(t) && b(t) && c(t)],
    ['+a +b +c +d', (t) => a(t) && b(t) && c(t) && d(t)],
    ['+a or +b or +c or +d', (t) => a(t) || b(t) || c(t) || d(t)],
    ['+a xor +b xor +c', (t) => (a(t) !== b(t)) !== c(t)],
    ['+a or +b +c', (t) => a(t) || (b(t) && c(t))],
    ['+a xor +b or +c', (t) => a(t) !== (b(t) || c(t))],
    ['-a -b', (t) => !a(t) && !b(t)],
    ['! ( +a or +b ) +c', (t) => !(a(t) || b(t)) && c(t)],
    ['urgency > 100 +a', () => false],
    ['/x/ +a urgency > -100', (t) => a(t)],
  ])('%s', (filter, holds) => {
    expect(selected(filter, tasks)).toEqual(tasks.filter(holds));
  });
});

test.each([
  ['/FIX/', []],
  ['/FIX/i', [2]],
  ['/TRACE$/i', [2]],
  ['/OLD|fix/i', [2, 7]],
  ['! /[a-z] the /i', [2, 4, 7, 8, 9]],
])('%s takes both cases only where it says so', (filter, expected) => {
  expect(ids(filter)).toEqual(expected);
});
