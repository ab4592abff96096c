import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import type { FormatRequest } from '../../src/web/sdk/format.ts';
import { describeInBrowser, forget } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { soak } from '../support/soak-test.ts';
import { ADA } from '../support/workspace.ts';
import { boardField } from './field.ts';
import { decidable } from './visit.ts';

const plugin = builtPlugin();
const web = join(plugin.folder, 'dist/web');

const CODE = `import { a } from './a.ts';\n\nexport function greet(name: string) {\n  return 'hello ' + name;\n}\n`;

const NUMBERED = Array.from({ length: 400 }, (_, i) => `number ${i + 1}`);

const FILES = {
  'src/code.ts': CODE,
  'src/pair.txt': 'one\ntwo\nthree\nfour\nfive\n',
  'src/gone.txt': 'it was here\n',
  'src/old-name.txt': `${Array.from({ length: 20 }, (_, i) => `kept ${i}`).join('\n')}\n`,
  'src/tool.sh': 'echo\n',
  'src/windows.txt': 'first\r\nsecond\r\n',
  'src/line-ends.txt': 'first\nsecond\n',
  'src/hunks.txt': `${NUMBERED.join('\n')}\n`,
  'src/ends.txt': 'with an end\n',
  'src/blob.bin': 'a\0b',
};

/** Changes a file of every sort that a diff can show. */
const WRITER = `
import { chmodSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
const change = (file, by) => writeFileSync(file, by(readFileSync(file, 'utf8')));
change('src/code.ts', (text) => text.replace('hello', 'good morning'));
change('src/hunks.txt', (text) => text.replace('number 10\\n', 'ten\\n').replace('number 50\\n', 'fifty\\n').replace('number 390\\n', 'last\\n'));
writeFileSync('src/pair.txt', 'one\\nTWO\\nextra\\nthree\\nfive\\n');
rmSync('src/gone.txt');
renameSync('src/old-name.txt', 'src/new-name.txt');
chmodSync('src/tool.sh', 0o755);
change('src/windows.txt', (text) => text.replace('second', 'SECOND'));
change('src/line-ends.txt', (text) => text.replace('second\\n', 'second\\r\\n'));
writeFileSync('src/ends.txt', 'without an end');
writeFileSync('src/blob.bin', Buffer.from([0, 1, 2, 3]));
writeFileSync('src/long.json', '{"a": "' + 'x'.repeat(100_000) + '"}\\n');
writeFileSync('src/<img src=x onerror=hurt=1>.md', '# <script>hurt=1</script>\\n');
console.log('written');
`;

/** What a red check says: two of its lines name places in the diff. */
const LINT = `
console.log('src/code.ts:4:3: say hello');
console.log('src/pair.txt(2,1): not so loud');
console.log('src/elsewhere.ts:9: not here');
process.exitCode = 1;
`;

