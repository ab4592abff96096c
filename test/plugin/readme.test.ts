import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { soak } from '../support/soak-test.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const plugin = builtPlugin();

soak('the commands that the README shows work, one after the other, on the twelfth task', async () => {
  const commands = [...README.matchAll(/^\$ (backlog .+)$/gm)].map(([, command]) => String(command));
  expect(commands.map((command) => command.split(' ')[1])).toEqual(['add', 'list', 'next', 'done', 'history', 'undo']);
  const earlier = JSON.stringify(Array.from({ length: 11 }, () => ({ description: 'Earlier' })));
  const printed = await inOneShell(`backlog import '${earlier}'`, ...commands);
  expect(printed).toEqual([
    expect.stringContaining('Imported 11 '),
    expect.stringMatching(/^Added 12 /),
    expect.any(String), // whether it is due before the end of the week depends on the day
    expect.stringMatching(/^Started and claimed for you.\n12 /),
    expect.stringMatching(/^Completed #12 Fix login/),
    expect.stringContaining('npm test: 41 passed'),
    expect.stringMatching(/^Undone: .* done/),
  ]);
});

/** Runs command lines in one shell that has the plugin's `bin` in its PATH; gives what each printed. The first that fails ends it. */
async function inOneShell(...commands: string[]): Promise<string[]> {
  const folder = tempFolder();
  git(folder, 'init', '--quiet');
  const PATH = [join(plugin.folder, 'bin'), dirname(process.execPath), process.env.PATH].join(delimiter);
  const env = { PATH, HOME: folder, BACKLOG_HOME: join(folder, 'home'), TZ: 'UTC' };
  const script = commands.join('\nprintf "\\0"\n');
  return (await promisify(execFile)('sh', ['-e', '-c', script], { cwd: folder, env })).stdout.split('\0');
}
