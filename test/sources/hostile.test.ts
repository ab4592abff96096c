import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Task } from '../../src/domain/task/task.ts';
import { IS_SOAK } from '../support/seed.ts';
import { everyNth } from '../support/soak-test.ts';
import { testWorkspace } from '../support/workspace.ts';
import type { Answer } from './imported.ts';

/** An odd file, and the number of tasks that come in. */
type Odd = readonly [name: string, file: string, content: string | Buffer, tasks: number];

const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);
const utf16be = (text: string) => Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(text, 'utf16le').swap16()]);
const json = (value: unknown) => JSON.stringify(value);
const WIDE = 'x'.repeat(10 * 1024 * 1024);
const ROWS = 'Id,Title,Status\n1,Mow,Done\n2,Rake,Todo\n';
const PLAN = '# Plan\n\n- [x] Mow\n- [ ] Rake\n';
const LIST = [
  { id: 1, title: 'Mow', status: 'done' },
  { id: 2, title: 'Rake', status: 'todo' },
];

const ODD: readonly Odd[] = [
  // CSV
  ['CSV with a byte order mark', 'a.csv', `\uFEFF${ROWS}`, 2],
  ['CSV in UTF-16', 'a.csv', utf16(ROWS), 2],
  ['CSV in UTF-16 of the other order', 'a.csv', utf16be(ROWS), 2],
  ['CSV with CR LF', 'a.csv', ROWS.replaceAll('\n', '\r\n'), 2],
  ['CSV with CR alone', 'a.csv', ROWS.replaceAll('\n', '\r'), 2],
  ['CSV with mixed line ends', 'a.csv', 'Id,Title,Status\r\n1,Mow,Done\n2,Rake,Todo\r\n', 2],
  ['CSV with only a header', 'a.csv', 'Id,Title,Status\n', 0],
  ['an empty CSV', 'a.csv', '', 0],
  ['a CSV of empty lines', 'a.csv', '\n\n  \n', 0],
  ['CSV with a doubled title', 'a.csv', 'Title,Title,Status\nMow,Front,Todo\nRake,,Todo\n', 2],
  [
    'CSV with doubled columns',
    'a.csv',
    'Title,Status,Status,Due,Due\nMow,Done,Done,2026-12-24,\nRake,Todo,,,2026-12-25\n',
    2,
  ],
  ['CSV with nested quotes', 'a.csv', 'Id,Title,Status\n1,"Say ""so"", ""twice""",Todo\n2,"a\nb",Todo\n', 2],
  ['CSV with a quote in a bare cell', 'a.csv', 'Id,Title,Status\n1,5" pipe,Todo\n2,Rake,Todo\n', 2],
  ['CSV with ids that have blanks', 'a.csv', 'Id,Title,Blocked by\nA 1,Mow,\nA 2,Rake,A 1\n', 2],
  [
    'CSV with rows that wait for themselves',
    'a.csv',
    'Id,Title,Blocked by,Parent\n1,Mow,1,1\n2,Rake,"3",\n3,Burn,"2",\n',
    3,
  ],
  ['CSV with lost parents', 'a.csv', 'Id,Title,Parent,Blocked by\n1,Mow,99,98\n2,Rake,1,\n', 2],
  ['CSV with a doubled id', 'a.csv', 'Id,Title,Status\n1,Mow,Done\n1,Rake,Todo\n', 2],
  ['CSV with unknown states', 'a.csv', 'Id,Title,Status\n1,Mow,🚀 Launched\n2,Rake,???\n', 2],
  [
    'CSV with dates of all kinds',
    'a.csv',
    'Id,Title,Due\n1,Mow,1789052400000\n2,Rake,2026-12-20 - 2026-12-24\n3,Burn,2026-12-24 17:00 XYZT\n4,Sow,2026-02-30\n5,Dig,soon\n',
    5,
  ],
  ['CSV with emoji and right to left', 'a.csv', 'Id,Title,Assignee\n1,🪁 ירוק מאוד,👩‍🚀 מיה\n2,‮evil‬,—\n', 2],
  ['CSV with a cell of 10 MB', 'a.csv', `Id,Title,Notes\n1,Mow,${WIDE}\n2,Rake,c\n`, 2],
  ['CSV with a title of 10 MB', 'a.csv', `Id,Title,Notes\n1,${WIDE},a\n2,Rake,c\n`, 2],
  [
    'CSV with lists in cells',
    'a.csv',
    `Id,Title,Tags,Assignee\n1,Mow,"['a', ""b c""]","[Ada,Bob]"\n2,Rake,"{""a"":1}",[]\n`,
    2,
  ],
  [
    'CSV with names of properties',
    'a.csv',
    'Id,Title,__proto__x,constructor,toString\n1,Mow,a,b,c\n2,constructor,,,\n',
    2,
  ],
  ['CSV with blanks before quotes', 'a.csv', 'Id, Title, Status\n1, "Mow, front", Todo\n2, "Rake", Todo\n', 2],
  ['CSV of one column', 'a.csv', 'Title\nMow\nRake\n', 2],
  ['CSV with numbers as titles', 'a.csv', 'Id,Title,Status\n1,2026,Todo\n2,3.50,Todo\n', 2],
  // JSON
  ['JSON with a byte order mark', 'a.json', `\uFEFF${json(LIST)}`, 2],
  ['JSON in UTF-16', 'a.json', utf16(json(LIST)), 2],
  ['JSON with CR alone', 'a.json', JSON.stringify(LIST, null, 2).replaceAll('\n', '\r'), 2],
  ['an empty list', 'a.json', '[]', 0],
  ['an object with an empty list', 'a.json', '{"tasks":[]}', 0],
  ['rows that are no objects', 'a.json', json([...LIST, null, 5, 'x', [], {}]), 2],
  ['JSON with doubled keys', 'a.json', '[{"id":1,"title":"Mow","title":"Rake","status":"todo"}]', 1],
  [
    'JSON with ids of other types',
    'a.json',
    json([
      { id: 1.5, title: 'Mow' },
      { id: true, title: 'Rake' },
      { id: { a: 1 }, title: 'Sow' },
      { id: 1e21, title: 'Dig' },
    ]),
    4,
  ],
  [
    'JSON with odd values everywhere',
    'a.json',
    json([
      {
        id: 1,
        title: 'Mow',
        status: {},
        due: {},
        tags: { a: 1 },
        assignees: [[]],
        depends: [{}],
        parent: [],
        priority: [],
        notes: 5,
        createdAt: [],
      },
    ]),
    1,
  ],
  [
    'JSON with a circle',
    'a.json',
    json([
      { id: 'a', title: 'Mow', depends: ['b'], parent: 'b' },
      { id: 'b', title: 'Rake', depends: ['a'], parent: 'a' },
    ]),
    2,
  ],
  [
    'JSON with NUL and lone surrogates',
    'a.json',
    '[{"id":1,"title":"Mo\\u0000w","notes":"a\\u0000b"},{"id":2,"title":"R\\ud83d","notes":"\\udc00"}]',
    2,
  ],
  ['JSON with a doubled id', 'a.json', json([...LIST, { id: 1, title: 'Other', status: 'todo' }]), 3],
  ['JSON with __proto__', 'a.json', '[{"id":1,"title":"Mow","__proto__":{"a":1}},{"id":2,"title":"Rake"}]', 1],
  ['JSON with a note of 10 MB', 'a.json', json([{ id: 1, title: 'Mow', notes: WIDE }, LIST[1]]), 2],
  [
    'JSON with comments',
    'a.json',
    json([
      {
        number: 1,
        title: 'Mow',
        state: 'OPEN',
        comments: [{ body: null }, null, 'x', { body: 'y', createdAt: 'never' }],
      },
    ]),
    1,
  ],
  ['lines of JSON with a bad one', 'a.jsonl', `${json(LIST[0])}\n{bad\n\n${json(LIST[1])}\n`, 2],
  // Markdown
  ['Markdown with a byte order mark', 'a.md', `\uFEFF${PLAN}`, 2],
  ['Markdown in UTF-16', 'a.md', utf16(PLAN), 2],
  ['Markdown with CR alone', 'a.md', PLAN.replaceAll('\n', '\r'), 2],
  ['Markdown with mixed line ends', 'a.md', '# Plan\r\n\r\n- [x] Mow\n- [ ] Rake\r\n', 2],
  ['an empty Markdown', 'a.md', '', 0],
  ['Markdown with right to left and emoji', 'a.md', '- [ ] ירוק 🪁\n- [ ] \u202eevil\u202c\n', 2],
  ['Markdown with a line of 10 MB', 'a.md', `- [ ] Mow ${WIDE}\n- [ ] Rake\n`, 2],
  ['Markdown with doubled lines', 'a.md', '- [ ] Mow\n- [ ] Mow\n  - [ ] Mow\n', 3],
  ['Markdown with an open code block', 'a.md', '- [ ] Mow\n\n```\n- [ ] Not\n', 1],
  ['Markdown with odd marks', 'a.md', '- [ ] Mow 📅 2026-02-30 #1 ⛔ \n- [ ] Rake [due:: ] due:2026-99-99\n', 2],
  [
    'Markdown with ids that wait for themselves',
    'a.md',
    '- [ ] Mow 🆔 a ⛔ a\n- [ ] Rake 🆔 b ⛔ c\n- [ ] Sow 🆔 c ⛔ b\n',
    3,
  ],
  [
    'Markdown with deep nesting',
    'a.md',
    `${Array.from({ length: 60 }, (_, n) => `${'  '.repeat(n)}- [ ] Step ${n}`).join('\n')}\n`,
    60,
  ],
  // Org
  ['Org with CR alone', 'a.org', '* TODO Mow\r* DONE Rake\r', 2],
  ['Org in UTF-16', 'a.org', utf16('* TODO Mow\n* DONE Rake\n'), 2],
  ['Org with an open drawer', 'a.org', '* TODO Mow\n:PROPERTIES:\n:ID: a\n* TODO Rake\n', 2],
  [
    'Org with a doubled id',
    'a.org',
    '* TODO Mow\n:PROPERTIES:\n:ID: a\n:END:\n* TODO Rake\n:PROPERTIES:\n:ID: a\n:END:\n',
    2,
  ],
  ['Org that waits for itself', 'a.org', '* TODO Mow\n:PROPERTIES:\n:ID: a\n:BLOCKER: ids(a gone)\n:END:\n', 1],
  ['Org with properties of odd names', 'a.org', '* TODO Mow\n:PROPERTIES:\n:__proto__: a\n:constructor: b\n:END:\n', 1],
  ['an empty Org', 'a.org', '', 0],
];

