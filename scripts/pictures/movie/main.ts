// npm run movie: records docs/pictures/first-run.svg, in which a person adds a task, starts a run, reviews and approves
// its result: at a real terminal, with the board in a real browser. The plugin must be built.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeScratch } from '../../../src/interfaces/cli/demo/play.ts';
import { startBoard } from '../../../src/web/server/start/start-board.ts';
import { startBrowser } from '../../../test/support/browser-program.ts';
import { logInTo, openPage, pictureOf } from '../browser.ts';
import { AGENT, FILES } from '../shop.ts';
import { atTerminal, brokenByTerminal, TERMINAL } from './at-terminal.ts';
import { type Frame, movieSvg, SIZE } from './movie-svg.ts';

const FILE = 'docs/pictures/first-run.svg';
const TITLE =
  'At a terminal, a person adds a task and starts a run. The board shows its result. The person approves it, and the task is done.';
/** Maximum size of the movie, in kilobytes. */
const MOST_KB = 1_000;
/** WebP quality of the board, from 0 to 100. */
const QUALITY = 78;
/** The board is drawn this many times as large as in the movie, so that it shows a whole review. */
const ZOOM = 1.5;
/** Characters that are typed between two frames, and the time between these. */
const TYPING = { keys: 5, seconds: 0.15 } as const;
const READING = 3;
const BOARD = 4;
/** Maximum time until a run reaches a state, and time between two looks, in milliseconds. */
const WAIT = { most: 120_000, between: 200 } as const;
/** In the movie, the person is Ada on every machine. */
const AS_ADA = "require('os').userInfo = () => ({ username: 'ada' }); require('module').syncBuiltinESMExports();\n";

const root = process.env.BACKLOG_REPOSITORY ?? process.cwd();
const program = join(root, 'plugin/bin/backlog');
const scratch = makeScratch(FILES, process.env);
const [ada, agent] = [join(scratch.folder, 'ada.cjs'), join(scratch.folder, 'agent.mjs')];
writeFileSync(ada, AS_ADA);
writeFileSync(agent, AGENT);
const env = { ...scratch.env, TERM: 'xterm', TZ: 'UTC', PAGER: 'cat', NODE_OPTIONS: `--require ${ada}`, USER: 'ada' };
const place = { cwd: scratch.project, env };
const frames: Frame[] = [];

const browser = await startBrowser({ whole: true });
const board = await startBoard({
  ...{ env, cwd: scratch.project, port: 0, web: join(root, 'plugin/dist/web') },
  ...{ errands: () => undefined, failed: (error: unknown) => console.error(error) },
});
try {
  quietly('init');
  quietly('agent', 'add', 'helper', '--provider', 'command', '--argv', JSON.stringify(['node', agent]));
  quietly('setting', 'set', 'runs.agent', 'helper');
  quietly('setting', 'set', 'checks.unit', 'node --test');
  play('backlog', 'add', 'Hash passwords', '--scope', 'src/**,test/**', '--acceptance', 'it works');
  play('backlog', 'run', '1');
  await reaches('review');
  play('backlog', 'run', 'list', '--all');
  play('backlog', 'review', 'r1');
  await show('review/r1', '.diff-line, .diff, .review');
  play('backlog', 'approve', 'r1');
  await reaches('merged');
  await show('task/1', '.task-main');
  play('git', 'log', '--format=%s');
} finally {
  await board.close();
  await browser.close();
  scratch.clear();
}
const still = frames.findLastIndex((frame) => 'webp' in frame);
const svg = movieSvg(TITLE, frames, still);
if (svg.length > MOST_KB * 1_024) throw new Error(`${FILE} has ${svg.length} bytes, more than ${MOST_KB} KB`);
writeFileSync(join(root, FILE), svg);
console.log(`${FILE}: ${(svg.length / 1_024).toFixed(0)} KB, ${frames.length} frames`);

/** Types a line at the terminal, and shows its output: the first lines that fit. */
function play(...words: string[]): void {
  const typed = words.map((word) => (/^[\w./%=-]+$/.test(word) ? word : `"${word}"`)).join(' ');
  for (let end = 0; end < typed.length; end += TYPING.keys)
    frames.push({ seconds: TYPING.seconds, lines: [`$ ${typed.slice(0, end)}█`] });
  const said = atTerminal([words[0] === 'backlog' ? program : words[0]!, ...words.slice(1)], place);
  frames.push({ seconds: READING, lines: [`$ ${typed}`, ...said.flatMap(brokenByTerminal)].slice(0, TERMINAL.rows) });
}

function quietly(...words: string[]): string[] {
  return atTerminal([program, ...words], place);
}

async function reaches(state: string): Promise<void> {
  for (const late = performance.now() + WAIT.most; ; await wait(WAIT.between)) {
    const { run } = JSON.parse(quietly('run', 'show', 'r1', '--json').join('\n')) as { run: { state: string } };
    if (run.state === state) return;
    if (performance.now() > late || run.state === 'failed') throw new Error(`the run is ${run.state}`);
  }
}

async function show(path: string, waits: string): Promise<void> {
  const base = `http://127.0.0.1:${board.port}/w`;
  const viewport = { width: Math.round(SIZE.width * ZOOM), height: Math.round(SIZE.height * ZOOM) };
  const context = await logInTo(browser, { ...board, base }, { viewport, colorScheme: 'dark' });
  const page = await openPage(context, `${base}/shop/${path}`, waits);
  frames.push({ seconds: BOARD, webp: await pictureOf(page, QUALITY) });
  await context.close();
}
