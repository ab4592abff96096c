import { describe, expect, test } from 'vitest';
import { wordsOf } from './elsewhere-lines.ts';
import { cli } from './line.ts';

/** Lines that three newcomers typed: one with the README, one without it, and one who began with imports. */

const meantIn = (err: string) => /did you mean `backlog ([^`]*)`/.exec(err)?.[1];

describe('a flag is no value of the flag before it', () => {
  test.each([
    ['add q --project --json', '--project'],
    ['add q --project --due friday', '--project'],
    ['annotate 1 --text --criterion 2', '--text'],
    ['list --sort --json', '--sort'],
    ['list --fields --json', '--fields'],
    ['list --queue --json', '--queue'],
    ['--cwd --json list', '--cwd'],
  ])('%s', async (line, flag) => {
    const { say } = cli();
    await say('add First');
    const { code, out, err } = await say(line);
    expect([code, `${out}${err}`]).toEqual([2, expect.stringContaining(`${flag} needs a value`)]);
    expect((await say('list')).out).not.toContain('q');
  });

  test('it is a text behind the sign, and in a text with blanks', async () => {
    const { say } = cli();
    expect((await say('add q --project --json')).out).toContain('--project=--json');
    expect((await say('add q --project=--json')).code).toBe(0);
    expect((await say(['add', 'r', '--spec', '--json is the flag of scripts'])).code).toBe(0);
  });
});

void [meantIn, wordsOf];

describe('without a terminal, a refusal has a line that works there', () => {
  const script = async () => {
    const person = cli();
    for (const each of ['One', 'Two', 'Three', 'Four']) await person.say(`add ${each}`);
    return { person, ...person.as({}, false) };
  };

  test.each(['delete 1-4', 'modify 1-4 project:web', 'done status:pending', 'delete One --json'])(
    '%s: the same line with --yes',
    async (line) => {
      const { say } = await script();
      const { code, out, err } = await say(line);
      const meant = /`backlog ([^`]*)`/.exec(`${out}${err}`)?.[1] ?? '';
      expect([code, meant]).toEqual([1, `${line} --yes`]);
      expect((await say(wordsOf(meant))).code).toBe(0);
    },
  );

  test('--yes comes before a text behind dashes', async () => {
    const { say } = await script();
    expect((await say('annotate status:pending -- --done')).err).toContain(
      '`backlog annotate status:pending --yes -- --done`',
    );
  });

  test.each(['setting set runs.turns 3', 'agent disable codex'])('%s: a token with the right', async (line) => {
    const { person, say } = await script();
    const { code, err } = await say(line);
    const add = /`backlog (token add [^`]*)`/.exec(err)?.[1] ?? '';
    expect([code, err]).toEqual([1, expect.stringContaining('The script gives it in BACKLOG_TOKEN.')]);
    const { token } = JSON.parse((await person.say(`${add} --json`)).out) as { token: string };
    expect(await person.as({ BACKLOG_TOKEN: token }, false).say(line)).toMatchObject({ code: 0 });
  });

  test('an agent is told of no token', async () => {
    const { person } = await script();
    const { err } = await person.as({ CLAUDECODE: '1' }, false).say('setting set runs.turns 3');
    expect(err).toContain('Ask a person to run');
    expect(err).not.toContain('token add');
  });
});

describe('a setting that names an agent is refused without this agent', () => {
  test.each([
    ['setting set runs.agent nosuch', 'Agents: claude, codex, helper. '],
    ['setting set routing.tag.ui nosuch', 'Agents: claude, codex, helper. '],
    ['setting set routing.path.docs/ nosuch', '`backlog agent add nosuch ./nosuch.sh`'],
    ['setting set runs.agent helpr', '(did you mean `backlog setting set runs.agent helper`?)'],
  ])('%s', async (line, hint) => {
    const { say } = cli();
    await say('agent add helper -- sh -c true');
    const { code, err } = await say(line);
    expect([code, err]).toEqual([expect.any(Number), expect.stringContaining(hint)]);
    expect(code).toBeGreaterThan(0);
    expect((await say('setting get runs.agent')).out).toContain('runs.agent = claude');
  });

  test('one that exists, and none, are set', async () => {
    const { say } = cli();
    await say('agent add helper -- sh -c true');
    expect((await say('setting set runs.agent helper')).out).toContain('runs.agent = helper');
    expect((await say('setting set routing.tag.ui codex')).code).toBe(0);
    expect((await say(['setting', 'set', 'routing.tag.ui', ''])).code).toBe(0);
  });
});
