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
