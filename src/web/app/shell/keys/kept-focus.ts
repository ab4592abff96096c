/** What had the focus in a view, so that it can be found again when the reader comes back. */
interface Mark {
  selector: string;
  /** The attributes of the element and its ancestors that begin with `data-`, or that number a row. */
  attributes: ReadonlyMap<string, string>;
  /** Label of the part with its row, and the index of the row there, if the row is gone. */
  part: string | undefined;
  index: number;
}

/** The place of a removed element: its former parent, and the nodes beside it. */
interface Gap {
  parent: Node;
  next: Node | null;
}

/** The last focused element of the view, and its place after it was removed. */
interface Held {
  element: HTMLElement;
  gap?: Gap | undefined;
}

const ROW = 'li, tr, [role=row], [role=listitem], [role=treeitem]';
/** Matches what can take over the focus. Not a button: a second press of the same key would run it. */
const TAKER = 'a[href], summary, [tabindex]:not(.virtual)';
/** Time in milliseconds after which the row at the same place takes the focus, if the wanted one doesn't appear. */
const PATIENCE_MS = 1_500;
/** Maximum number of remembered views. */
const MOST = 100;

const marks = new Map<string, Mark>();
let held: Held | undefined;
let last: HTMLElement | undefined;
let frame = 0;
let path = location.pathname;
/** Whether another view is shown since the last check of the focus. */
let isNewView = false;
/** The mark of the view to which the reader came back, until its row is there or the reader does something. */
let wanted: { mark: Mark; timer: ReturnType<typeof setTimeout> } | undefined;

const mainOf = () => document.querySelector<HTMLElement>('main');
const isLost = () => document.activeElement === null || document.activeElement === document.body;

/** Checks whether no part of the page has the focus, so that a view may take it. */
export const isFocusFree = () => isLost() || document.activeElement === mainOf();

/** Returns an attribute of the element that had the focus when the reader left this view, or of an element around it. */
export function leftAt(attribute: string): string | undefined {
  return marks.get(location.pathname)?.attributes.get(attribute);
}

/**
 * Keeps the focus in the view. If its element disappears, the next row gets it, or the previous one, or the view. A view
 * to which the reader comes back has it where it was.
 */
export function keepFocus(): void {
  addEventListener('focusin', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    last = target;
    const isInView = target.closest('main') !== null && !target.closest('dialog') && target !== mainOf();
    if (!isInView) return;
    held = { element: target };
    remember(target);
    forgetWanted();
  });
  addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget) return;
    // The reader left the element by a click beside it. An element that is gone or moved has a frame by then.
    setTimeout(() => {
      if (isLost() && frame === 0 && last && isUsable(last)) last = held = undefined;
    });
  });
  for (const type of ['keydown', 'pointerdown']) addEventListener(type, forgetWanted, { capture: true });
  const attributes = { attributes: true, attributeFilter: ['disabled', 'hidden'] };
  new MutationObserver(onChange).observe(document.body, { childList: true, subtree: true, ...attributes });
}

function onChange(records: readonly MutationRecord[]): void {
  if (held && !held.element.isConnected) held.gap ??= gapOf(held.element, records);
  if (wanted) focusWanted(wanted.mark);
  // Views that move the focus themselves do so before the next frame.
  if (path !== location.pathname) {
    path = location.pathname;
    isNewView = true;
    if (frame === 0) frame = requestAnimationFrame(restore);
  } else if (last && isLost() && frame === 0) {
    const isMoved = records.some(({ removedNodes }) => [...removedNodes].some((node) => node.contains(last!)));
    if (isMoved || !isUsable(last)) frame = requestAnimationFrame(restore);
  }
}

function restore(): void {
  frame = 0;
  const main = mainOf();
  if (isNewView) {
    isNewView = false;
    if (isLost()) main?.focus({ preventScroll: true });
    if (isFocusFree()) comeBack();
  } else if (isLost() && last) {
    const here = [last, held?.element].find((element) => element && isUsable(element));
    const taker = here ?? (held?.gap && takerOf(held.gap)) ?? main;
    taker?.focus({ preventScroll: taker === main });
  }
}

const isUsable = (element: HTMLElement) => element.isConnected && !element.matches(':disabled') && isVisible(element);
const isVisible = (element: Element) => element.checkVisibility();

