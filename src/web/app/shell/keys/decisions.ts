import { drawnSince, isRead } from '../../../../domain/calls/drawn.ts';

/** A button that decides something. The attribute's value is what the decision is about. */
const DECIDES = '[data-decides]';
/** The part of the page that shows what a decision is about. */
const SUBJECT = 'dialog, article, section, main';
/** Milliseconds between two looks at the page. */
const LOOK_MS = 100;

let drawn: ReadonlyMap<string, number> = new Map();
/** The beginning of an act: when and where the person pressed. */
interface Press {
  timeStamp: number;
  target: EventTarget | null;
}

/** The last press of the pointer, and of the key that is still down. */
const begun: { pointer?: Press | undefined; key?: Press | undefined } = {};
/** Fields into which the person has written. */
const written = new WeakSet<EventTarget>();

/**
 * The props of a button that decides. Each click of it, by pointer or by key, counts only if the button and what it is
 * about are drawn at its place long enough for a person to read them.
 * @param of what the decision is about, such as a run with its commit
 */
export const decides = (of: string) => ({ 'data-decides': of, 'aria-disabled': true as const });

/** Ignores decisions about anything that nobody can have read. Marks their buttons as disabled until then. */
export function guardDecisions(): void {
  const listen = <Name extends keyof WindowEventMap>(name: Name, run: (event: WindowEventMap[Name]) => void) =>
    addEventListener(name, run, { capture: true });
  listen('pointerdown', ({ timeStamp, target }) => {
    begun.pointer = { timeStamp, target };
  });
  listen('keydown', ({ timeStamp, target, repeat }) => {
    if (!repeat) begun.key = { timeStamp, target };
  });
  // The release of a key can click a button. A click without a key or a pointer, by a screen reader, begins itself.
  listen('keyup', () =>
    setTimeout(() => {
      begun.key = undefined;
    }),
  );
  listen('input', ({ target }) => isText(target) && written.add(target));
  listen('click', (event) => stopEarly(event, event.target instanceof Element ? event.target.closest(DECIDES) : null));
  // A form can be submitted without a click.
  listen('submit', (event) => stopEarly(event, (event.target as Element).querySelector(DECIDES)));
  look(performance.now());
}

function stopEarly(event: MouseEvent | SubmitEvent, button: Element | null): void {
  const isByPointer = 'detail' in event && event.detail > 0;
  const by = (isByPointer ? begun.pointer : begun.key) ?? event;
  if (!button || isAnswer(by, button) || isDecidable(button, by.timeStamp)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  // A command of the palette presses the button before its page can be read again. The next Enter presses it.
  if (!event.isTrusted && button instanceof HTMLElement) button.focus({ preventScroll: true });
}

const isText = (target: EventTarget | null): target is Element =>
  target instanceof Element && target.matches('textarea, input:not([type=checkbox], [type=radio])');

/** Checks whether the key ends an answer in a field of the button's form: who has written one has read the question. */
function isAnswer({ target }: Press, button: Element): boolean {
  return isText(target) && written.has(target) && target.closest('form')?.contains(button) === true;
}

function isDecidable(button: Element, at: number): boolean {
  const of = shownBy(button);
  return of !== undefined && isRead(drawn.get(of), at);
}

function look(at: number): void {
  const buttons = Array.from(document.querySelectorAll(DECIDES), (button) => ({ button, of: shownBy(button) }));
  drawn = drawnSince(
    drawn,
    buttons.flatMap(({ of }) => of ?? []),
    at,
  );
  for (const { button, of } of buttons) {
    const waits = !(of !== undefined && isRead(drawn.get(of), at));
    if (waits !== (button.getAttribute('aria-disabled') === 'true'))
      button.setAttribute('aria-disabled', String(waits));
  }
  // A hidden page draws no frames, so nothing in it comes into sight.
  setTimeout(() => requestAnimationFrame(look), LOOK_MS);
}

/**
 * Returns what the person sees of a decision: its subject, its words and its place, as one text. A subject that is still
 * loading, a disabled button, and one below a dialog or a message are not in sight.
 */
function shownBy(button: Element): string | undefined {
  const { left, top, width, height } = button.getBoundingClientRect();
  const above = document.elementFromPoint(left + width / 2, top + height / 2)?.closest('dialog, .toast, [role=menu]');
  const dialog = [...document.querySelectorAll('dialog[open]')].at(-1);
  const isCovered = (dialog && !dialog.contains(button)) || (above && !above.contains(button));
  const loading = [...(button.closest(SUBJECT)?.querySelectorAll('[aria-busy=true]') ?? [])];
  if (width === 0 || isCovered || button.matches(':disabled')) return undefined;
  if (loading.some((part) => part.checkVisibility())) return undefined;
  return [button.getAttribute('data-decides'), button.textContent, Math.round(left), Math.round(top)].join('\n');
}
