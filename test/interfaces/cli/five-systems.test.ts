import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseArgs } from '../../../src/interfaces/cli/words/args.ts';
import { meantBy } from '../../../src/interfaces/cli/words/resolve.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { madeOnce } from '../../support/made-once.ts';
import { initRepository } from '../../support/repository.ts';
import { wordsOf } from './elsewhere-lines.ts';
import { cli, meantIn, respelledAtNoon } from './line.ts';

const rows = readFileSync(new URL('../../fixtures/five-systems.txt', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('backlog'))
  .map((line) => line.split(' => '));
const LINES = rows.map(([line = '', answer]) => [line.replace(/^backlog(?:-runner)? ?/, ''), answer] as const);

/** Lines that keep their process, which is not started here. */
const SERVES = /^(?:board|serve|web|mcp)\b(?!.*(?:--url|--project|0\.0\.0\.0))/;

/** A repository with two tasks beside another one, and the files that the lines name. */
const seeded = madeOnce(async (top) => {
  for (const name of ['main', 'web']) {
    initRepository(join(top, name));
    git(join(top, name), 'commit', '-q', '--allow-empty', '-m', 'one');
  }
  mkdirSync(join(top, 'home'));
  const { say } = at(top);
  for (const line of ['add Fix login', 'add Write docs project:app']) expect((await say(line)).code).toBe(0);
  writeFileSync(join(top, 'main/backlog.md'), '- [ ] From a file\n');
  const item = { title: 'A finding', source: 'semgrep', external_ref: 'sg-1', severity: 'high' };
  writeFileSync(join(top, 'main/findings.json'), JSON.stringify({ version: 1, project: 'web', items: [item] }));
  return top;
});

const at = (top: string) =>
  cli({ BACKLOG_HOME: join(top, 'home'), HOME: top, BACKLOG_DIR: '', PATH: '/usr/bin:/bin' }, true, join(top, 'main'));

/** Types the parts of an offered line, with a text at its dots. @returns the exit codes */
async function typed(line: string, say: ReturnType<typeof cli>['say']): Promise<number[]> {
  const codes: number[] = [];
  for (const part of line.split(' && backlog ')) codes.push((await say(wordsOf(part.replace('…', 'A text')))).code);
  return codes;
}

test('there are the lines of three documents', () => expect(LINES.length).toBeGreaterThanOrEqual(150));

describe('a line of an older program of this name', () => {
  test.each(LINES.filter(([line]) => !SERVES.test(line)))('in a queue: %s', async (line, answer) => {
    const { say } = at(await seeded());
    const { code, err } = await say(wordsOf(line));
    if (answer === undefined) return expect([code, err]).toEqual([0, expect.any(String)]);
    expect(code).not.toBe(0);
    if (answer.startsWith('!')) return expect(err).toContain(answer.slice(1).trim());
    expect(meantIn(err)).toBe(answer);
    // A repository of another name can't be split into.
    if (!/^(?:serve|board|split)/.test(answer)) expect(new Set(await typed(answer, say))).toEqual(new Set([0]));
  });

  test.each(LINES.filter(([line]) => !SERVES.test(line)))('in an empty folder: %s', async (line) => {
    const top = tempFolder('five');
    for (const name of ['main', 'home']) mkdirSync(join(top, name));
    const { say } = at(top);
    const { code, err } = await say(wordsOf(line));
    if (code === 0) return;
    const offered = meantIn(err);
    // A refusal says what to do, and an offered line is none of unknown words.
    expect(offered ?? err.trim().split('\n')[1]).toMatch(/./);
    if (offered !== undefined && !/^(?:serve|board|split)/.test(offered))
      expect(await typed(offered, say)).not.toContain(2);
  });

  test.each(LINES.filter(([line]) => SERVES.test(line) && !line.startsWith('mcp')))('is understood: %s', (line) => {
    const { command, rest } = meantBy(respelledAtNoon(wordsOf(line)))!;
    expect(() => parseArgs(command, rest)).not.toThrow();
  });
});
