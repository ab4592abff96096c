import { execute } from '../../../commands/execute.ts';
import { commandNamed } from '../../../commands/index.ts';
import { renderScreen } from '../../../commands/render.ts';
import type { Calling } from '../calling.ts';
import type { Desk } from './board-acts.ts';
import type { BoardCards, BoardReader } from './board-cards.ts';
import { callCommand, refusalOf, type Told } from './calls.ts';
import { AT_TOP, type Canvas, drawBoard } from './draw.ts';
import type { FullScreen, FullScreenListeners } from './full-screen.ts';
import { typedLine } from './line-editor.ts';
import { press } from './press.ts';
import { keptFocus, type View } from './view.ts';

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
    const next = await answer;
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
  const ask = (question: string, above: readonly string[]) =>
    new Promise<string>((answered) => {
      const answer = (text = '') => {
        view.over = undefined;
        answered(text);
      };
      const lines = above.flatMap((text) => text.split('\n'));
      view.over = { kind: 'prompt', label: question.trim(), above: lines, line: typedLine(''), answer };
      draw();
    });
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
