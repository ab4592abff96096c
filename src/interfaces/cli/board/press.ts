import { type Desk, doAct } from './board-acts.ts';
import type { Pressed } from './key-names.ts';
import { actOf } from './keys.ts';
import { edited } from './line-editor.ts';
import type { Menu, Page, Prompt } from './view.ts';

/** Handles a key: for what the person has opened, or for the board. */
export function press(pressed: Pressed, desk: Desk): void {
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
