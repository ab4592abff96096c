import type { Event, ScalarEvent } from 'js-yaml';

/** The parts of js-yaml that interpret the parser's events. */
export type Library = Pick<typeof import('js-yaml'), 'EVENT_ID' | 'getScalarValue' | 'SCALAR_STYLE'>;

/** Maximum number of values that aliases may add, against texts whose aliases multiply each other. */
const MOST_ALIASED = 10_000;

export interface TooMuch {
  reason: string;
  position: number;
}

interface Frame {
  isMapping: boolean;
  /** Whether the next value in a mapping is a key. */
  atKey: boolean;
  /** The field to which these values belong. */
  field: string | undefined;
  anchor: string | undefined;
  /** Number of values inside, including the values of aliases. */
  size: number;
}

/**
 * Reads the events of a text once. Marks unquoted values of the fields in `texts` (`title: 007`) as text, also in
 * lists. Null stays null, except in a title.
 * @returns the reason why the text's aliases aren't allowed; undefined if they are
 */
export function keepTexts(
  events: readonly Event[],
  { source, texts, library }: { source: string; texts: ReadonlySet<string>; library: Library },
): TooMuch | undefined {
  const { EVENT_ID, SCALAR_STYLE, getScalarValue } = library;
  const sizes = new Map<string, number>();
  const frames: Frame[] = [];
  let aliased = 0;
  /** Checks whether the next value is a key. After a key, the next one is a value. */
  const takesKey = (frame: Frame | undefined) => {
    if (!frame?.isMapping) return false;
    frame.atKey = !frame.atKey;
    return !frame.atKey;
  };
  const anchorOf = ({ anchorStart, anchorEnd }: { anchorStart: number; anchorEnd: number }) =>
    anchorStart < 0 ? undefined : source.slice(anchorStart, anchorEnd);
  const count = (frame: Frame | undefined, size: number, anchor: string | undefined) => {
    if (frame) frame.size += size;
    if (anchor !== undefined) sizes.set(anchor, size);
  };
  const takeScalar = (frame: Frame | undefined, event: ScalarEvent) => {
    if (takesKey(frame)) frame!.field = getScalarValue(source, event);
    else if (event.style === SCALAR_STYLE.PLAIN && texts.has(frame?.field ?? '')) keepText(event, frame!.field!);
    count(frame, 1, anchorOf(event));
  };
  /** Marks an unquoted value as text. Values of several lines and quoted values are text anyway. */
  const keepText = (event: ScalarEvent, field: string) => {
    if (!event.fast || event.valueStart === event.valueEnd) return;
    const text = source.slice(event.valueStart, event.valueEnd);
    if (field !== 'title' && NULLS.has(text)) return;
    event.style = SCALAR_STYLE.LITERAL_BLOCK;
    event.tagStart = event.tagEnd = ABSENT;
  };
  for (const event of events) {
    const frame = frames.at(-1);
    if (event.type === EVENT_ID.SCALAR) takeScalar(frame, event);
    else if (event.type === EVENT_ID.ALIAS) {
      takesKey(frame);
      const name = anchorOf(event) ?? '';
      const size = sizes.get(name);
      const refused = (reason: string) => ({ reason, position: event.anchorStart });
      if (size === undefined) return refused(`*${name} names no anchor that ends before it`);
      aliased += size;
      if (aliased > MOST_ALIASED) return refused(`aliases make more than ${MOST_ALIASED} values of it`);
      count(frame, size, undefined);
    } else if (event.type === EVENT_ID.POP) {
      const { size, anchor } = frames.pop()!;
      count(frames.at(-1), size, anchor);
    } else if (event.type === EVENT_ID.DOCUMENT) frames.push({ ...EMPTY });
    else {
      const isMapping = event.type === EVENT_ID.MAPPING;
      const field = takesKey(frame) || !frame?.isMapping || isMapping ? undefined : frame.field;
      frames.push({ isMapping, atKey: isMapping, field, anchor: anchorOf(event), size: 1 });
    }
  }
  return undefined;
}

const EMPTY: Frame = { isMapping: false, atKey: false, field: undefined, anchor: undefined, size: 1 };
const ABSENT = -1;
const NULLS: ReadonlySet<string> = new Set(['~', 'null', 'Null', 'NULL']);
