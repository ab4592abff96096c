import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { shellWords } from '../../../src/base/shell-word.ts';
import { shortLine } from '../../../src/domain/calls/door.ts';
import { ROWS } from '../../../src/interfaces/cli/machine/table.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { seeded } from '../../support/random.ts';
import { runs } from '../../support/seed.ts';
import { cli } from './line.ts';

/** An agent without a terminal at a queue of a person. Task 3 is completed. */
async function agent() {
  const person = cli({ USER: 'ada' });
  for (const words of [['First', 'project:web', '+x'], ['Second'], ['Third'], ['Fix the login'], ['Fifth']])
    await person.say(['add', ...words]);
  await person.say('done 3');
  return { person, ...person.as({ CLAUDECODE: '1' }, false) };
}

const wordsIn = (line: string) => shellWords(line) ?? line.split(' ');
const linesIn = (text: string) => Array.from(text.matchAll(/`backlog ([^`]+)`/g), ([, line = '']) => line);

test.each([
  // A known verb with a selection that was not typed.
  ['delete everything', ['delete --help']],
  ['done stale', ['done --help']],
  ['done +ALL', []],
  ['rename project web site', ['list']],
  ['priority project H', ['list']],
  ['done all', ['done --help']],
  ['modify everything +x', ['modify --help']],
  ['delete status:pending', []],
  ['done status:pendng', ['done --help']],
  // A verb that nobody knows.
  ['swap 1 2', ['help']],
  ['delet 1', ['delete --help']],
  ['compleet 1', ['done --help']],
  ['make 1 urgent', ['modify --help']],
  ['compelte 1', ['done --help']],
  ['finsh 4', ['done --help']],
  ['handof 2', ['stop --help']],
  ['isue list', ['list', 'help']],
  ['kill', ['run stop --help']],
  ['merge', ['approve --help']],
  ['merge 1 2', ['approve --help']],
  ['wontfix 1', ['delete --help']],
  ['cancel 1', ['delete --help']],
  ['drop 1', ['delete --help']],
  ['forget 1', ['delete --help']],
  ['cancel all', ['delete --help']],
  ['stop all', ['stop --help']],
  ['kill all', ['run stop --help']],
  ['shutdown', ['help']],
  ['resume all', ['run list']],
  ['continue all', ['help']],
  ['restart 2', ['retry --help']],
  ['reset', ['undo --help']],
  ['reset --hard', ['undo --help']],
  ['clear', ['archive --help']],
  ['clear claims', ['archive --help']],
  ['sync with kim', ['help store', 'sync TODO.md', 'help']],
  ['commit -m x', ['log --help', 'help']],
  ['reject all', ['discard --help']],
  ['sandbox off', ['setting set --help']],
  ['2 approve', ['approve --help']],
  ["annotat 1 'hi'", ['annotate --help']],
  ['buy milk', ['help']],
  ['1 modfy +x', ['modify --help']],
  ['run clear r1', ['run clean --help', 'run --help']],
  // Also not with two swapped letters.
  ['modfiy 1 +x', ['modify --help']],
  ['task modfiy 1 +x', ['modify --help']],
  ['modfiy everything +x', ['modify --help']],
  ['deltee 1 --force', ['delete --help']],
  ['docotr', ['doctor --help']],
  ['done', ['done --help']],
  ['run next', ['run start --help']],
  // A word that no offered line may lose.
  ['add Remove --force flag', ['add --help']],
  ['done 1 --dry', ['done --help']],
  // What was meant, by one near name.
  ['add Fix --pririty H', ['add Fix --priority H', 'add --help']],
  ['modify 1 due:tomorow', ['modify 1 due:tomorrow']],
  ['list created:today', ['list entry:today']],
  ['list completed:today', ['list end:today']],
  ['list foo:today', ['list --help']],
  ['list --status foo', ['list --help']],
  ['statsu', ['status', 'help']],
  ["list --format '{id}'", ["list --format template '{{id}}'"]],
])('%s offers %j', async (typed, offered) => {
  const { say } = await agent();
  const { code, err } = await say(wordsIn(typed));
  expect([linesIn(err), code], err).toEqual([offered, offered.length === 0 ? 1 : 2]);
  for (const line of offered) expect((await say(wordsIn(line))).code, line).toBe(0);
});

test.each([
  ['list title:fix', /description:fix finds the beginning of a description; text:fix finds words/],
  ['list last 1', /No task fits last: description or a note contains "last"\./],
  ['list urgent', /No text has the word "urgent".* priority:H/],
  ['list description.has:fix', /No task fits description.has:fix/],
  ['list project:web Second', /Texts have "Second", but no task has all parts/],
  ['list completed today', /#?3 .*Third/],
  ['list done today', /read "done today" as \+COMPLETED end:today/],
  ['list added today', /read "added today" as entry:today/],
  ['list created yesterday', /No task fits entry:yesterday|read "created yesterday" as entry:yesterday/],
  ['list project:web due:today', /No task fits due:today/],
  ['list +x +COMPLETED', /Tasks that each part selects: \+x \(1\), \+COMPLETED \(1\)\./],
])('%s tells how it was read, or which term finds nothing', async (typed, told) => {
  const { say } = await agent();
  const { out, err } = await say(wordsIn(typed));
  expect(`${out}${err}`).toMatch(told);
});

test('no text of the sources offers a line that agrees or forces', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  const offered = files.flatMap((name) =>
    linesIn(readFileSync(`src/${name}`, 'utf8').replaceAll('\\`', '`'))
      .filter((line) => /(?:^| )(?:--yes|--force|-y)\b/.test(line) && !line.includes('…'))
      .map((line) => `${name}: ${line}`),
  );
  expect(offered).toEqual([]);
});

test('a hint names a forcing flag alone, never in a call or behind the words of a line', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name));
  // A call of a tool, with or without backticks, and a line whose words are put in.
  const forced = /\b[a-z]+(?:_[a-z]+)+ (?:\$\{[^}]+\}|<\w+>|\w+) --(?:force|yes)\b|\\`\$\{[^`]* --(?:force|yes)\b/;
  expect(`To delete it: run_clean \${id} --force`).toMatch(forced);
  expect(`Replace it: \\\`\${line} --force`).toMatch(forced);
  const lines = files.flatMap((name) =>
    readFileSync(`src/${name}`, 'utf8')
      .split('\n')
      .filter((line) => forced.test(line))
      .map((line) => `${name}: ${line.trim()}`),
  );
  expect(lines).toEqual([]);
});