describeInBrowser('the diff of a review', (browser) => {
  soak('every sort of change is shown as what it is; keys, ticks and ranges work in it', async () => {
    const board = await boardField(web, { ...FILES, 'lint.mjs': LINT });
    const set = (name: string, value: string) =>
      execute(board.opened, ADA, commandNamed('setting_set'), { name, value });
    await set('checks.lint', `${process.execPath} lint.mjs`);
    await set('runs.checkRounds', '0');
    await board.agent('writer', WRITER);
    const id = await board.start({ description: 'Change everything', checks: ['lint'] }, 'writer');
    await board.becomes(id, 'review');
    const { open, context, wrong } = await browser.person(board, { viewport: { width: 1280, height: 2_600 } });
    const read = new Set<string>();
    context.on('request', (request) => {
      if (!request.url().endsWith('/format')) return;
      const { code = [] } = request.postDataJSON() as FormatRequest;
      for (const { language } of code) read.add(language);
    });
    const page = await open(`/w/project/review/${id}`);

    // Colours: read for what is seen, made of nodes, marks across them.
    await page.locator('.is-added mark .code-text', { hasText: 'good' }).waitFor();
    expect(['typescript', 'markdown', 'python', 'sql'].map((name) => read.has(name))).toEqual([
      ...[true, true],
      ...[false, false],
    ]);
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    expect(await page.locator('main img').count()).toBe(0);
    await shot(page, 'diff');

    // Every sort of file.
    await expect.poll(async () => (await bodiesIn(page))['src/pair.txt']?.length).toBe(9);
    await expect
      .poll(async () => Object.values(await bodiesIn(page)).filter(({ length }) => length > 0).length)
      .toBe(12);
    const bodies = await bodiesIn(page);
    expect(bodies['src/blob.bin']).toEqual(["Binary file. The diff doesn't show its content."]);
    expect(bodies['src/tool.sh executable']).toEqual(['No changed lines: it is now executable.']);
    expect(bodies['src/old-name.txt src/new-name.txt renamed']).toEqual([
      'No changed lines: renamed from src/old-name.txt.',
    ]);
    expect(bodies['src/gone.txt deleted']).toEqual(['@@ -1 +0,0 @@', '1-it was here']);
    expect(bodies['src/ends.txt']).toEqual([
      ...['@@ -1 +1 @@', '1-with an end', '1+without an end', ' No newline at end of file'],
    ]);
    expect(bodies['src/windows.txt']).toEqual(['@@ -1,2 +1,2 @@', '11 first', '2-second', '2+SECOND']);
    expect(bodies['src/line-ends.txt']).toEqual([
      ...['@@ -1,2 +1,2 @@', '11 first', '2-secondonly the line end differs', '2+secondonly the line end differs'],
    ]);
    expect(bodies['src/<img src=x onerror=hurt=1>.md added']).toEqual(['@@ -0,0 +1 @@', '1+# <script>hurt=1</script>']);
    const long = bodies['src/long.json added']!.at(-1)!;
    expect([long.indexOf('…'), long.slice(2_003)]).toEqual([2_002, '98,009 more characters are not shown']);

    // Findings of checks stand under their lines.
    expect(bodies['src/code.ts']!.slice(-3)).toEqual([
      "4+  return 'good morning ' + name;",
      ...['lint src/code.ts:4:3: say hello', '55 }'],
    ]);
    expect(bodies['src/pair.txt']).toEqual([
      ...['@@ -1,5 +1,5 @@', '11 one', '2-two', '2+TWO', 'lint src/pair.txt(2,1): not so loud', '3+extra'],
      ...['34 three', '4-four', '55 five'],
    ]);

    // Side by side, lines stand beside the ones that they replace.
    await page.keyboard.press('v');
    await page.locator('.diff-pair').first().waitFor();
    await expect
      .poll(async () => (await bodiesIn(page))['src/pair.txt'])
      .toEqual([
        ...['@@ -1,5 +1,5 @@', '1one | 1one', '2two | 2TWO', 'lint src/pair.txt(2,1): not so loud', ' | 3extra'],
        ...['3three | 4three', '4four | ', '5five | 5five'],
      ]);
    await page.keyboard.press('v');

    // The keys.
    const current = () => page.locator('.is-current').textContent();
    await page.keyboard.press('n');
    expect(await current()).toContain('src/blob.bin');
    await page.keyboard.press('n');
    await page.keyboard.press('j');
    expect(await current()).toContain("from './a.ts'");
    await page.keyboard.press('k');
    expect(await current()).toContain('src/code.ts');
    await page.keyboard.press('o');
    await expect.poll(async () => (await bodiesIn(page))['src/code.ts']).toEqual([]);
    await page.keyboard.press('o');
    await page.getByText("from './a.ts'").waitFor();
    for (const key of ['j', 'j', 'j', 'm']) await page.keyboard.press(key);
    const field = page.getByRole('textbox', { name: /^Comment on line/ });
    await expect.poll(() => nameOfFocused(page)).toBe('Comment on line 3');
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    for (const key of ['j', 'j', 'M']) await page.keyboard.press(key);
    await expect.poll(() => nameOfFocused(page)).toBe('Comment on lines 3 to 4');
    await page.keyboard.press('Escape');
    await field.waitFor({ state: 'detached' });
    for (const key of ['p', 'x']) await page.keyboard.press(key);
    await expect.poll(async () => (await bodiesIn(page))['src/code.ts']).toEqual([]);
    await page.getByText('1 of 12 seen').waitFor();
    await page.keyboard.press(']');
    await page.getByText('No other run is in review.').first().waitFor();
    await page.keyboard.press('r');
    await page.getByRole('dialog', { name: 'Request changes' }).waitFor();
    await page.keyboard.press('Escape');
    await decidable(page, '[data-approve]');
    await page.keyboard.press('a');
    const dialog = page.getByRole('dialog', { name: `Approve ${id} anyway?` });
    await dialog.waitFor();
    for (const box of await dialog.getByRole('checkbox').all()) await box.check();
    // Blanks are no reason.
    const sends = dialog.locator('button[type=submit]');
    for (const [reason, disabled] of [
      ['  ', true],
      ['known', false],
    ] as const) {
      for (const why of await dialog.getByRole('textbox').all()) await why.fill(reason);
      await expect.poll(() => sends.isDisabled()).toBe(disabled);
    }
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    // A tick is in the store: another person's browser of the same name has it, and follows.
    const elsewhere = await (await browser.person(board)).open(`/w/project/review/${id}`);
    await elsewhere.getByText('1 of 12 seen').waitFor();
    await page.locator('.diff-file', { hasText: 'src/code.ts' }).getByRole('checkbox', { name: 'Seen' }).uncheck();
    await elsewhere.getByText('0 of 12 seen').waitFor();
    const { files } = (await board.call<{ files: { path: string; seen: boolean }[] }>('run_changes', { run: id })).body;
    expect(files.filter(({ seen }) => seen)).toEqual([]);

    // A range may go over what is between two hunks; what is longer than a comment may be is refused, and the text stays.
    const number = (line: number) =>
      page.getByRole('button', { name: `Comment on line ${line} of src/hunks.txt`, exact: true });
    await number(9).click();
    await number(50).click({ modifiers: ['Shift'] });
    await page.getByRole('textbox', { name: 'Comment on lines 9 to 50' }).fill('All **of** these');
    await page.keyboard.press('Control+Enter');
    const kept = page.locator('.review-comment', { hasText: 'All of these' });
    await kept.locator('strong', { hasText: 'of' }).waitFor();
    await kept.getByText('lines 9 to 50').waitFor();
    expect(await page.locator('.diff-row.is-commented', { hasText: 'ten' }).count()).toBeGreaterThan(0);
    const { comments } = (await board.call<Comments>('review_comments', { run: id })).body;
    expect(comments.map(({ place }) => place)).toEqual([{ path: 'src/hunks.txt', from: 9, to: 50 }]);
    expect(comments[0]!.comment.anchor.lines.slice(0, 2)).toEqual(['number 9', 'ten']);
    await number(9).click();
    await number(390).click({ modifiers: ['Shift'] });
    await expect.poll(() => nameOfFocused(page)).toBe('Comment on lines 9 to 390');
    await field.fill('Too many');
    await page.keyboard.press('Control+Enter');
    await page.getByText('not a range of at most 200 lines').first().waitFor();
    expect(await field.inputValue()).toBe('Too many');
    forget(wrong, /400 \(Bad Request\)/);
  });

  soak('discarding asks first, handing off takes a note, both from the review', async () => {
    const board = await boardField(web);
    await board.agent('writer', `import { writeFileSync } from 'node:fs'; writeFileSync('src/a.txt', 'b\\n');`);
    const first = await board.start({ description: 'Thrown away' }, 'writer');
    await board.becomes(first, 'review');
    const second = await board.start({ description: 'Handed on' }, 'writer');
    await board.becomes(second, 'review');
    const { open } = await browser.person(board);
    const page = await open(`/w/project/review/${first}`);
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Discard' }).click();
    const dialog = page.getByRole('dialog', { name: `Discard ${first}` });
    await dialog.getByText('The work stays under rescue refs').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect((await board.now(first)).state).toBe('review');
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Discard' }).click();
    await dialog.getByRole('button', { name: 'Discard' }).click();
    await board.becomes(first, 'discarded');
    const other = await open(`/w/project/review/${second}`);
    await other.getByRole('button', { name: 'More actions' }).click();
    await other.getByRole('menuitem', { name: 'Give to a person' }).click();
    await other.getByRole('textbox', { name: 'What the person needs to continue' }).fill('The second half is missing');
    await other.getByRole('dialog').getByRole('button', { name: 'Give to a person' }).click();
    await board.becomes(second, 'handed_off');
    const task = board.opened.store.state.get('task', (await board.now(second)).task);
    expect(JSON.stringify(task)).toContain('The second half is missing');
  });
});

