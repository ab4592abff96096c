// npm run pictures: makes the pictures of the board for README and docs, in a real browser with real runs.
// With --sheet, makes a page with pictures of every view instead, before and after a change.
import { mkdirSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBrowser } from '../../test/support/browser-program.ts';
import { optionsOf, usageError } from '../options.ts';
import { logInTo, openPage, pictureOf } from './browser.ts';
import { FOLDER, PICTURES, SIZE } from './pictures.ts';
import { makeSheet } from './sheet/sheet.ts';
import { makeStage, type Stage } from './stage.ts';

const USAGE = `usage: npm run pictures                    pictures for README and docs
       npm run pictures -- --sheet FOLDER [--before COMMIT] [--views now,review/r1] [--queues shop]
                                           a page with pictures of every view, in FOLDER/index.html;
                                           --before shows them beside those of the app in that commit's plugin`;
/** WebP quality from 0 to 100: sharp letters, small files. */
const QUALITY = 82;

// In pictures, the person is Ada on every machine.
os.userInfo = (() => ({ username: 'ada' })) as unknown as typeof os.userInfo;
syncBuiltinESMExports();

const root = process.env.BACKLOG_REPOSITORY ?? process.cwd();
const options = optionsOf(process.argv.slice(2), USAGE, (args) => {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        sheet: { type: 'string' },
        before: { type: 'string' },
        views: { type: 'string' },
        queues: { type: 'string' },
      },
    });
    return values;
  } catch (error) {
    throw usageError((error as Error).message, USAGE);
  }
});

const stage = await makeStage(join(root, 'plugin'));
const browser = await startBrowser({ whole: true });
try {
  const { sheet, before, views, queues } = options;
  if (sheet === undefined) await makePictures(stage);
  else
    await makeSheet({
      root,
      stage,
      browser,
      folder: sheet,
      before,
      views: views?.split(','),
      queues: queues?.split(','),
    });
} finally {
  await browser.close();
  await stage.close();
}

/** Writes the pictures for README and docs. */
async function makePictures({ serve }: Stage): Promise<void> {
  const board = await serve();
  mkdirSync(join(root, FOLDER), { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    const context = await logInTo(browser, board, { viewport: SIZE, colorScheme: theme });
    for (const { file, path, waits, keys } of PICTURES.filter((each) => (each.theme ?? 'light') === theme)) {
      const page = await openPage(context, `${board.base}/shop/${path}`, waits, keys);
      const bytes = await pictureOf(page, QUALITY);
      await page.close();
      writeFileSync(join(root, FOLDER, file), bytes);
      console.log(`${file}: ${(bytes.length / 1024).toFixed(0)} KB`);
    }
    await context.close();
  }
  await board.close();
}