/** Of each format, a soak also has the cells of 10 MB. */
const PLAYED = everyNth(4, ODD).filter(([name]) => IS_SOAK || !name.endsWith('of 10 MB'));

test.each(PLAYED)('%s', async (_name, file, content, tasks) => {
  const work = await testWorkspace();
  const from = join(work.folder, 'project', file);
  writeFileSync(from, content);
  const first = await work.run<Answer>('task_import', { from });
  expect({ added: first.added, said: tasks === first.added ? '' : [first.bad, first.left] }).toEqual({
    added: tasks,
    said: '',
  });
  const before = await work.run<{ tasks: Task[] }>('task_export', { docs: false });
  const again = await work.run<Answer>('task_import', { from });
  expect(again).toMatchObject({ added: 0, changed: [] });
  const after = await work.run<{ tasks: Task[] }>('task_export', { docs: false });
  expect(after.tasks).toEqual(before.tasks);
});

test.each([
  ['an open quote', 'a.csv', 'Id,Title,Status\n1,Mow,Todo\n2,"Rake,Todo\n', /Quote Not Closed/],
  ['a NUL byte', 'a.csv', 'Id,Title,Notes\n1,Mow,a\n2,Rake,a\0b\n', /line 3: expected text, received a NUL/],
  [
    'other bytes than UTF-8',
    'a.csv',
    Buffer.from('Id,Title\n1,Mow\n2,M\x81\n', 'latin1'),
    /line 3: .*byte 0x81 \(save it as UTF-8\)/,
  ],
  [
    'deep nesting',
    'a.json',
    `[{"id":1,"title":"Mow","x":${'['.repeat(3000)}${']'.repeat(3000)}}]`,
    /more than 200 lists/,
  ],
])('a file with %s is refused with its place', async (_name, file, content, message) => {
  const work = await testWorkspace();
  const from = join(work.folder, 'project', file);
  writeFileSync(from, content);
  expect((await work.refused('task_import', { from })).message).toMatch(message);
});
