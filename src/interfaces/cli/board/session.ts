import { execute } from '../../../commands/execute.ts';
import { commandNamed } from '../../../commands/index.ts';
import { renderScreen } from '../../../commands/render.ts';
import { isPassing } from '../../../store/index.ts';
import { outageText } from '../../../text/error.ts';
import type { Calling } from '../calling.ts';
import { askUntilRead } from '../terminal/ask-until-read.ts';
import { callCommand, type Desk, doAct, refusalOf, type Told } from './board-acts.ts';
import type { BoardCards, BoardReader } from './board-cards.ts';
import { AT_TOP, type Canvas, drawBoard } from './draw.ts';
import type { FullScreen, FullScreenListeners } from './full-screen.ts';
import type { Pressed } from './key-names.ts';
import { actOf } from './keys.ts';
import { edited, typedLine } from './line-editor.ts';
import { keptFocus, type Menu, type Page, type Prompt, type View } from './view.ts';

interface Parts {
  calling: Calling;
  reader: BoardReader;
  view: View;
  canvas(): Canvas;
  openTerminal(listeners: FullScreenListeners): Promise<FullScreen>;
}

/** The board on a terminal, until the person quits. */
export interface BoardSession {
  /** Shows an answer when it comes: its cards, and the open task again. */
  show(answer: Promise<BoardCards | undefined>): Promise<void>;
  quit(code: number): void;
  /** Aborted when the board has to end. */
  left: AbortSignal;
  /**
   * Gives the terminal back, after the act at work.
   * @returns the exit code
   * @throws an error of an act that is no refusal
   */
  close(): Promise<number>;
}

/** Shows the board, and acts on keys. */
export async function startSession({ calling, reader, view, canvas, openTerminal }: Parts): Promise<BoardSession> {
  const { workspace, caller } = calling;
  const over = new AbortController();
  let [code, failure]: [number, unknown] = [0, undefined];
  let acting: Promise<unknown> = Promise.resolve();
  /** What is told while the server of the queue doesn't answer. */
  let lost: Told | undefined;
  const draw = () => {
    if (over.signal.aborted) return;
    const { tops, ...frame } = drawBoard(view, canvas());
    view.tops = tops;
    terminal.draw(frame);
  };
  const quit = (by: number) => {
    code = by;
    over.abort();
  };
  const take = (next: BoardCards | undefined) => {
    if (next) Object.assign(view, next, { focus: keptFocus(next.columns, view.focus) });
  };
  /** Closes the page of a task that can't be read any more. @throws an error that is no refusal */
  const closePage = (error: unknown) => {
    view.over = undefined;
    view.message = refusalOf(error);
  };
  const show = async (answer: Promise<BoardCards | undefined>) => {
    const next = await answer.then(
      (cards) => {
        if (view.message === lost) view.message = undefined;
        return cards;
      },
      (error) => {
        if (!isPassing(error)) throw error;
        view.message = lost = { text: outageText(error), isRefusal: true };
        return undefined;
      },
    );
    take(next);
    const uuid = view.over?.kind === 'page' ? view.over.uuid : undefined;
    if (next && uuid !== undefined) await desk.open(uuid).catch(closePage);
    draw();
  };
  const act = async (run: () => Promise<Told | undefined>) => {
    view.busy = true;
    const told = await run().catch(refusalOf);
    await show(reader.refresh());
    view.busy = false;
    view.message = told ?? view.message;
    draw();
  };
  const askOnce = (question: string, above: readonly string[]) =>
    new Promise<string>((answered) => {
      const answer = (text = '') => {
        view.over = undefined;
        answered(text);
      };
      const lines = above.flatMap((text) => text.split('\n'));
      view.over = { kind: 'prompt', label: question.trim(), above: lines, line: typedLine(''), answer };
      draw();
    });
  const ask = (question: string, above: readonly string[]) => {
    const lines = [...above];
    return askUntilRead(() => askOnce(question, lines), {
      now: calling.streams.now ?? (() => performance.now()),
      tell: (text) => void lines.push(text),
    });
  };
  const desk: Desk = {
    view,
    call: (name, input) => callCommand(name, input, { ...calling, ask }),
    queue(run) {
      acting = acting
        .then(() => act(run))
        .catch((error) => {
          failure = error;
          quit(1);
        });
    },
    async filter(text) {
      try {
        take(await reader.load(text));
      } catch (error) {
        return refusalOf(error);
      }
      view.tops = AT_TOP;
      return undefined;
    },
    async open(uuid) {
      const executed = await execute(workspace, caller, commandNamed('task_info'), { id: uuid });
      const lines = (await renderScreen(executed, canvas())).split('\n');
      const shown = view.over?.kind === 'page' && view.over.uuid === uuid ? view.over : { top: 0 };
      view.over = { kind: 'page', lines, top: Math.min(shown.top, lines.length - 1), uuid };
      return undefined;
    },
    redraw: () => terminal.redraw(),
    suspend: () => terminal.suspend(),
    quit,
  };
  const terminal = await openTerminal({
    pressed(key) {
      press(key, desk);
      draw();
    },
    resized: draw,
  });
  draw();
  return {
    ...{ show, quit, left: over.signal },
    async close() {
      terminal.close();
      // A question that nobody answers any more would wait for ever.
      if (view.over?.kind !== 'prompt') await acting;
      if (failure) throw failure;
      return code;
    },
  };
}

