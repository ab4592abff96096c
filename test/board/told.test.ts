import { expect, test } from 'vitest';
import { datesText, dateText, durationText, typedText } from '../../src/web/app/parts/units/time.ts';
import { pageOf } from '../../src/web/app/views/now/page-of.ts';
import { firstLine } from '../../src/web/app/views/review/first-line.ts';
import { changeText } from '../../src/web/app/views/task/change-text.ts';
import {
  didToComment,
  didToRun,
  pastText,
  predicate,
  subjectText,
  toldBeside,
} from '../../src/web/app/views/task/past-words.ts';

const UUID = '0a96cfc4-85d0-4338-af78-a20cf0f3c1a4';
const task = (before: Record<string, unknown> | null, after: Record<string, unknown> | null) =>
  changeText({ kind: 'task', id: UUID, before, after });

test.each<[string, Record<string, unknown>, Record<string, unknown>, string[]]>([
  [
    'a scope, by its globs',
    { scope: [{ glob: 'src/**' }] },
    { scope: [{ glob: 'test/**' }, { repo: 'api', glob: 'a' }] },
    ['scope: src/** → test/**, api:a'],
  ],
  [
    'a handoff, by its note',
    {},
    { handoff: { at: '2026-01-01T00:00:00Z', actor: 'human:ada', note: 'Half of it is done' } },
    ['handoff: “Half of it is done”'],
  ],
  ['tags that came and went', { 'tags[]': ['old'] }, { 'tags[]': ['new'] }, ['tags −old +new']],
  ['a criterion that came', {}, { 'acceptance[]': [{ id: 'a', text: 'It works' }] }, ['criteria +“It works”']],
  [
    'evidence for one',
    { 'acceptance[]': [{ id: 'a', text: 'It works' }] },
    { 'acceptance[]': [{ id: 'a', text: 'It works', met: { at: '', actor: '', evidence: '' } }] },
    ['criteria “It works” met'],
  ],
  [
    'an estimate by its parts',
    {},
    { estimates: { person: { estimate: 'PT2H', at: '2026-07-30T12:00:00Z', actor: 'human:ada' } } },
    ['estimates: person estimate PT2H'],
  ],
  ['a dependency', {}, { 'depends[]': [UUID] }, ['depends on +a task']],
  [
    'a field that went',
    { due: '2030-01-01T00:00:00Z', modified: '1' },
    { modified: '2' },
    ['due: 2030-01-01T00:00:00Z'],
  ],
])('a line of history tells %s', (_, before, after, lines) => {
  expect(task(before, after)).toEqual(lines);
});

const ADA = { kind: 'human', name: 'ada' };
const SUPERVISOR = { kind: 'system', name: 'supervisor', run: 'r1' };
const of = (actor: object, says: string, ...changes: [kind: string, after: object][]) =>
  pastText({
    actor,
    command: 'modify',
    says,
    changes: changes.map(([kind, after]) => ({ kind, id: 'r1', before: {}, after })),
  } as never);

test('a line of history says in words what was done, also to a run', () => {
  expect(of(ADA, 'adding #1 Alpha', ['task', {}])).toBe('added');
  expect(of(ADA, 'changing notes of #1 Alpha', ['task', {}])).toBe('changed notes');
  expect(of(ADA, 'the import of 12 tasks', ['task', {}])).toBe('imported 12 tasks');
  expect(of(ADA, 'adding run r1', ['task', {}], ['run', { state: 'queued' }])).toBe('started r1');
  expect(of(SUPERVISOR, 'changing run r1', ['run', { state: 'review' }])).toBe('is in review');
  expect(of(SUPERVISOR, 'changing run r1', ['run', { usage: {} }])).toBe('changed');
});

