import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { type FilterAst, FilterError, type FilterNode } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';
import { printAst } from '../../src/filter/print.ts';
import { anyCharacter } from '../support/any-character.ts';
import { runs } from '../support/seed.ts';
import { type OracleFile, oracleFacts, oracleTasks, readOracle } from './oracle.ts';

const MANY = runs(25, 800);

const { now, timezone, cases } = readOracle<OracleFile>('filter-cases.A');
const tasks = oracleTasks();
const facts = oracleFacts(now, timezone, tasks);
const env = {
  clock: { now: Date.parse(now), zone: timezone },
  views: (name: string) => (name === 'mine' ? '+bug or 1' : undefined),
};
const extra = [
  '@mine',
  'sort:urgency-,due+ +bug limit:3',
  'due < 12.due',
  'due = due',
  'tags _hastag_ "a b"',
  '"say \\"hi\\""',
  '/a\\/b\\\\/',
  'project >= "due"',
  'project = status',
  '012345678',
  '12345678-12345679',
  "priority.above:''",
  'description ~ "a b"',
  'not not +bug',
  'recur:weekly',
  'depends:1,2',
  'agent:x',
  'agent >= "me"',
  'annotations.count >= 1',
  'id:0',
  '"now+3d"',
  '"or"',
  'Or',
  '"project"',
  '+@home',
  '+#x',
  'extra.points.above:5',
  'extra.closed < "now - 3d"',
  'extra.state.is:5',
];
const valid = [...cases.filter((row) => row.expect !== 'error').map((row) => row.filter), ...extra];

const anyValid = fc.constantFrom(...valid.filter((text) => !/sort:|limit:/.test(text) && text !== ''));
const select = (text: string) =>
  compileFilter(text, env)
    .select(facts)
    .map(({ uuid }) => uuid)
    .sort();
const scan = (text: string) => {
  const filter = compileFilter(text, env);
  return tasks
    .filter((task: Task) => filter.matches(task, facts))
    .map(({ uuid }) => uuid)
    .sort();
};

/** A tree without the places in the text that it came from. */
function bare(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === 'span' ? undefined : inner)));
}

const parse = (text: string): FilterAst => compileFilter(text, env).ast;

describe('printing', () => {
  test.each(valid.map((text) => [text]))('%s, then reading it gives the same tree', (text) => {
    const ast = parse(text);
    const printed = printAst(ast);
    expect(bare(parse(printed))).toEqual(bare(ast));
    expect(printAst(parse(printed))).toBe(printed);
  });

  const name = fc.constantFrom(
    'due',
    'project',
    'tags',
    'and',
    'OR',
    'a b',
    'C++',
    '12',
    'deadbeef',
    "it's",
    '\\',
    '"',
    '',
    '(',
    '/',
    '@x',
    '+x',
  );
  const text = fc
    .oneof(name, fc.string({ maxLength: 8 }), fc.string({ unit: 'grapheme', maxLength: 8 }))
    .filter((s) => s !== '');
  const leaf: fc.Arbitrary<unknown> = fc.oneof(
    text.map((value) => ({ kind: 'text', text: value })),
    fc.tuple(text, fc.boolean()).map(([tag, has]) => ({ kind: 'tag', name: tag, has })),
    fc
      .tuple(
        fc.constantFrom('description', 'project', 'agent'),
        fc.constantFrom('matches', 'is', 'not', 'before', 'from', 'has', 'word', 'startswith'),
        text,
      )
      .map(([attribute, operation, value]) => ({
        kind: 'compare',
        attribute,
        operation,
        operand: { kind: 'text', text: value },
      })),
    fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 }).map((ranges) => ({
      kind: 'ids',
      parts: ranges.map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) })),
    })),
  );
  const node = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      tie('node').map((item) => ({ kind: 'not', item })),
      fc
        .tuple(fc.constantFrom('and', 'or', 'xor'), fc.array(tie('node'), { minLength: 2, maxLength: 3 }))
        .map(([kind, items]) => flat(kind, items)),
    ),
  })).node;

  test('any tree, then reading it gives that tree', () => {
    fc.assert(
      fc.property(node, (where) => {
        const printed = printAst({ where: where as FilterNode, sort: [] });
        expect(bare(parse(printed).where)).toEqual(bare(where));
      }),
      { numRuns: MANY },
    );
  });
});

/** As the reader has it: `a and ( b and c )` is one list. */
function flat(kind: string, items: unknown[]): unknown {
  const same = (item: unknown): item is { kind: string; items: unknown[] } => (item as { kind: string }).kind === kind;
  return { kind, items: items.flatMap((item) => (same(item) ? item.items : [item])) };
}