/** Handles a key: for what the person has opened, or for the board. */
function press(pressed: Pressed, desk: Desk): void {
  const { view } = desk;
  view.message = undefined;
  const { over } = view;
  const { key } = pressed;
  if (key === 'ctrl+c') desk.quit(130);
  else if (over?.kind === 'prompt') pressInPrompt(pressed, over);
  // A text that was pasted by mistake does nothing.
  else if (key === 'paste') return;
  else if (over?.kind === 'menu') pressInMenu(key, over, desk);
  else if (over?.kind === 'page') pressOnPage(key, over, desk);
  else {
    const act = actOf(key);
    if (act) doAct(act, desk);
  }
}

function pressInPrompt(pressed: Pressed, prompt: Prompt): void {
  if (pressed.key === 'Enter') prompt.answer(prompt.line.characters.join(''));
  else if (pressed.key === 'Escape') prompt.answer(undefined);
  else prompt.line = edited(prompt.line, pressed);
}

function pressInMenu(key: string, menu: Menu, { view }: Desk): void {
  const { items } = menu;
  const numbered = /^[1-9]$/.test(key) ? items[Number(key) - 1] : undefined;
  const item = key === 'Enter' ? items[menu.chosen] : numbered;
  if (item) {
    view.over = undefined;
    item.run();
  } else if (key === 'ArrowDown' || key === 'j') menu.chosen = Math.min(items.length - 1, menu.chosen + 1);
  else if (key === 'ArrowUp' || key === 'k') menu.chosen = Math.max(0, menu.chosen - 1);
  else if (key === 'Escape' || key === 'q' || key === 'm') view.over = undefined;
}

/** Lines by which PageDown scrolls. */
const PAGE = 10;
const SCROLLS: Readonly<Record<string, number>> = {
  ...{ ArrowDown: 1, j: 1, ArrowUp: -1, k: -1, PageDown: PAGE, PageUp: -PAGE, ' ': PAGE },
  ...{ Home: Number.NEGATIVE_INFINITY, End: Number.POSITIVE_INFINITY },
};

function pressOnPage(key: string, page: Page, desk: Desk): void {
  const { view } = desk;
  const { uuid } = page;
  const by = SCROLLS[key];
  if (by !== undefined) page.top = Math.max(0, Math.min(page.lines.length - 1, page.top + by));
  else if (key === 'Escape' || key === 'q' || key === 'Enter' || key === '?') view.over = undefined;
  else if (uuid !== undefined && (key === 's' || key === 'd'))
    desk.queue(async () => {
      const card = view.columns.progress.find((each) => each.uuid === uuid);
      return desk.call(key === 'd' ? 'task_done' : card ? 'task_stop' : 'task_start', { id: uuid });
    });
}