test('the subject of a run that reached a state is the run', () => {
  const changes = [{ kind: 'run', id: 'r1', before: {}, after: { state: 'review' } }];
  expect(subjectText({ actor: SUPERVISOR, changes } as never)).toBe('r1');
  expect(subjectText({ actor: ADA, changes } as never)).toBe('ada');
  expect(subjectText({ actor: SUPERVISOR, changes: [] } as never)).toBe('supervisor r1');
});

test('a line of history says nothing twice', () => {
  expect(toldBeside('added', ['added', 'document'])).toEqual(['document']);
  expect(toldBeside('started r6', ['started'])).toEqual([]);
  expect(toldBeside('changed criteria', ['criteria “It works” met'])).toEqual(['“It works” met']);
  expect(toldBeside('changed', ['due: 2030-01-01'])).toEqual(['due: 2030-01-01']);
});

test.each([
  ['review_reply', 'review reply', 'answered a comment'],
  ['review_comment', 'review comment', 'commented on a result'],
  ['task_done', 'completing #1 Alpha', 'completed'],
  ['task_undo', 'removing 2 tasks', 'removed 2 tasks (by undo)'],
  ['task_redo', 'adding #1 Alpha', 'added (by redo)'],
  ['orchestrator_start', 'adding the orchestrator', 'started the orchestrator'],
])('%s has words in the history', (command, says, words) => {
  expect(predicate({ command, says }, true)).toBe(words);
});

test.each([
  ['review', 'review/r1'],
  ['question', 'run/r1'],
  ['failure', 'run/r1'],
  ['stuck', 'run/r1'],
  ['handoff', 'task/7'],
  ['blocked', 'task/7'],
] as const)('a row of Now opens the page with the facts and buttons for its %s', (what, path) => {
  const [view, rest] = pageOf({ what, card: { id: 7 }, run: 'r1' } as never);
  expect([view, ...rest].join('/')).toBe(path);
});

test.each([
  ['run_answer', 'queued', 'answered'],
  ['run_resume', 'queued', 'resumed'],
  ['review_apply', 'queued', 'applied a suggestion to'],
  ['worktree_clean', undefined, 'deleted the worktree of'],
  ['run_start', 'queued', 'started'],
])('what a person did to a run by %s is in the history', (command, state, words) => {
  expect(didToRun(command, state)).toBe(words);
});

test.each([
  ['resolved', { actor: 'human:ada' }],
  ['reopened', null],
])('a comment is %s in the history', (word, resolved) => {
  const changes = [{ kind: 'comment', id: 'c', before: {}, after: { resolved } }];
  expect(didToComment({ command: 'review_resolve', changes } as never)).toBe(`${word} a comment`);
});

test.each([
  ['PT45M', '45m'],
  ['P1DT2H', '1d2h'],
  ['P2M', '2mo'],
])('%s is read as %s', (iso, text) => {
  expect(durationText(iso)).toBe(text);
});

test.each([
  [undefined, ''],
  [new Date(2026, 10, 27).toISOString(), '2026-11-27'],
  [new Date(2026, 10, 27, 9, 5).toISOString(), '2026-11-27T09:05'],
  [new Date(2026, 10, 30, 23, 59, 59).toISOString(), '2026-11-30T23:59:59'],
])('a date is typed as it is read: %s', (at, text) => {
  expect(typedText(at)).toBe(text);
});

test('the dates of a measure are written as the reader writes dates; its name stays as it is', () => {
  const day = (iso: string) => dateText(`${iso}T12:00:00`);
  expect(datesText('since 2020-01-01 %: 30 → 70, last 41 (2026-11-23), by 2027-01-22')).toBe(
    `since 2020-01-01 %: 30 → 70, last 41 (${day('2026-11-23')}), by ${day('2027-01-22')}`,
  );
});

test('the header of a folded comment has the first line of its words', () => {
  expect(firstLine('Keep **equal** ones.\n\n```suggestion\nconst a = 1;\n```')).toBe('Keep **equal** ones.');
  expect(firstLine('```suggestion\nconst a = 1;\n```')).toBe('Suggestion');
});
