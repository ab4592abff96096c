import { describe, expect, test } from 'vitest';
import { decideClaim, parseScope } from '../../src/claims/index.ts';
import type { Claim } from '../../src/domain/records.ts';
import { claim, DEAD, ELSEWHERE, LIVE, surroundings } from './fixtures.ts';

interface Asked {
  holder: string;
  task?: string;
  scope?: string[];
  caseInsensitive?: boolean;
}

function decide(held: readonly Claim[], { holder, task, scope = [], caseInsensitive }: Asked) {
  const request = { holder, task, scope: parseScope(scope) };
  return decideClaim({ held, request, ...surroundings, caseInsensitive });
}

/** `granted`, `granted, replaces …`, `granted, takes …`, or `refused: relation why holder`. */
function outcome(held: readonly Claim[], asked: Asked): string {
  const decision = decide(held, asked);
  if (!decision.grant) {
    return `refused: ${decision.blockers.map(({ relation, why, claim: { holder } }) => `${relation} ${why} ${holder}`).join(', ')}`;
  }
  const takes =
    decision.takeOver.length > 0 ? `, takes ${decision.takeOver.map(({ holder }) => holder).join(' ')}` : '';
  return `granted${decision.replaces ? `, replaces ${decision.replaces.id}` : ''}${takes}`;
}

const web = ['src/web/**'];
const src = ['src/**'];
const T = 'task-1';

type Case = [name: string, held: Claim[], asked: Asked, expected: string];

const unrelated: Case[] = [
  ['nobody holds anything', [], { holder: 's', scope: src }, 'granted'],
  ['scopes apart', [claim('o', ['docs'])], { holder: 's', scope: src }, 'granted'],
  ['scopes meet', [claim('o', web)], { holder: 's', scope: src }, 'refused: other scope o'],
  ['the same task', [claim('o', [], { task: T })], { holder: 's', task: T }, 'refused: other task o'],
  [
    'the same task, scopes apart',
    [claim('o', web, { task: T })],
    { holder: 's', task: T, scope: ['docs'] },
    'refused: other task o',
  ],
  ['another task, no scope', [claim('o', [], { task: T })], { holder: 's', task: 'task-2', scope: src }, 'granted'],
  ['no scope holds no file', [claim('o', ['**'])], { holder: 's', task: T }, 'granted'],
  ['claims without a task share no task', [claim('o', ['docs'])], { holder: 's', scope: web }, 'granted'],
  ['a run', [claim('run:1', web)], { holder: 'run:10', scope: web }, 'refused: other scope run:1'],
  [
    'another repository',
    [claim('o', [], { scope: [{ repo: 'api', glob: '**' }] })],
    { holder: 's', scope: ['**'] },
    'granted',
  ],
  ['case counts', [claim('o', ['SRC/a'])], { holder: 's', scope: ['src/A'] }, 'granted'],
  [
    'case does not count',
    [claim('o', ['SRC/a'])],
    { holder: 's', scope: ['src/A'], caseInsensitive: true },
    'refused: other scope o',
  ],
  [
    'the task comes before the scope, the nearer holder before the farther',
    [claim('o', src), claim('o/a', web), claim('p', [], { task: T })],
    { holder: 's', task: T, scope: ['src/web/x.ts'] },
    'refused: other task p, other scope o/a, other scope o',
  ],
];

const related: Case[] = [
  ['a child inside its parent', [claim('s', src)], { holder: 's/a', scope: web }, 'granted'],
  ['a child beyond its parent', [claim('s', web)], { holder: 's/a', scope: src }, 'granted'],
  [
    'a child beyond its parent, into another',
    [claim('s', web), claim('o', ['src/api'])],
    { holder: 's/a', scope: src },
    'refused: other scope o',
  ],
  ['a grandchild', [claim('s', src), claim('s/a', web)], { holder: 's/a/b', scope: ['src/web/x'] }, 'granted'],
  ['a parent gives its task away', [claim('s', src, { task: T })], { holder: 's/a', task: T, scope: src }, 'granted'],
  [
    'a task given away is not given twice',
    [claim('s', [], { task: T }), claim('s/a', [], { task: T })],
    { holder: 's/b', task: T },
    'refused: other task s/a',
  ],
  [
    'siblings',
    [claim('s', src), claim('s/a', web)],
    { holder: 's/b', scope: ['src/web/x'] },
    'refused: other scope s/a',
  ],
  ['siblings apart', [claim('s', src), claim('s/a', web)], { holder: 's/b', scope: ['src/api'] }, 'granted'],
  ['the parent of a living child', [claim('s/a', web)], { holder: 's', scope: src }, 'refused: below scope s/a'],
  ['the parent, beside its child', [claim('s/a', web)], { holder: 's', scope: ['src/api'] }, 'granted'],
  ['the task of a living child', [claim('s/a', [], { task: T })], { holder: 's', task: T }, 'refused: below task s/a'],
  [
    'somebody else, into parent and child',
    [claim('s', src), claim('s/a', web)],
    { holder: 'o', scope: ['src/web/x'] },
    'refused: other scope s/a, other scope s',
  ],
  [
    'a holder of the same beginning is no child',
    [claim('s', src)],
    { holder: 's2', scope: web },
    'refused: other scope s',
  ],
];