interface Comments {
  comments: { comment: { anchor: { lines: string[] } }; place: object | null }[];
}

function nameOfFocused(page: Page): Promise<string | null | undefined> {
  return page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
}

/** What stands under each file, row by row: its numbers, its sign, its text. */
function bodiesIn(page: Page): Promise<Record<string, string[]>> {
  return page.evaluate(() => {
    const bodies: Record<string, string[]> = {};
    let body: string[] = [];
    const rows = [...document.querySelectorAll<HTMLElement>('.review-rows .virtual-row')];
    rows.sort((a, b) => Number(a.dataset.index) - Number(b.dataset.index));
    for (const row of rows) {
      const name = row.querySelector('.diff-file-name')?.textContent;
      const halves = [...row.querySelectorAll('.diff-pair > .diff-row')];
      const state = row.querySelector('.diff-file .state')?.textContent;
      if (name !== undefined && name !== null) bodies[[name.trim(), state].filter(Boolean).join(' ')] = body = [];
      else if (row.querySelector('.diff-hunk')) body.push(row.querySelector('.diff-hunk span')?.textContent ?? '');
      else body.push(halves.length > 0 ? halves.map((half) => half.textContent).join(' | ') : (row.textContent ?? ''));
    }
    return bodies;
  });
}

/** For whoever looks at how it looks. */
async function shot(page: Page, name: string): Promise<void> {
  if (process.env.SHOT) await page.screenshot({ path: `${process.env.SHOT}/${name}.png` });
}
