import { describe, expect, test } from 'vitest';
import { findCommand } from '../../../src/commands/index.ts';
import { nearFields, splitAttributes, splitWords } from '../../../src/commands/task/attributes.ts';
import { cli } from './line.ts';

const shapeOf = (command: string) => findCommand(command)!.input().shape;

describe("a field's name of another program, as a word of a line", () => {
  test.each<[string, string, Record<string, string>]>([
    ['Change c scope:src/c.js assignee:flaky', 'Change c', { scope: 'src/c.js', agent: 'flaky' }],
    ['Change c owner:flaky Label:ui labels:a,b', 'Change c', { agent: 'flaky', tags: 'a,b' }],
    ['Pay deadline:friday 5pm', 'Pay', { due: 'friday 5pm' }],
    ['Go on blocked_by:4 milestone:m1', 'Go on', { depends: '4', project: 'm1' }],
    ['Fix: note:thing', 'Fix: note:thing', {}],
    ['Fix component://x and label:\\a', 'Fix component://x and label:\\a', {}],
    ['Rename title:x name:y summary:z', 'Rename title:x name:y summary:z', {}],
  ])('%s', (line, description, fields) => {
    const split = splitAttributes(line.split(' '), shapeOf('task_add'));
    expect([split.plain.join(' '), Object.fromEntries(split.fields)]).toEqual([description, fields]);
  });

  test('sets the field of a logged task', () => {
    const { plain, fields } = splitAttributes(['Change', 'owner:flaky', 'label:ui'], shapeOf('task_log'));
    expect([plain, fields]).toEqual([
      ['Change'],
      [
        ['agent', 'flaky'],
        ['tags', 'ui'],
      ],
    ]);
  });

  test('sets the field of a changed task, and a typo in it is told', () => {
    const shape = shapeOf('task_modify');
    expect(splitWords(['assignee:flaky', 'deadline:friday'], shape).fields).toEqual([
      ['agent', 'flaky'],
      ['due', 'friday'],
    ]);
    expect(nearFields(['asignee:flaky', 'table:x'], shape)).toEqual([
      { word: 'asignee:flaky', meant: ['agent:flaky'] },
    ]);
  });
});

test.each<[line: string, told: RegExp]>([
  ['modify 1 --asignee flaky', /unknown flag --asignee \(did you mean `backlog modify 1 --agent flaky`\?\)/],
  ['add Two --lable ui', /unknown flag --lable \(did you mean `backlog add Two --tags ui`\?\)/],
  [
    'modify 1 --relpace /One/Two/',
    /unknown flag --relpace \(did you mean `backlog modify 1 --replace \/One\/Two\/`\?\)/,
  ],
  ['list --asignee flaky', /unknown flag --asignee \(did you mean `backlog list --assignee flaky`\?\)/],
  ['setting set runs.timeout 30', /no setting "runs\.timeout" \(did you mean "runs\.minutes"\?\)/],
  // A retry discards the result in review, which nobody means who repeats a CI run.
  ['orchestrator watch', /did you mean `backlog orchestrator status --watch`/],
  ['orchestrator limits', /did you mean `backlog orchestrator status`/],
])('%s', async (line, told) => {
  const { say } = cli();
  await say('add One');
  expect(await say(line)).toMatchObject({ out: '', err: expect.stringMatching(told) });
});

test('--after adds a dependency', async () => {
  const { say } = cli();
  await say('add One');
  expect((await say('add Two --after 1')).err).toBe('');
  expect((await say('list +BLOCKED')).out).toContain('Two');
});

test.each(['tries', 'attempts', 'max-attempts', 'retries'])('--%s is the tries of the orchestrator', async (flag) => {
  const { say } = cli();
  await say('add One');
  expect(await say(`orchestrator start --${flag} 0`)).toMatchObject({
    err: expect.stringContaining('tries: expected a whole number from 1'),
  });
});

test('--max-failures is a limit of the orchestrator', async () => {
  const { say } = cli();
  await say('add One');
  expect(await say('orchestrator start --max-failures 0')).toMatchObject({
    err: expect.stringContaining('failures: expected a whole number from 1'),
  });
});
