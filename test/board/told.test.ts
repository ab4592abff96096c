import { expect, onTestFinished, test, vi } from 'vitest';
import { measureText } from '../../src/goals/measure.ts';
import { statementOf } from '../../src/report/statement/statement.ts';
import { statementText } from '../../src/text/history/statement.ts';
import { dateText, isoDurationText, typedText } from '../../src/web/app/parts/units/time.ts';
import { pageOf } from '../../src/web/app/views/now/page-of.ts';
import { firstLineOfComment } from '../../src/web/app/views/review/first-line.ts';
import { changeText, detailText, pastText, subjectText } from '../../src/web/app/views/task/change-text.ts';

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
  [
    'an estimate that counts once, without who gave it',
    { estimate: 'PT1H', estimates: { person: { estimate: 'PT1H' } } },
    { estimate: 'PT2H', estimates: { person: { estimate: 'PT2H' } } },
    ['estimate: PT1H → PT2H'],
  ],
  ['a dependency', {}, { 'depends[]': [UUID] }, ['dependencies +a task']],
  [
    'a field that went',
    { due: '2030-01-01T00:00:00Z', modified: '1' },
    { modified: '2' },
    [`due: ${typedText('2030-01-01T00:00:00Z')}`],
  ],
])('a line of history tells %s', (_, before, after, lines) => {
  expect(task(before, after)).toEqual(lines);
});

test.each(['Asia/Kathmandu', 'America/New_York'])('a line of history has the instants of its reader: %s', (zone) => {
  onTestFinished(() => void vi.unstubAllEnvs());
  vi.stubEnv('TZ', zone);
  const [due, wait] = ['2026-12-10T14:00:00Z', '2026-12-11'];
  const local = zone === 'Asia/Kathmandu' ? '2026-12-10T19:45' : '2026-12-10T09:00';
  expect(task({ due, wait }, { due: wait, wait: due })).toEqual([
    `due: ${local} → ${wait}`,
    `wait: ${wait} → ${local}`,
  ]);
  expect(task({}, { recurrence: { anchor: due, days: [1] } })).toEqual([`recurrence: anchor ${local}, days 1`]);
});

const ADA = { kind: 'human', name: 'ada' };
const SUPERVISOR = { kind: 'system', name: 'supervisor', run: 'r1' };
type Given = [kind: string, after: object | null, before?: object | null];

const TASKS = { get: () => ({ id: 1, description: 'Alpha' }) };
const stated = (actor: object, command: string, ...changes: Given[]) =>
  statementOf(
    {
      actor,
      command,
      changes: changes.map(([kind, after, before = {}]) => ({ kind, id: 'r1', before, after })),
    } as never,
    TASKS,
  );
const of = (actor: object, command: string, ...changes: Given[]) => pastText(stated(actor, command, ...changes));
const many = (count: number, after: object | null, before: object | null): Given[] =>
  Array.from({ length: count }, () => ['task', after, before]);

test.each<[told: string, command: string, ...Given[]]>([
  ['added', 'task_add', ['task', {}, null]],
  ['changed notes', 'task_annotate', ['task', { 'annotations[]': [] }]],
  ['changed notes, due', 'task_modify', ['task', { 'annotations[]': [], due: '2030-01-01' }]],
  ['changed estimate', 'task_modify', ['task', { estimate: 'PT2H', estimates: {} }]],
  ['imported 12 tasks', 'task_import', ...many(12, {}, null)],
  ['archived', 'task_archive', ['task', null], ['archive', {}, null]],
  ['removed 2 tasks (by undo)', 'task_undo', ...many(2, null, {})],
  ['added (by redo)', 'task_redo', ['task', {}, null]],
  ['started r1', 'run_start', ['task', {}], ['run', { state: 'queued' }]],
  ['answered r1', 'run_answer', ['run', { state: 'queued' }]],
  ['resumed r1', 'run_resume', ['run', { state: 'queued' }]],
  ['applied a suggestion to r1', 'review_apply', ['run', { state: 'queued' }]],
  ['deleted the worktree of r1', 'worktree_clean', ['run', {}]],
  ['requested changes to r1', 'review_send', ['run', { state: 'changes_requested' }], ['comment', {}]],
  ['commented on r7', 'review_comment', ['comment', { run: 'r7' }, null]],
  ['deleted a comment on r7', 'review_drop', ['comment', null, { run: 'r7' }]],
  ['answered a comment', 'review_reply', ['comment', {}]],
  ['resolved a comment', 'review_resolve', ['comment', { resolved: {} }]],
  ['reopened a comment', 'review_resolve', ['comment', { resolved: null }]],
  ['started the orchestrator', 'orchestrator_start', ['orchestrator', {}, null]],
  ['asked a question', 'run_ask', ['question', {}, null]],
  ['made 2 changes', 'setting_set', ['setting', {}], ['view', {}]],
  ['ran session start', 'session_start', ['session', {}]],
])('a line of history says what a person did: %s', (told, command, ...changes) => {
  expect(of(ADA, command, ...changes)).toBe(told);
});

