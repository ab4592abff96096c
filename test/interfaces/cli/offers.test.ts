import { describe, expect, test } from 'vitest';
import { BacklogError } from '../../../src/domain/errors.ts';
import { offeredLines } from '../../../src/interfaces/cli/offers/offered-lines.ts';
import { lacksLine } from '../../../src/interfaces/cli/offers/with-offers.ts';
import { resolveCommand } from '../../../src/interfaces/cli/words/resolve.ts';
import { loadEnglish } from '../../../src/time/index.ts';
import { wordsOf } from './elsewhere-lines.ts';

const KNOWN = { projects: ['web', 'docs'], tags: ['bug'], agents: ['helper'] };

/** 2 January 2099, 23:30 in London, which is 3 January in Tokyo. */
const LATE = Date.UTC(2099, 0, 2, 23, 30);

const offersFor = async (line: string, zone = 'UTC') =>
  offeredLines(wordsOf(line), { known: KNOWN, english: await loadEnglish(), clock: { now: LATE, zone } }).map(
    (one) => one.line,
  );

describe('the first offered line', () => {
  test.each([
    ['3 to in progress', 'move 3 progress'],
    ['move 7 under 1', 'modify 7 --parent 1'],
    ['set 7 to blocked by 5', 'modify 7 --depends +5'],
    ['6 paid', 'done 6'],
    ['r1 no tests missing', "request-changes r1 'tests missing'"],
    ['pri 3 A', 'modify 3 --priority H'],
    ['listpri H', 'list priority:H'],
    // A verb of another noun means the verb of the typed one that is alike.
    ['enable orchestrator', 'orchestrator start'],
    ['activate webhook ci', 'webhook enable ci'],
    // A file has a place, and is no description.
    ['apply -f tasks.yaml', 'import tasks.yaml'],
    ['who has src/login.js', 'claim check src/login.js'],
    ['kindly add a task to fix login.js', "add 'fix login.js'"],
    ['notes.md 3 attach', 'attachment add 3 notes.md'],
  ])('%s: %s', async (line, first) => {
    expect((await offersFor(line))[0]).toBe(`backlog ${first}`);
  });
});

test('a question is offered only lines that read, and an unattended start needs its own verb', async () => {
  for (const line of ['who work on 1', 'what did the agents do last night', 'where is 3 started'])
    for (const offered of await offersFor(line))
      expect(offered, line).not.toMatch(/^backlog (?:run \d|start|stop|night st)/);
  for (const offered of await offersFor('switch web'))
    expect(offered).not.toMatch(/^backlog (?:night|orchestrator) start/);
});

test('a date that has passed in the zone of the person is no due date', async () => {
  const line = 'deadline 3 2099-01-03';
  expect(await offersFor(line, 'UTC')).toContain('backlog modify 3 --due 2099-01-03');
  expect(await offersFor(line, 'Asia/Tokyo')).not.toContain('backlog modify 3 --due 2099-01-03');
});

test('a refusal of what a file contains offers no line, because the words are right', () => {
  const error = new BacklogError('invalid', 'a.json, row 2, field description: is required', { data: { row: 2 } });
  expect(lacksLine(error, resolveCommand(['import', 'a.json', '--dry-run']))).toBe(false);
});
