import type { Event, ScalarEvent } from 'js-yaml';

/** What understands events. */
export type Library = Pick<typeof import('js-yaml'), 'EVENT_ID' | 'getScalarValue' | 'SCALAR_STYLE'>;

/** How many more values a text may have through its aliases than stand there: one that multiplies itself has more. */
const MOST_ALIASED = 10_000;

export interface TooMuch {
  reason: string;
  position: number;
}

interface Frame {
  isMapping: boolean;
  /** Is the next value of a mapping a key? */
  atKey: boolean;
  /** The field that values here belong to. */
  field: string | undefined;
  anchor: string | undefined;
  /** Number of values in it, those of aliases included. */
  size: number;
}

/**
 * Goes through the events of a text once: plain values of some fields (`title: 007`) become the texts that stand there, also in a list of
 * such a field; null stays so, but for a title. What aliases make that is not to be made is told.
 */
export function keepTexts(
  events: readonly Event[],
  { source, texts, library }: { source: string; texts: ReadonlySet<string>; library: Library },
): TooMuch | undefined {
  const { EVENT_ID, SCALAR_STYLE, getScalarValue } = library;
  const sizes = new Map<string, number>();
  const frames: Frame[] = [];
  let aliased = 0;
  /** Is what comes next a key? Afterwards the other is expected. */
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
  /** What lies on more than one line is a text in any case. One that is not plain is taken as it stands. */
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
      if (size === undefined) return refused(`*${name} stands for nothing that ends before it`);
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
