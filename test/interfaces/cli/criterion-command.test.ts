import { expect, test } from 'vitest';
import { cli } from './line.ts';

const ADD = ['add', 'Login', '--acceptance', 'wrong password is refused', '--by', 'npm test -- login'];

async function infoOf({ say }: ReturnType<typeof cli>, id = '1'): Promise<string> {
  return (await say(`info ${id} --json`)).out;
}

const acceptanceOf = (info: string) => JSON.parse(info).record.acceptance;

test('--by gives the criterion before it a command, and a person at a terminal agrees to it by that', async () => {
  const person = cli();
  expect(await person.say(ADD)).toMatchObject({ code: 0, err: '' });
  expect(acceptanceOf(await infoOf(person))).toMatchObject([
    { text: 'wrong password is refused', by: 'npm test -- login' },
  ]);
  expect((await person.say('setting list')).out).toMatch(/commands\.[0-9a-f]{8}( =|\s)\s*npm test -- login/);
  expect((await person.say('info 1')).out).not.toContain('nobody agreed');

  const more = ['modify', '1', '--criterion', 'it is fast', '--by', 'npm run bench'];
  expect(await person.say(more)).toMatchObject({ code: 0, err: '' });
  expect(acceptanceOf(await infoOf(person))).toMatchObject([{}, { text: 'it is fast', by: 'npm run bench' }]);

  const several = [
    'add',
    'Two',
    '--acceptance',
    'a',
    '--by',
    'unit',
    '--acceptance',
    'b',
    '--acceptance',
    'c',
    '--by',
    'x y',
  ];
  expect(await person.say(several)).toMatchObject({ code: 0 });
  const found: { text: string; by?: string }[] = acceptanceOf(await infoOf(person, '2'));
  expect(found.map(({ text, by }) => [text, by])).toEqual([
    ['a', 'unit'],
    ['b', undefined],
    ['c', 'x y'],
  ]);
});

test("an agent's command waits, and the line of the answer agrees to it", async () => {
  const person = cli();
  await person.say('init');
  const agent = person.as({ CLAUDECODE: '1' }, false);
  const { out } = await agent.say(ADD);
  const [, name, command] =
    /not run before a person agrees to "npm test -- login": backlog setting set (\S+) '(.+)'/.exec(out)!;
  expect((await person.say('info 1')).out).toContain('nobody agreed to "npm test -- login"');
  expect((await agent.say(['setting', 'set', name!, command!])).code).not.toBe(0);
  expect(await person.say(['setting', 'set', name!, command!])).toMatchObject({ code: 0 });
  expect((await person.say('info 1')).out).not.toContain('nobody agreed');
});

test.each<[string, string[]]>([
  ['no criterion', ['add', 'Login', '--by', 'npm test']],
  ['a criterion with a command', [...ADD, '--by', 'npm run lint']],
])('--by with %s before it is refused with the line to write', async (_, line) => {
  const { code, err } = await cli().say(line);
  expect(code).not.toBe(0);
  expect(err).toContain('expected a criterion without a command before it');
  expect(err).toContain('--acceptance "wrong password is refused" --by ');
});

test('a plan in Markdown carries the command, and the import of a plan is no agreement', async () => {
  const person = cli();
  await person.say(ADD);
  const { out } = await person.say('export --format markdown');
  expect(out).toContain('- [ ] wrong password is refused --by npm test -- login');
  const other = cli();
  await other.say('init');
  expect(await other.say('import - --format markdown', out)).toMatchObject({ code: 0 });
  expect(acceptanceOf(await infoOf(other))).toMatchObject([
    { text: 'wrong password is refused', by: 'npm test -- login' },
  ]);
  expect((await other.say('info 1')).out).toContain('nobody agreed to "npm test -- login"');
});

test.each<[string, string, string]>([
  ['too long', 'x'.repeat(501), "a criterion's command is at most 500 characters"],
  ['on two lines', 'npm test\nnpm run lint', "a criterion's command is one line without control characters"],
])('a command %s is refused with the rule', async (_, command, rule) => {
  const person = cli();
  const { code, err } = await person.say([...ADD.slice(0, -1), command]);
  expect(code).not.toBe(0);
  expect(err).toContain(rule);
});
