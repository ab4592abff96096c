import { commandNamed } from '../../../commands/index.ts';
import { inWordsOfLine } from '../../../commands/line-words.ts';
import { render } from '../../../commands/render.ts';
import { BacklogError } from '../../../domain/errors.ts';
import { stateLabel } from '../../../domain/state-words.ts';
import { above, below, beside, type CardTarget, menuTargets } from '../../../report/board/targets.ts';
import type { Card } from '../../../report/cards.ts';
import { errorText } from '../../../text/error.ts';
import type { Calling } from '../calling.ts';
import { executeChosen, maintain } from '../run-command.ts';
import { keysPage } from './draw.ts';
import type { BoardAct } from './keys.ts';
import { typedLine } from './line-editor.ts';
import { focused, type Menu, steppedFocus, type View } from './view.ts';

/** What the acts use. */
export interface Desk {
  view: View;
  call(name: string, input: Record<string, unknown>): Promise<Told>;
  /** Runs an act after the earlier ones, and then shows the changed cards. The act returns what to tell. */
  queue(act: () => Promise<Told | undefined>): void;
  /** Shows another filter. */
  filter(text: string): Promise<Told | undefined>;
  /** Shows a task as a page. */
  open(uuid: string): Promise<Told | undefined>;
  redraw(): void;
  suspend(): void;
  /** Ends the board. @param code the exit code */
  quit(code: number): void;
}

const PAGE = 10;

/** Does what a key means on the board. */
export function doAct(act: BoardAct, desk: Desk): void {
  const { view } = desk;
  const step = (by: { across?: number; down?: number }) => {
    view.focus = steppedFocus(view.columns, view.focus, by);
  };
  const onCard = (run: (card: Card) => void) => {
    const card = focused(view);
    if (card) run(card);
  };
  const move = (targetOf: (card: Card, order: readonly Card[]) => CardTarget<Card> | undefined) =>
    onCard(({ uuid }) => desk.queue(() => moveCard(desk, uuid, targetOf)));
  const acts: Readonly<Record<BoardAct, () => void>> = {
    down: () => step({ down: 1 }),
    up: () => step({ down: -1 }),
    left: () => step({ across: -1 }),
    right: () => step({ across: 1 }),
    pageDown: () => step({ down: PAGE }),
    pageUp: () => step({ down: -PAGE }),
    first: () => step({ down: Number.NEGATIVE_INFINITY }),
    last: () => step({ down: Number.POSITIVE_INFINITY }),
    moveRight: () => move((card) => beside(card, 1)),
    moveLeft: () => move((card) => beside(card, -1)),
    moveUp: () => move(above),
    moveDown: () => move(below),
    open: () => onCard(({ uuid }) => desk.queue(() => desk.open(uuid))),
    menu: () => onCard((card) => (view.over = cardMenu(card, desk))),
    add: () => prompt(desk, 'New task:', '', (text) => desk.call('task_add', { description: text, words: true })),
    filter: () => prompt(desk, 'Filter:', view.filter, desk.filter),
    keys: () => (view.over = { kind: 'page', lines: keysPage(), top: 0 }),
    undo: () => desk.queue(() => desk.call('task_undo', {})),
    redo: () => desk.queue(() => desk.call('task_redo', {})),
    redraw: desk.redraw,
    suspend: desk.suspend,
    quit: () => desk.quit(0),
  };
  acts[act]();
}

/** Moves a card that the person sees. Another process may have changed it: the command then refuses. */
async function moveCard(
  { view, call }: Desk,
  uuid: string,
  targetOf: (card: Card, order: readonly Card[]) => CardTarget<Card> | undefined,
): Promise<Told | undefined> {
  const card = Object.values(view.columns)
    .flat()
    .find((each) => each.uuid === uuid);
  const target = card && targetOf(card, view.columns[card.column]);
  if (!card || !target) return undefined;
  const { column, before, after, last } = target;
  return call('task_move', {
    ...{ id: uuid, seen: card.version },
    ...(column === card.column ? {} : { to: column }),
    ...(before ? { before: before.uuid } : {}),
    ...(after ? { after: after.uuid } : {}),
    ...(last ? { last: true } : {}),
  });
}

/** Returns the menu of a card, as the board in the browser has it. */
function cardMenu(card: Card, desk: Desk): Menu {
  const { uuid, id, column, description, run } = card;
  const later = (title: string, act: () => Promise<Told | undefined>) => ({ title, run: () => desk.queue(act) });
  const targets = menuTargets(card, desk.view.columns[column]).filter(({ disabled }) => !disabled);
  const items = [
    ...targets.map(({ title, target }) =>
      later(title, () =>
        moveCard(desk, uuid, (_, order) => (target.before ? { ...target, before: order[0] } : target)),
      ),
    ),
    ...(column === 'todo' ? [later('Start a run', () => desk.call('run_start', { filter: String(id) }))] : []),
    later('Open', () => desk.open(uuid)),
    later('Delete', () => desk.call('task_delete', { id: String(id) })),
  ];
  const title = `${id} ${description}${run ? ` (${run.id} ${stateLabel(run.shown)})` : ''}`;
  return { kind: 'menu', title, items, chosen: 0 };
}

/** Opens a line to type. A refused text stays in the line, with the refusal above it. */
function prompt(
  desk: Desk,
  label: string,
  text: string,
  submit: (text: string) => Promise<Told | undefined>,
  above: readonly string[] = [],
): void {
  const { view } = desk;
  view.over = {
    ...{ kind: 'prompt', label, above, line: typedLine(text) },
    answer(typed) {
      view.over = undefined;
      if (typed === undefined || (typed.trim() === '' && text === '')) return;
      desk.queue(async () => {
        const told = await submit(typed.trim());
        if (!told?.isRefusal || view.over) return told;
        prompt(desk, label, typed, submit, told.text.split('\n'));
        return undefined;
      });
    },
  };
}

/** The result of a call: the first line of its text, or the refusal. */
export type Told = { text: string; isRefusal?: true };

/**
 * Calls a command as the command line does, with its questions.
 * @param ask asks the person a question below the lines that the command has printed for it
 */
export async function callCommand(
  name: string,
  input: Record<string, unknown>,
  { ask, ...calling }: Calling & { ask(question: string, above: readonly string[]): Promise<string> },
): Promise<Told> {
  const printed: string[] = [];
  const print = (text: string) => void printed.push(text);
  const streams = {
    ...calling.streams,
    ...{ out: print, err: print, rewrites: false, put: undefined, edit: undefined },
    ask: (question: string) => ask(question, printed.splice(0)),
  };
  try {
    const executed = await executeChosen(commandNamed(name), input, { ...calling, streams });
    if (!executed) return { text: 'Nothing was changed.' };
    await maintain(calling.workspace.store, streams);
    const text = await render(executed, { json: false });
    return { text: text.split('\n', 1)[0]! };
  } catch (error) {
    return refusalOf(error);
  }
}

/** Formats a refusal. @throws the error if it isn't one */
export function refusalOf(error: unknown): Told {
  if (!(error instanceof BacklogError)) throw error;
  return { text: errorText(inWordsOfLine(error)), isRefusal: true };
}
