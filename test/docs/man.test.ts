import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { manPage } from '../../scripts/docs/man-page.ts';
import { ROWS } from '../../src/interfaces/cli/machine/table.ts';
import { commandWords } from '../../src/interfaces/cli/words/args.ts';
import { GLOBAL_FLAGS } from '../../src/interfaces/cli/words/global-flags.ts';
import { needsProgram } from '../support/needs.ts';

const manifest = fileURLToPath(new URL('../../package.json', import.meta.url));

test('npm installs the manual page that npm run docs makes: it ignores a name that is not in a list', async () => {
  const { man } = JSON.parse(readFileSync(manifest, 'utf8')) as { man: string[] };
  const { PAGES } = await import('../../scripts/docs/pages.ts');
  expect(man).toEqual(['./docs/backlog.1']);
  expect(Object.keys(PAGES)).toContain('docs/backlog.1');
});

describe('the manual page', needsProgram('groff'), () => {
  const groff = (...args: string[]) =>
    spawnSync('groff', ['-man', '-K', 'utf8', ...args], { input: manPage(), encoding: 'utf8' });

  test('has no mistake that groff warns of', () => {
    expect(groff('-Tutf8', '-ww', '-z')).toMatchObject({ status: 0, stderr: '' });
  });

  test('shows every command, flag and word of the program', () => {
    const shown = groff('-Tascii', '-P-cbou', '-rLL=200n').stdout.replace(/\s+/g, ' ');
    const typed = ROWS.filter(({ mcp }) => !mcp?.only).map(commandWords);
    const flags = Object.keys(GLOBAL_FLAGS).map((name) => `--${name.replaceAll('_', '-')}`);
    for (const words of [...typed, ...flags]) expect(shown).toContain(words);
  });
});

test('mandoc finds no mistake', needsProgram('mandoc'), () => {
  expect(() => execFileSync('mandoc', ['-T', 'lint', '-W', 'error'], { input: manPage() })).not.toThrow();
});
