import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { AT_TERMINAL } from '../support/at-terminal.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const plugin = builtPlugin();

test('the lines that the README shows work, one after the other, in a fresh repository', async () => {
  const lines = [...README.matchAll(/^\$ (backlog .+)$/gm)].map(([, line]) => String(line));
  expect(lines.map((line) => line.split(' ')[1])).toEqual(['add', 'run', 'review', 'approve', 'agent']);
  const [add, run, review, approve, agent] = lines as [string, string, string, string, string];
  // A reader without Claude Code types the last line before the second one. Other machines have Claude Code.
  const withHelper = run.replace('run 1', 'run 1 --agent helper');
  const until = (state: string) =>
    `until [ "$(backlog run list --all --format template '{{run.state}}')" = ${state} ]; do sleep 0.2; done`;
  const printed = await inOneShell(
    add,
    agent,
    withHelper,
    until('review'),
    review,
    approve,
    until('merged'),
    'cat login.js',
  );
  expect(printed).toEqual([
    expect.stringMatching(/^Added 1 /),
    expect.stringMatching(/^Added helper/),
    expect.stringMatching(/^r1 queued 1 /),
    expect.any(String),
    expect.stringMatching(/^r1 review 1 [\s\S]*login.js \(new\) \| 1 \+/),
    expect.stringMatching(/^r1 approved 1 /),
    expect.any(String),
    expect.stringContaining('fixed'),
  ]);
});

/**
 * Runs command lines in one shell of a person at a terminal, which has the plugin's `bin` in its PATH; gives what each
 * printed. The first that fails ends it.
 */
async function inOneShell(...commands: string[]): Promise<string[]> {
  const folder = tempFolder();
  const repository = join(folder, 'repository');
  mkdirSync(repository);
  git(repository, 'init', '--quiet');
  git(repository, 'commit', '--quiet', '--allow-empty', '--message=Start');
  const PATH = [join(plugin.folder, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  const env = { PATH, HOME: folder, BACKLOG_HOME: join(folder, 'home'), TZ: 'UTC' };
  const script = commands.join('\nprintf "\\0"\n');
  const [program = '', ...words] = [...AT_TERMINAL, 'sh', '-e', '-c', script];
  return (await promisify(execFile)(program, words, { cwd: repository, env })).stdout.split('\0');
}
