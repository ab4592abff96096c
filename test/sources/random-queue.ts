import { randomUUID } from 'node:crypto';
import { isBlank } from '../../src/base/unsafe-characters.ts';
import type { Random } from '../support/random.ts';

/** Every class of character that a text may have; NUL and halves of a pair are refused at the door. */
const CLASSES: readonly (readonly string[])[] = [
  ['plain', 'Fix login', 'Größe', '漢字', 'שלום', '1', '-1.5', 'true', 'null', '2026-01-01'],
  ['\u0001', '\u0007', '\b', '\u001b[31m', '\u007f', '\u0090', '\u009b', '\u009f'],
  ['\v', '\f', '\r', '\n', '\r\n', '\t', '\u0085', '\u2028', '\u2029', '\n\n', ' \n '],
  ['\u202e', '\u2066', '\u2069', '\u200f', '\u200b', '\u200d', '\u{e0041}', '\ufeff', '\u00a0', '\u3000'],
  ['👩‍✈️', '🎉', '𝔘', 'e\u0301', 'é', '\u1112\u1161', 'ﷺ', '\ufffd', '\uffff'],
  ['"', "'", '""', '`', '«', ',', ';', '|', '\\', '\\n', '\\u0041', '/', ' ', '  '],
  ['=1+1', '-1', '+1', '@sum', "'=1", "''", '=', '\t=', '#7 ', '# ', '> ', '>>'],
  [
    '- [ ] box',
    '- [x] #3 ',
    '- due: friday',
    '- spec:',
    '```',
    '~~~',
    '<!-- x -->',
    '<br>',
    '<b>',
    '-->',
    '--',
    '<U+0041>',
  ],
  ['{"a":1}', '[1]', '[', '{', '%s', '$(id)', '<<<<<<< ', '=======', '&amp;', '`code`', '*a*'],
  ['lang '.repeat(900), 'x'.repeat(3000)],
];

/** A text of some of these, often of one class alone. */
function textOf(random: Random, most = 5): string {
  const own = random.pick(CLASSES);
  const pieces = Array.from({ length: 1 + random.int(most) }, () =>
    random.pick(random.int(3) > 0 ? own : random.pick(CLASSES)),
  );
  return pieces.join(random.pick(['', '', ' ', '\n']));
}

/** What a field on one line may hold of a text; never nothing. */
function lineOf(random: Random, max: number, not = /[\p{Cc}\u2028\u2029]+/gu): string {
  return (
    textOf(random)
      .replace(not, '')
      .trim()
      .slice(0, max)
      .trim()
      .replace(/[\ud800-\udbff]$/, '')
      .trim() || 'x'
  );
}

const UNSAFE = /[\p{Cc}\u2028-\u202E\u2066-\u2069\u{E0000}-\u{E007F}]+/gu;

/** JSON of any shape. */
function jsonOf(random: Random, depth = 2): unknown {
  switch (random.int(depth > 0 ? 7 : 4)) {
    case 0:
      return random.pick([0, -1, 2.5, 1e21, 1e-7]);
    case 1:
      return random.pick([true, false, null, '']);
    case 2:
    case 3:
      return textOf(random);
    case 4:
      return Array.from({ length: random.int(3) }, () => jsonOf(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.int(3) }, () => [textOf(random, 2), jsonOf(random, depth - 1)]),
      );
  }
}

const KEYS = [
  'size',
  'reviewed',
  'taskwarrior',
  'backlog_x',
  'urgency',
  'status',
  'a b',
  '日本',
  'constructor',
  'parent',
  'agent',
];

/** Dates that are past by a day at least, or to come; by the clock of test workspaces. */
const past = (random: Random) =>
  `2026-0${1 + random.int(6)}-${10 + random.int(19)}T0${random.int(10)}:30:0${random.int(10)}Z`;
const future = (random: Random) => `2027-0${1 + random.int(9)}-${10 + random.int(19)}T00:00:00Z`;
const maybe = <T>(random: Random, value: () => T, of = 3): T | undefined =>
  random.int(of) === 0 ? value() : undefined;

const signed = (random: Random) => ({
  at: past(random),
  actor: random.pick(['human:ada', 'ai:claude-code', 'system:recurrence']),
  ...(random.int(4) === 0 ? { author: lineOf(random, 50, UNSAFE).replaceAll(/\s+/g, ' ') } : {}),
});