test('no recorded output offers a line that agrees, forces or changes everything', () => {
  const folder = 'test/fixtures/recorded-outputs';
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.txt'));
  const offered = files.flatMap((name) => linesIn(readFileSync(`${folder}/${name}`, 'utf8')));
  expect(offered.length).toBeGreaterThan(100);
  const isMore = (line: string) =>
    wordsIn(line).some((word) => /^(?:--(?:yes|force|all)|-y)$/.test(word)) &&
    meantBy(wordsIn(line))?.command.access.effect !== 'read';
  expect(offered.filter(isMore)).toEqual([]);
});

/** The uuid of each task with what an act changes. */
async function tasksOf({ say }: ReturnType<typeof cli>): Promise<Map<string, string>> {
  const { out } = await say('list +ANY --json');
  const { tasks } = JSON.parse(out) as { tasks: { id: number; uuid: string; modified: string; status: string }[] };
  return new Map(tasks.map((task) => [task.uuid, `${task.id} ${task.status} ${task.modified}`]));
}

test('an agent that follows every offered line, five deep, changes no task that it did not name', async () => {
  const { pick, int } = seeded(78);
  const { person, say } = await agent();
  const verbs = ROWS.filter(({ group }) => group !== 'programs').map(({ name }) => shortLine(name));
  const wrong = [
    'swap',
    'erase',
    'nuke',
    'finish',
    'kill',
    'reset',
    'wipe',
    'close',
    'complete',
    'merge',
    'drop',
    'end',
  ];
  const behind = [
    '1',
    '2',
    '4',
    '1 2',
    'everything',
    'all',
    '*',
    'tasks',
    'status:pendng',
    'r1',
    'First',
    '99',
    '--all',
  ];
  const more = ['', '', 'please', '--force', '--flag', 'due:tomorow', 'quickly', 'not 2', '--if ready', '+x'];
  const slip = (word: string) => {
    const at = int(word.length);
    return `${word.slice(0, at)}${word.slice(at + 1, at + 2)}${word[at]}${word.slice(at + 2)}`;
  };
  for (let round = 0; round < runs(120, 1_500); round++) {
    const verb = pick(verbs);
    const typed = `${pick([pick(wrong), slip(verb), verb])} ${pick(behind)} ${pick(more)}`.trim();
    if (/^(?:serve|mcp|watch|wait|orchestrator|night|demo|connect|init|store|queue)/.test(typed)) continue;
    const first = await say(wordsIn(typed));
    const before = await tasksOf(person);
    const followed = new Set<string>();
    let lines = first.code === 0 ? [] : linesIn(first.err);
    for (let depth = 0; depth < 5; depth++) {
      const next: string[] = [];
      for (const line of lines.filter((one) => !followed.has(one))) {
        followed.add(line);
        next.push(...linesIn((await say(wordsIn(line))).err));
      }
      lines = next;
    }
    const after = await tasksOf(person);
    const named = new Set(typed.match(/\d+/g));
    const touched = [...before].filter(([uuid, was]) => after.get(uuid) !== was).map(([, was]) => was.split(' ')[0]!);
    expect(
      touched.filter((id) => !named.has(id)),
      `${typed}: ${[...followed].join(', ')}`,
    ).toEqual([]);
    expect(
      [...followed].filter((line) => / --(?:yes|force)\b/.test(line)),
      typed,
    ).toEqual([]);
  }
});
