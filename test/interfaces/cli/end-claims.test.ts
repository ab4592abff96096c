import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../../support/folder.ts';
import { cli } from './line.ts';

/** A person at a terminal, and a session that holds task 1. */
async function held() {
  const ada = cli({ USER: 'ada' });
  await ada.say('add Login scope:src/login/**,docs/**');
  await ada.say('add Pages');
  const session = ada.as({ CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'sess-one' }, false);
  expect((await session.say('start 1')).code).toBe(0);
  return { ada, session };
}

const QUESTION = /#1 Login is claimed by session sess-one, since \d\d:\d\d/;

const LINES: readonly (readonly [line: string, done: RegExp])[] = [
  ['done 1', /Completed #1 Login/],
  ['done 1,2', /Completed #1 Login/],
  ['stop 1', /Stopped #1 Login/],
  ['delete 1', /Deleted #1 Login/],
  ['start 1', /Started and claimed/],
  ['split 1 --scope src/login/** --scope docs/**', /Split #1 Login/],
  ['annotate 1 Half --progress 50%', /#1/],
];

describe.each(LINES)('backlog %s of a task that a session holds', (line, done) => {
  test('asks the person once, and does it after a yes', async () => {
    const { ada } = await held();
    ada.answers.push('y');
    const { code, out, err } = await ada.say(line);
    expect([code, ada.asked.length], err).toEqual([0, 1]);
    expect(err).toMatch(QUESTION);
    expect(out).toMatch(done);
  });

  test('does it without a question with --yes', async () => {
    const { ada } = await held();
    const { code, out, err } = await ada.say(`${line} --yes`);
    expect([code, ada.asked], err).toEqual([0, []]);
    expect(out).toMatch(done);
  });

  test('changes nothing after a no', async () => {
    const { ada, session } = await held();
    const { code, err } = await ada.say(line);
    expect([code, ada.asked.length]).toEqual([1, 1]);
    expect(err).toContain('Nothing was changed.');
    expect((await session.say('claim list')).out).toContain('you  #1 Login');
  });
});

test('start of a task whose scope overlaps names the other task, its files, and that its holder loses them', async () => {
  const { ada } = await held();
  await ada.say('modify 2 scope:src/login/form.ts');
  const { err } = await ada.say('start 2');
  expect(err).toMatch(QUESTION);
  expect(err).toMatch(/Claimed files: .*src\/login\/\*\*/);
  expect(err).toContain('A yes takes this work from its holder.');
});

test('a no after the first of several tasks says what was left', async () => {
  const { ada } = await held();
  await ada.say('modify 2 priority:H');
  const { code, out, err } = await ada.say('start 2,1');
  expect([code, out, err]).toEqual([
    1,
    expect.stringContaining('Pages'),
    expect.stringContaining('1 task of 2 not changed, because you declined'),
  ]);
});

test('a synchronisation by a person asks before it writes the file, and a preview does not ask', async () => {
  const { ada } = await held();
  const file = join(ada.cwd, 'TODO.md');
  await ada.say('sync TODO.md');
  await ada.say('modify 2 priority:H');
  const text = readFileSync(file, 'utf8').replace('- [ ] Login', '- [x] Login');
  writeFileSync(file, text);
  expect((await ada.say('sync TODO.md --dry-run')).code).toBe(0);
  expect(ada.asked).toEqual([]);
  expect((await ada.say('sync TODO.md')).err).toMatch(QUESTION);
  expect(readFileSync(file, 'utf8')).toBe(text);
  ada.answers.push('y');
  const { code, err } = await ada.say('sync TODO.md');
  expect([code, ada.asked.length], err).toEqual([0, 2]);
  expect((await ada.say('info 1')).out).toContain('completed');
});

test('an import by a person that completes a claimed task asks once', async () => {
  const { ada } = await held();
  const { out } = await ada.say('export 1 --format json');
  writeFileSync(join(ada.cwd, 'in.json'), out.replace('"pending"', '"completed"'));
  ada.answers.push('y');
  const { code, err } = await ada.say('import in.json --existing update');
  expect([code, ada.asked.length], err).toEqual([0, 1]);
  expect((await ada.say('info 1')).out).toContain('completed');
});

test('a token without a terminal needs --yes, which no refusal offers', async () => {
  const { ada } = await held();
  const home = { BACKLOG_HOME: tempFolder('home') };
  const { out } = await ada.as(home).say('token add ci --rights read,write,review --json');
  const script = ada.as({ ...home, BACKLOG_TOKEN: (JSON.parse(out) as { token: string }).token }, false);
  const { code, err } = await script.say('done 1');
  expect([code, err]).toEqual([1, expect.stringContaining('not confirmed, because there is no terminal')]);
  expect(err).not.toContain('--yes');
  expect(err).toMatch(QUESTION);
  expect((await script.say('done 1 --yes')).code).toBe(0);
});

test('agents and scripts are refused, also with --yes, and hear of the ways', async () => {
  const { ada } = await held();
  for (const other of [ada.as({ CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 'sess-two' }), ada.as({}, false)])
    for (const line of ['done 1 --yes', 'stop 1 --yes', 'start 1 --yes', 'delete 1 --yes']) {
      const { code, err } = await other.say(line);
      expect([code, err]).toEqual([1, expect.stringMatching(/is claimed by session sess-one[\s\S]*ask a person/)]);
    }
});
