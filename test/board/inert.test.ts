import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { served } from '../web/served.ts';

const plugin = builtPlugin();

/** What others may have written, and what it must not do. */
const HOSTILE = [
  '<img src=x onerror="window.hurt=1">',
  '<script>window.hurt=1</script>',
  '"><svg onload=window.hurt=1>',
  '\u202Eevil\u202C \u001b[31mred\u001b[0m',
  'javascript:window.hurt=1',
];

describeInBrowser('what others wrote', (browser) => {
  test('7, 8, 10. stays inert in every view, which violates no policy and asks nobody off the loopback', async () => {
    const board = await served({ web: `${plugin.folder}/dist/web` });
    const spec = [...HOSTILE, '[a](javascript:window.hurt=1)', '![i](http://example.com/x.png)', '`code`'].join('\n\n');
    for (const [i, text] of HOSTILE.entries())
      await board.call('task_add', { description: `${i} ${text}`.replaceAll(/\p{Cc}/gu, ' '), spec, tags: ['a'] });
    await board.call('task_annotate', { id: 1, text: HOSTILE.join(' ') });
    const { open } = await browser.person(board);
    for (const path of ['now', 'board', 'list', 'task/1']) {
      const page = await open(`/w/project/${path}`);
      await page.getByText('onerror').first().waitFor();
      expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
      expect(await page.locator('main img, main script').count()).toBe(0);
      await page.close();
    }
  });
});
