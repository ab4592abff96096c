import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { gitProject, runWithResult } from '../support/runs.ts';
import { soak } from '../support/soak-test.ts';
import { served } from '../web/served.ts';

const plugin = builtPlugin();

/** As a reviewer of it would read it: nobody but an administrator is let in. */
const TROJAN = `const access = 'user';
if (access !== 'user\u202E \u2066// Check if admin\u2069 \u2066') {
  grant\u200B();
}
`;

/** What comes after the blanks is in no window. */
const LONG = `const safe = 1;${' '.repeat(3_000)}evil();\n`;

/** Names that are files all the same. */
const NAMES = [
  'src/new\nline.ts',
  'src/quo"te.ts',
  'src/\u202Egpj.ts',
  'src/tab\t.ts',
  'src/back\\slash.ts',
  'src/ blanks .ts',
  'src/Case.ts',
  'src/case.ts',
  'é.ts',
  'e\u0301.ts',
  '-rf',
  ':(exclude)x',
  '*.ts',
  '"quoted"',
  '%2e%2e%2f.ts',
  '?query=1#there.ts',
  'constructor',
  '__proto__/hasOwnProperty',
  '</script><script>hurt=1.ts',
  `long/${Array.from({ length: 14 }, (_, i) => 'd'.repeat(240) + i).join('/')}/x.ts`,
];

function hurt(tree: string): void {
  const write = (name: string, text: string | Buffer) => {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), text);
  };
  for (const [i, name] of NAMES.entries()) write(name, `this is number ${i}\n`);
  write('trojan.ts', TROJAN);
  write('long.ts', LONG);
  write('latin.txt', Buffer.from('caf\xe9\n', 'latin1'));
  write('tool.sh', 'echo more\n');
  chmodSync(join(tree, 'tool.sh'), 0o755);
  rmSync(join(tree, 'kept.txt'));
  symlinkSync('/etc/passwd', join(tree, 'kept.txt'));
  symlinkSync('../../../secret', join(tree, 'link'));
}

const FILES = { 'kept.txt': 'one\ntwo\n', 'tool.sh': 'echo\n', 'latin.txt': Buffer.from('caf\xe8\n', 'latin1') };

describeInBrowser('a result that means to be approved unseen', (browser) => {
  soak('10. is shown as what it is: characters that act, ends of long lines, links, modes, names', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await board.call('task_add', { description: 'Be good' });
    await gitProject(board as never, FILES as never);
    await runWithResult(board as never, hurt, { number: 1 });
    const { files } = (await board.call<{ files: { path: string }[] }>('run_changes', { run: 'r1' })).body;
    // git takes quotation marks around a name for its own: it is told apart by more of them.
    const names = NAMES.map((name) => (name === '"quoted"' ? String.raw`"\"quoted\""` : name));
    expect(files.map(({ path }) => path)).toEqual(expect.arrayContaining(names));
    for (const [i, path] of names.entries()) {
      const { rows } = (await board.call<{ rows: object[] }>('run_changes', { run: 'r1', path })).body;
      expect(rows.at(-1), path).toEqual({ kind: '+', new: 1, text: `this is number ${i}` });
    }
    const { open } = await browser.person(board);
    const page = await open('/w/project/review/r1');
    const file = (name: string) => seek(page, name);

    const trojan = await file('trojan.ts');
    await expect
      .poll(() => trojan.rows())
      .toContain("if (access !== 'user[U+202E] [U+2066]// Check if admin[U+2069] [U+2066]') {");
    await expect.poll(trojan.rows).toContain('  grant[U+200B]();');
    const long = await file('long.ts');
    await expect
      .poll(async () => (await long.rows())[0])
      .toMatch(/^const safe = 1; {1985}…1,0\d\d more characters are not shown/);
    const latin = await file('latin.txt');
    await expect.poll(async () => (await latin.rows()).at(-1)).toMatch(/^caf\uFFFD.*only invalid bytes differ/);
    expect(await (await file('tool.sh')).head()).toContain('executable');
    expect(await (await file('link')).head()).toContain('symbolic link');
    const kept = await file('kept.txt');
    expect(await kept.head()).toContain('symbolic link');
    await expect.poll(kept.rows).toEqual(['one', 'two', '/etc/passwd', ' No newline at end of file']);
    await expect.poll((await file('src/[U+202E]gpj.ts')).rows).toEqual(['this is number 2']);
    await expect.poll((await file('src/new[U+000A]line.ts')).rows).toEqual(['this is number 0']);
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    expect(board.failures).toEqual([]);
  });

  soak('lines of a document that look like the head of a diff are in its diff', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    await board.call('task_add', { description: 'Say it', spec: 'one\n-- drop it\nthree\n' });
    await board.call('task_doc_write', { id: 1, content: 'one\n++ keep it\u202E\nthree\n' });
    const { open } = await browser.person(board);
    const page = await open('/w/project/documents/1/spec?from=1&to=2');
    await page.locator('.diff-line').first().waitFor();
    const lines = await page.locator('.diff-line').allTextContents();
    expect(lines).toEqual(['@@ -1,3 +1,3 @@', ' one', '--- drop it', '+++ keep itU+202E', ' three']);
  });
});

/** A file in the review: its head, and its rows, with what is hidden in brackets. */
async function seek(page: Page, name: string) {
  await page.locator('.review-files button').first().waitFor();
  const plain = name.replaceAll(/[[\]]/g, '');
  // The tree shows the last part of a path; the head of the diff shows the whole path.
  const last = plain.slice(plain.lastIndexOf('/') + 1);
  const entry = page.locator('.review-files button').filter({ hasText: new RegExp(`^${escaped(last)}$`) });
  await entry.click();
  const lines = () =>
    page.evaluate((wanted) => {
      const all = [...document.querySelectorAll<HTMLElement>('.review-rows .virtual-row')].sort(
        (a, b) => Number(a.dataset.index) - Number(b.dataset.index),
      );
      const from = all.findIndex((row) => row.querySelector('.diff-file-name')?.textContent?.trim() === wanted);
      if (from < 0) return undefined;
      const rest = all.slice(from + 1);
      const end = rest.findIndex((row) => row.querySelector('.diff-file'));
      const text = (row: Element) => {
        const copy = row.cloneNode(true) as HTMLElement;
        for (const hidden of copy.querySelectorAll('.hidden-character')) hidden.textContent = `[${hidden.textContent}]`;
        return copy.querySelector('.diff-code')?.textContent;
      };
      const shown = (end < 0 ? rest : rest.slice(0, end)).map(text).filter((one) => one !== undefined);
      return { head: all[from]!.textContent ?? '', rows: shown };
    }, plain);
  await expect.poll(async () => (await lines())?.rows.length ?? 0).toBeGreaterThan(0);
  return { head: async () => (await lines())!.head, rows: async () => (await lines())!.rows };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
