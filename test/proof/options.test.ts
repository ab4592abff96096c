import { expect, test } from 'vitest';
import { readOptions } from '../../proof/options.ts';
import { TASKWARRIOR_NAMES } from '../../proof/tools.ts';

const read = (...words: string[]) => readOptions(words, '/repository');

test('nothing said: all experiments with our built server, eight at once', () => {
  expect(read()).toEqual({
    subject: {
      command: [process.execPath, '/repository/plugin/dist/server.cjs'],
      tools: TASKWARRIOR_NAMES,
      env: { BACKLOG_TOOLS: 'all' },
    },
    players: 8,
    scale: 1,
    seed: 1,
    only: ['contended', 'kills', 'claims', 'restart'],
  });
});

test('another server, how it is made ready and what its environment is', () => {
  const { subject } = read('--server', 'node x.js  mcp', '--setup', 'x init', '--env', 'A={home}/a=b', '--env', 'B=');
  expect(subject).toMatchObject({
    command: ['node', 'x.js', 'mcp'],
    setup: ['x', 'init'],
    env: { A: '{home}/a=b', B: '' },
  });
});

test.each([
  [['--only', 'kills,nothing'], 'no such experiment'],
  [['--scale', '0'], 'expected a number above 0'],
  [['--seed', 'x'], 'expected a number above 0'],
  [['--servers'], '--servers needs a value'],
  [['--store', 'ftp://x'], '--store: expected the address of a queue on a server'],
  [['--fast', '1'], 'unknown option --fast'],
])('%j is refused with the way to call it', (words, message) => {
  expect(() => read(...words)).toThrow(message);
  expect(() => read(...words)).toThrow('npm run proof -- [--server');
});