/** Returns a text that a task can have as its description: one of which something is seen. */
const visible = (text: string) => (isBlank(text) ? `${text}x` : text);

/** Rows of a queue in which each task may have anything that a task can have. Deterministic, uuids aside. */
export function randomRows(random: Random): Record<string, unknown>[] {
  const uuids = Array.from({ length: 2 + random.int(5) }, () => randomUUID());
  return uuids.map((uuid, i) => {
    const earlier = uuids.slice(0, i);
    const some = () => earlier.filter(() => random.int(2) === 0);
    const status = random.pick(['pending', 'pending', 'pending', 'completed', 'deleted', 'recurring']);
    const recurs = status === 'recurring';
    const notes = Array.from({ length: random.int(4) }, (_, n) => ({
      ...{ id: `n${n}`, ...signed(random), text: textOf(random) || 'x' },
      ...(n > 0 && random.int(2) === 0 ? { re: `n${n - 1}` } : {}),
    }));
    const criteria = Array.from({ length: random.int(4) }, () => ({
      text: Array.from(textOf(random)).slice(0, 400).join(''),
      ...(random.int(3) === 0
        ? {
            met: {
              ...signed(random),
              evidence: textOf(random),
              ...(random.int(3) === 0 ? { outdated: textOf(random) } : {}),
            },
          }
        : {}),
    }));
    const docs = Array.from({ length: random.int(3) }, (_, n) => [
      n === 0 ? 'spec' : `doc-${n}`,
      random.int(9) === 0 ? '' : textOf(random, 9),
    ]);
    const row = {
      uuid,
      description: visible(lineOf(random, 500)),
      status,
      entry: past(random),
      modified: '2026-07-01T10:00:00Z',
      ...(status === 'completed' || status === 'deleted' ? { end: '2026-07-01T10:00:00Z' } : {}),
      due: recurs ? future(random) : maybe(random, () => future(random)),
      recur: recurs ? random.pick(['weekly', 'P10D', 'monthly']) : undefined,
      series: recurs ? { zone: random.pick(['UTC', 'Asia/Tokyo']) } : undefined,
      wait: maybe(random, () => future(random)),
      scheduled: maybe(random, () => past(random)),
      until: maybe(random, () => '2029-01-01T00:00:00Z'),
      project: maybe(random, () => random.pick(['web', 'web.ui', '日本.x', 'a_b-c', '1'])),
      priority: maybe(random, () => random.pick(['H', 'M', 'L'])),
      tags: maybe(random, () => [
        ...new Set([random.pick(['@home', '#x', '$y', '日本語', '🎉', '_5min', 'bug']), 'second']),
      ]),
      depends: maybe(random, () => some().filter((one) => one !== uuids[0])),
      parent: maybe(random, () => earlier[0]),
      links: maybe(random, () => some().map((to) => ({ type: random.pick(['discovered-from', 'relates']), uuid: to }))),
      agent: maybe(random, () => lineOf(random, 200, UNSAFE)),
      type: maybe(random, () => lineOf(random, 200, UNSAFE)),
      estimate: maybe(random, () => random.pick(['PT2H', 'P1D', 'PT90S'])),
      rank: maybe(random, () => random.pick([0, -3.5, 12, 1e21, 1e-7])),
      scope: maybe(random, () => [random.pick(['src/**', 'docs/{a,b}/*.md', 'ä b/*.ts', 'x,y', '-a', '=b'])]),
      checks: maybe(random, () => ['word']),
      acceptance: criteria.filter(({ text }) => text !== ''),
      annotations: notes,
      handoff: maybe(
        random,
        () => ({ ...signed(random), note: textOf(random), ...(random.int(2) === 0 ? { elsewhere: true } : {}) }),
        6,
      ),
      source: maybe(random, () => ({ kind: 'github', list: textOf(random), id: textOf(random), seen: { a: 'b' } }), 6),
      extra: maybe(random, () =>
        Object.fromEntries(
          Array.from({ length: 1 + random.int(3) }, () => [
            random.int(2) ? random.pick(KEYS) : textOf(random, 2),
            jsonOf(random),
          ]),
        ),
      ),
      docs: Object.fromEntries(docs),
    };
    return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined));
  });
}
