import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ADA, agent } from '../../support/workspace.ts';
import { begin, by, edit, hookPlace, launch, OTHER, type Place, SESSION } from './place.ts';

/** The session holds task 1. Task 2 is free. */
async function held({ warm = true } = {}): Promise<Place> {
  const place = await hookPlace({ warm });
  await place.add('Fix login', { scope: 'src/login/**' });
  await place.add('Write guide', { scope: 'docs/**' });
  await place.hook('SessionStart', { source: 'startup' });
  await place.run('task_start', { id: 1 }, agent(SESSION));
  return place;
}

/** What the session reads at an edit outside of all claims. */
async function told(place: Place, more: object = {}, client = place.client): Promise<string> {
  const printed = await place.hook('PreToolUse', { ...edit(join(place.repo, 'bin/run')), ...more }, {}, client);
  return printed?.additionalContext ?? '';
}

/** A person's call, after the yes to its question. */
async function take(place: Place, name: string, input: object): Promise<void> {
  await place.run(name, input, { ...ADA, endsClaims: (await place.claims()).map(({ id }) => id) });
}

const ENDS: readonly (readonly [name: string, input: object, words: string])[] = [
  ['task_done', { id: '1' }, 'ada completed #1 Fix login, which you had claimed. Stop work on it.'],
  ['task_delete', { id: '1' }, 'ada deleted #1 Fix login, which you had claimed. Stop work on it.'],
  ['task_stop', { id: '1' }, 'ada stopped #1 Fix login, which you had claimed. Stop work on it.'],
  ['task_start', { id: 1 }, 'ada took over #1 Fix login, which you had claimed. Stop work on it.'],
  ['claim_acquire', { scope: 'src/login/a.ts' }, 'ada took over #1 Fix login, which you had claimed. Stop work on it.'],
  ['claim_release', { task: 1 }, 'ada released #1 Fix login, which you had claimed. Stop work on it.'],
  [
    'task_modify',
    { filter: '1', scope: 'src/auth/**' },
    'ada changed the files of #1 Fix login, which you claimed, to src/auth/**. Edit only these.',
  ],
];

describe.each(ENDS)('%s %j by a person', (name, input, words) => {
  test.each([
    ['a warm store', true],
    ['a store of claims only', false],
  ])('is told to the session once, at its next hook, from %s', async (_, warm) => {
    const place = await held({ warm });
    expect(await told(place)).not.toContain('Backlog: ada');
    await take(place, name, input);
    expect(await told(place)).toContain(`Backlog: ${words}`);
    expect(await told(place)).not.toContain('Backlog: ada');
  });
});

test('every process of the session is told once, also one whose first tool call comes later', async () => {
  const place = await held();
  const second = { ...place.client, pid: 4712 };
  await place.hook('SessionStart', { source: 'resume' }, {}, second);
  await told(place);
  await take(place, 'task_done', { id: '1' });
  for (const client of [place.client, second]) {
    expect(await told(place, {}, client)).toContain('ada completed #1');
    expect(await told(place, {}, client)).not.toContain('Backlog: ada');
  }
});

test('a new process of the session is not told of ends before its start', async () => {
  const place = await held();
  await take(place, 'task_done', { id: '1' });
  const second = { ...place.client, pid: 4712 };
  await place.hook('SessionStart', { source: 'resume' }, {}, second);
  expect(await told(place, {}, second)).not.toContain('Backlog: ada');
});

test('a subagent and its session are both told, and other sessions and agents are not', async () => {
  const place = await held();
  await launch(place, 'toolu_1', 'a1', 'Do task 2.');
  await begin(place, 'a1');
  await told(place, by('a1'));
  const others = [{ session_id: OTHER }, by('a2')];
  for (const other of others) await told(place, other);
  await take(place, 'task_done', { id: '2' });
  expect(await told(place, by('a1'))).toContain('ada completed #2 Write guide, which you had claimed');
  expect(await told(place)).toContain(
    'ada completed #2 Write guide, which subagent a1 of session sess-one had claimed',
  );
  for (const other of others) expect(await told(place, other)).not.toContain('Backlog: ada');
});

test('hooks of parallel tool calls tell it once', async () => {
  const place = await held();
  await told(place);
  await take(place, 'task_done', { id: '1' });
  const all = await Promise.all([told(place), told(place), told(place)]);
  expect(all.filter((text) => text.includes('ada completed #1'))).toHaveLength(1);
});

test('a prompt tells it, too', async () => {
  const place = await held();
  await place.hook('UserPromptSubmit', { prompt: 'Go on' });
  await take(place, 'task_done', { id: '1' });
  const printed = await place.hook('UserPromptSubmit', { prompt: 'And now?' });
  expect(printed?.additionalContext).toContain('ada completed #1');
});

test('an edit of the former holder is denied where the person has the files now, with the reason', async () => {
  const place = await held();
  await told(place);
  await take(place, 'task_start', { id: 1 });
  const printed = await place.hook('PreToolUse', edit(join(place.repo, 'src/login/form.ts')));
  expect(printed?.permissionDecision).toBe('deny');
  expect(printed?.additionalContext).toContain('ada took over #1 Fix login');
});

test.each([
  ['of the session itself', (place: Place) => place.run('task_done', { id: '1' }, agent(SESSION))],
  [
    'of a person by a form in this session',
    (place: Place) =>
      place.run(
        'claim_release',
        { task: 1 },
        { actor: { ...ADA.actor, session: SESSION, via: 'form' }, holder: ADA.holder },
      ),
  ],
  ['of another task', (place: Place) => place.run('task_done', { id: '2' })],
])('an end %s is no news', async (_, end) => {
  const place = await held();
  await told(place);
  await end(place);
  expect(await told(place)).not.toContain('had claimed');
});