const own: Case[] = [
  [
    'the same task again',
    [claim('s', web, { task: T })],
    { holder: 's', task: T, scope: web },
    'granted, replaces s src/web/**',
  ],
  [
    'the same task, a wider scope',
    [claim('s', web, { task: T })],
    { holder: 's', task: T, scope: src },
    'granted, replaces s src/web/**',
  ],
  [
    'the same task, wider into somebody else',
    [claim('s', web, { task: T }), claim('o', ['src/api'])],
    { holder: 's', task: T, scope: src },
    'refused: other scope o',
  ],
  [
    'the same task after the lease',
    [claim('s', web, { task: T, minutes: -60 })],
    { holder: 's', task: T, scope: web },
    'granted, replaces s src/web/**',
  ],
  [
    'another task in the same files',
    [claim('s', web, { task: T })],
    { holder: 's', task: 'task-2', scope: web },
    'granted',
  ],
  ['the same scope without a task', [claim('s', web)], { holder: 's', scope: web }, 'granted, replaces s src/web/**'],
  ['another scope without a task', [claim('s', web)], { holder: 's', scope: src }, 'granted'],
  [
    'the same entries while a child works in them',
    [claim('s', src, { task: T }), claim('s/a', web)],
    { holder: 's', task: T, scope: src },
    'granted, replaces s src/**',
  ],
  [
    'new entries while a child works in them',
    [claim('s', ['docs'], { task: T }), claim('s/a', web)],
    { holder: 's', task: T, scope: ['docs', ...src] },
    'refused: below scope s/a',
  ],
];

const takeOver: Case[] = [
  ['an ended lease', [claim('o', web, { minutes: -1 })], { holder: 's', scope: src }, 'granted, takes o'],
  [
    'an ended lease elsewhere in the tree',
    [claim('o', web, { minutes: -1 })],
    { holder: 's', scope: ['docs'] },
    'granted',
  ],
  [
    'the task of an ended lease',
    [claim('o', [], { task: T, minutes: -1, renewer: DEAD })],
    { holder: 's', task: T },
    'granted, takes o',
  ],
  [
    'a dead holder within its lease',
    [claim('o', web, { minutes: 1, renewer: DEAD })],
    { holder: 's', scope: web },
    'granted, takes o',
  ],
  [
    'a living holder after its lease',
    [claim('o', web, { minutes: -60, renewer: LIVE })],
    { holder: 's', scope: web },
    'refused: other scope o',
  ],
  [
    'another host in its grace',
    [claim('o', web, { minutes: -9, renewer: ELSEWHERE })],
    { holder: 's', scope: web },
    'refused: other scope o',
  ],
  [
    'another host after its grace',
    [claim('o', web, { minutes: -10, renewer: ELSEWHERE })],
    { holder: 's', scope: web },
    'granted, takes o',
  ],
  ['a child that lapsed', [claim('s/a', web, { minutes: -1 })], { holder: 's', scope: src }, 'granted, takes s/a'],
  ['a parent that lapsed stays', [claim('s', src, { minutes: -1 })], { holder: 's/a', scope: web }, 'granted'],
  [
    'nothing is taken when somebody else refuses',
    [claim('o', web, { minutes: -1 }), claim('p', ['src/web/x'])],
    { holder: 's', scope: web },
    'refused: other scope p',
  ],
];

describe.each([
  ['unrelated holders', unrelated],
  ['holders of one path', related],
  ['one holder', own],
  ['taking over', takeOver],
])('%s', (_, cases) => {
  test.each(cases)('%s', (_name, held, asked, expected) => {
    expect(outcome(held, asked)).toBe(expected);
  });
});

test('a refusal carries the entries that meet, a path of both, and until when', () => {
  expect(decide([claim('o', web, { minutes: 3 })], { holder: 's', scope: ['src/**/*.ts'] })).toMatchObject({
    grant: false,
    blockers: [
      {
        meeting: { mine: { glob: 'src/**/*.ts' }, theirs: { glob: 'src/web/**' }, witness: 'src/web/x.ts' },
        until: '2026-07-30T14:33:00Z',
      },
    ],
  });
});