describe('logic', () => {
  const pairs = (name: string, left: (a: string, b: string) => string, right: (a: string, b: string) => string) =>
    test(name, () => {
      fc.assert(
        fc.property(anyValid, anyValid, (a, b) => {
          expect(select(left(a, b))).toEqual(select(right(a, b)));
        }),
        { numRuns: runs(20, 100) },
      );
    });

  pairs(
    'De Morgan: not (a and b) = not a or not b',
    (a, b) => `! ( ( ${a} ) and ( ${b} ) )`,
    (a, b) => `! ( ${a} ) or ! ( ${b} )`,
  );
  pairs(
    'De Morgan: not (a or b) = not a and not b',
    (a, b) => `! ( ( ${a} ) or ( ${b} ) )`,
    (a, b) => `! ( ${a} ) and ! ( ${b} )`,
  );
  pairs(
    'a and b = b and a',
    (a, b) => `( ${a} ) ( ${b} )`,
    (a, b) => `( ${b} ) ( ${a} )`,
  );
  pairs(
    'a or b = b or a',
    (a, b) => `( ${a} ) or ( ${b} )`,
    (a, b) => `( ${b} ) or ( ${a} )`,
  );
  pairs(
    'a xor b = one and not both',
    (a, b) => `( ${a} ) xor ( ${b} )`,
    (a, b) => `( ( ${a} ) or ( ${b} ) ) and ! ( ( ${a} ) ( ${b} ) )`,
  );
  pairs(
    'a and a = a',
    (a) => `( ${a} ) ( ${a} )`,
    (a) => a,
  );
  pairs(
    'written and = none',
    (a, b) => `( ${a} ) and ( ${b} )`,
    (a, b) => `( ${a} ) ( ${b} )`,
  );

  test('a filter and its negation part the tasks in two', () => {
    for (const text of valid.filter((each) => each !== '' && !/sort:|limit:/.test(each))) {
      const both = [...select(text), ...select(`! ( ${text} )`)].sort();
      expect(both, text).toEqual(tasks.map(({ uuid }) => uuid).sort());
    }
  });

  test('looking only at the candidates of an index finds what looking at every task does', () => {
    for (const text of valid) expect(select(text), text).toEqual(scan(text));
    fc.assert(
      fc.property(anyValid, anyValid, fc.constantFrom('and', 'or', 'xor'), (a, b, word) => {
        const text = `( ${a} ) ${word} ( ${b} )`;
        expect(select(text)).toEqual(scan(text));
      }),
      { numRuns: runs(30, 200) },
    );
  });
});

describe('no text', () => {
  const run = (text: string) => {
    try {
      const filter = compileFilter(text, env);
      filter.select(facts);
      expect(bare(parse(printAst(filter.ast)))).toEqual(bare(filter.ast));
    } catch (error) {
      if (!(error instanceof FilterError)) throw new Error(`${JSON.stringify(text)} throws`, { cause: error });
      expect(error.problems.length).toBeGreaterThan(0);
      for (const { offset, length, message, expected } of error.problems) {
        expect(offset).toBeGreaterThanOrEqual(0);
        expect(length).toBeGreaterThanOrEqual(0);
        expect(offset + length).toBeLessThanOrEqual(text.length + 1);
        expect(message && expected).toBeTruthy();
      }
    }
  };
  test('of any characters throws anything but a filter error', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: anyCharacter, maxLength: 40 }), fc.string({ maxLength: 60 })), run),
      {
        numRuns: MANY,
      },
    );
  });

  const pieces = fc.constantFrom(
    ' ',
    '(',
    ')',
    '!',
    'and',
    'or',
    'xor',
    'not',
    '+',
    '-',
    '+bug',
    '-ui',
    'due',
    '.',
    'before',
    ':',
    '=',
    '==',
    '<',
    '>=',
    '~',
    '!~',
    '/',
    '\\',
    '"',
    "'",
    'today',
    'now+3d',
    '3d',
    '1-5',
    '1,2',
    ',',
    'abcdef01',
    '@mine',
    '@',
    'sort:due+',
    'limit:2',
    '_hastag_',
    'project',
    'é',
    '🚀',
    '\n',
    '(a+)+$',
    '*',
    '[',
    '$',
  );

  test('put together from the pieces of the language does', () => {
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 14 }).map((parts) => parts.join('')),
        run,
      ),
      { numRuns: MANY },
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 10 }).map((parts) => parts.join(' ')),
        run,
      ),
      { numRuns: MANY },
    );
  });

  test('made from a recorded filter by cutting, doubling and swapping does', () => {
    const mutated = fc
      .tuple(
        fc.constantFrom(...cases.map((row) => row.filter)),
        fc.nat(60),
        fc.nat(60),
        pieces,
        fc.constantFrom('cut', 'double', 'insert'),
      )
      .map(([text, a, b, piece, how]) => {
        const [from, to] = [Math.min(a, b) % (text.length + 1), Math.max(a, b) % (text.length + 1)];
        if (how === 'cut') return text.slice(0, from) + text.slice(to);
        return how === 'double' ? text.slice(0, to) + text.slice(from) : text.slice(0, from) + piece + text.slice(from);
      });
    fc.assert(fc.property(mutated, run), { numRuns: MANY });
  });
});