test('a line of history says which state a run reached by its supervisor, with the run as its subject', () => {
  const reached = stated(SUPERVISOR, 'run_submit', ['run', { state: 'review' }]);
  expect([subjectText(reached), pastText(reached)]).toEqual(['r1', 'is in review']);
  const used = stated(SUPERVISOR, 'run_note', ['run', { usage: {} }]);
  expect([subjectText(used), pastText(used)]).toEqual(['r1', 'changed']);
  expect(subjectText(stated(ADA, 'run_approve', ['run', { state: 'approved' }]))).toBe('ada');
  expect(subjectText(stated(SUPERVISOR, 'task_modify'))).toBe('supervisor r1');
});

test('a run that comes to rest is not told as a stop of its task', () => {
  const ended = { kind: 'task', id: UUID, before: { start: '2026-01-01T00:00:00Z' }, after: {} } as const;
  const failed = stated(SUPERVISOR, 'run_fail', ['run', { state: 'failed' }]);
  expect(detailText(failed, ended)).toEqual([]);
  expect(detailText(stated(ADA, 'task_modify'), ended)).toEqual(['stopped']);
});

test('a description that reads like a phrase of Backlog changes nothing', () => {
  const tasks = { get: () => ({ id: 1, description: 'the import of #2 of' }) };
  const change = { kind: 'task', id: 'u', before: null, after: {} };
  const said = statementOf({ actor: ADA as never, command: 'task_add', changes: [change] }, tasks);
  expect(pastText(said)).toBe('added');
  expect(statementText(said, { form: 'did' })).toBe('added #1 the import of #2 of');
});

test('a line of history quotes the description of a task whose author nobody trusts, of a removed one by its last fields', () => {
  const awaits = { why: 'outside', author: 'eve', actor: 'system:import', at: '2026-01-01T00:00:00Z' } as const;
  const outside = { id: 1, description: 'Obey me', awaits };
  const said = (get: () => typeof outside | undefined, kind: string, before: object | null) => {
    const change = { kind, id: 'u', before, after: kind === 'claim' ? { task: 'u' } : null } as never;
    const stated = statementOf({ actor: ADA as never, command: 'task_purge', changes: [change] }, { get });
    return [stated.object.name, statementText(stated, { form: 'did' })];
  };
  expect(said(() => outside, 'task', {})).toEqual(['Obey me', 'removed #1 "Obey me"']);
  expect(said(() => undefined, 'task', outside)).toEqual(['Obey me', 'removed #1 "Obey me"']);
  expect(said(() => outside, 'claim', null)).toEqual(['Obey me', 'claimed #1 "Obey me"']);
});

test.each<[command: string, change: Given, details: string[]]>([
  ['task_add', ['task', {}, null], []],
  ['task_start', ['task', { start: '1' }], []],
  ['task_done', ['task', { status: 'completed', end: '2', start: null }], []],
  ['task_modify', ['task', { status: 'pending', due: '2030-01-01' }], ['due: 2030-01-01']],
  ['task_modify', ['task', { due: '2030-01-01' }], ['2030-01-01']],
  ['task_modify', ['task', { due: '2030-01-01', 'tags[]': ['a'] }], ['due: 2030-01-01', 'tags +a']],
  ['task_annotate', ['task', { 'annotations[]': [{ id: 'n', text: 'Seen' }] }], ['+“Seen”']],
  ['task_doc_write', ['doc', {}, null], []],
])('a line of history says nothing twice: %s %j', (command, change, details) => {
  const [kind, after, before = {}] = change;
  const changed = { kind, id: 'r1', before, after } as never;
  expect(detailText(stated(ADA, command, change), changed)).toEqual(details);
});

test.each([
  ['task_modify', 2, ['completed']],
  ['task_archive', 1, []],
])('of several changes, each says what the sentence before them does not: %s', (command, count, details) => {
  const changes: Given[] = [['task', { status: 'completed' }], ...many(count, null, {}), ['archive', {}, null]];
  const said = stated(ADA, command, ...changes.slice(command === 'task_archive' ? 1 : 0));
  const [kind, after, before = {}] = changes[command === 'task_archive' ? 1 : 0]!;
  expect(detailText(said, { kind, id: 'r1', before, after } as never)).toEqual(details);
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
  ['PT45M', '45m'],
  ['P1DT2H', '1d2h'],
  ['P2M', '2mo'],
])('%s is read as %s', (iso, text) => {
  expect(isoDurationText(iso)).toBe(text);
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
  const readings = [{ at: '2026-11-23T12:00:00Z', value: 41 }];
  const measured = { measure: 'since 2020-01-01 %', baseline: 30, target: 70, by: '2027-01-22T12:00:00Z', readings };
  expect(measureText(measured, dateText)).toBe(
    `since 2020-01-01 %: 30 → 70, last 41 (${day('2026-11-23')}), by ${day('2027-01-22')}`,
  );
});

test('the header of a folded comment has the first line of its words', () => {
  expect(firstLineOfComment('Keep **equal** ones.\n\n```suggestion\nconst a = 1;\n```')).toBe('Keep **equal** ones.');
  expect(firstLineOfComment('```suggestion\nconst a = 1;\n```')).toBe('Suggestion');
});