/** Returns the place from which the change removed the element; the place of the first ancestor that still exists. */
function gapOf(element: Node, records: readonly MutationRecord[]): Gap | undefined {
  const record = records.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(element)));
  if (!record) return undefined;
  const { target: parent, nextSibling: next } = record;
  return parent.isConnected ? { parent, next } : gapOf(parent, records);
}

/** Returns the next row of the same list, otherwise the previous one, otherwise the first row after the list. */
function takerOf({ parent, next }: Gap): HTMLElement | undefined {
  if (!(parent instanceof Element) || !parent.isConnected) return undefined;
  const children = [...parent.children];
  const from = children.findIndex((child) => child === next || (next && isAfter(next, child)));
  const at = from < 0 ? children.length : from;
  for (const child of [...children.slice(at), ...children.slice(0, at).reverse()]) {
    const taker = firstTaker(child);
    if (taker) return taker;
  }
  for (const row of mainOf()?.querySelectorAll(ROW) ?? []) {
    const taker = isAfter(parent, row) && firstTaker(row);
    if (taker) return taker;
  }
  return undefined;
}

/** Checks whether the other node is after this one, and not in it. */
function isAfter(node: Node, other: Node): boolean {
  return node.compareDocumentPosition(other) === Node.DOCUMENT_POSITION_FOLLOWING;
}

function firstTaker(element: Element): HTMLElement | undefined {
  const all = [element, ...element.querySelectorAll(TAKER)].filter((each) => each.matches(TAKER) && isVisible(each));
  return all[0] as HTMLElement | undefined;
}

/** Records the element for the time when the reader comes back to this view. */
function remember(element: HTMLElement): void {
  const row = element.closest(ROW);
  const selector = selectorOf(element) ?? (row && selectorOf(firstTaker(row)));
  if (!selector) return;
  const part = element.closest('main [aria-label]:not(a, button, input)');
  const index = row && part ? [...part.querySelectorAll(ROW)].indexOf(row) : -1;
  marks.delete(location.pathname);
  marks.set(location.pathname, {
    ...{ selector, index, attributes: attributesAround(element) },
    part: part?.getAttribute('aria-label') ?? undefined,
  });
  for (const path of marks.keys()) if (marks.size > MOST) marks.delete(path);
}

function attributesAround(element: Element): Map<string, string> {
  const found = new Map<string, string>();
  for (let at: Element | null = element; at && at !== mainOf(); at = at.parentElement)
    for (const { name, value } of at.attributes)
      if (/^(?:data-|aria-rowindex)/.test(name) && !found.has(name)) found.set(name, value);
  return found;
}

/** Returns a selector of the element by its address or its data; undefined if it has none. */
function selectorOf(element: Element | undefined): string | undefined {
  const named = [...(element?.attributes ?? [])].filter(
    ({ name, value }) => value !== '' && (name === 'href' || name.startsWith('data-')),
  );
  if (!element || named.length === 0) return undefined;
  const [first] = element.classList;
  const attributes = named.map(({ name, value }) => attributeSelector(name, value)).join('');
  return `${first ? `.${CSS.escape(first)}` : ''}${attributes}`;
}

const attributeSelector = (name: string, value: string) => `[${name}="${CSS.escape(value)}"]`;

function comeBack(): void {
  const mark = marks.get(location.pathname);
  forgetWanted();
  if (!mark) return;
  wanted = { mark, timer: setTimeout(() => focusNear(mark), PATIENCE_MS) };
  focusWanted(mark);
}

function focusWanted({ selector }: Mark): void {
  if (!isFocusFree()) return;
  const found = mainOf()?.querySelector<HTMLElement>(selector);
  if (found && isVisible(found)) found.focus();
}

/** Focuses the row at the place of a row that is gone. */
function focusNear({ part, index }: Mark): void {
  forgetWanted();
  if (part === undefined || index < 0 || !isFocusFree()) return;
  const rows = mainOf()?.querySelector(attributeSelector('aria-label', part))?.querySelectorAll(ROW) ?? [];
  const row = rows[Math.min(index, rows.length - 1)];
  if (row) firstTaker(row)?.focus();
}

function forgetWanted(): void {
  if (wanted) clearTimeout(wanted.timer);
  wanted = undefined;
}
