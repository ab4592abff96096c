import type { Signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { DiffRow } from '../../../../../domain/runs/change-shapes.ts';
import type { Run } from '../../../data/types.ts';
import { LinkButton } from '../../../parts/button.tsx';
import { Markdown } from '../../../parts/text/markdown.tsx';
import { visible } from '../../../parts/text/visible.tsx';
import { countOf } from '../../../parts/units/amounts.ts';
import { Ago } from '../../../parts/units/when.tsx';
import { Virtual } from '../../../parts/virtual-list.tsx';
import { route } from '../../../shell/route.ts';
import type { Changes, ShownComment } from '../answers.ts';
import { CommentView } from '../comment.tsx';
import { Composer } from '../composer.tsx';
import type { Ticks } from '../ticked.ts';
import { type InSight, useColours } from './colours.ts';
import { useCursor, useDiffKeys } from './diff-keys.ts';
import { FileHead } from './file-head.tsx';
import { findingsIn } from './findings.ts';
import type { Growth } from './gaps.ts';
import { type DiffItem, type DiffSpot, itemsOf, rangeWords } from './items.ts';
import { ROW_PX, useHeldRow, useKeptPlace } from './kept-place.ts';
import { SplitLine, UnifiedLine } from './line.tsx';
import { useOpenFiles } from './open-files.ts';
import { useRows } from './use-rows.ts';
import { useSpot } from './use-spot.ts';
import { useSteps } from './use-steps.ts';

/** Elements of the current row that take the focus, so that a screen reader announces it. */
const TARGET = '.diff-file.is-current .diff-file-name, .diff-row.is-current button.diff-number';

/** Maximum number of frames to wait for a row after scrolling to it. */
const FRAMES = 10;

interface Props {
  run: Run;
  since: string | undefined;
  until: string | undefined;
  space: boolean;
  /** Whether the agent's steps are shown with the changes. */
  showsSteps: boolean;
  changes: Changes;
  comments: readonly ShownComment[];
  split: Signal<boolean>;
  ticks: Ticks;
  /** The file to scroll to. */
  wanted: Signal<{ path: string; n: number } | undefined>;
}

/** The diff of a result with all its files. Only visible rows are in the page. */
export function Diff({ run, since, until, space, showsSteps, changes, comments, split, ticks, wanted }: Props) {
  const { files } = changes;
  const to = changes.to ?? run.result?.commit ?? '';
  const open = useOpenFiles(files, ticks.paths);
  const { rows, ends, load, open: openLines, openAll } = useRows({ run: run.id, since, until, space, to });
  const { spot, draft, choose, save, leave } = useSpot({ run: run.id, since, until, commit: to });
  const colours = useColours();
  const shownItems = useRef<readonly DiffItem[]>([]);
  const cursor = useCursor(() => shownItems.current);
  const steps = useSteps(run.id, showsSteps && !until, open.paths.value);
  const shown = {
    files,
    steps,
    open: open.paths.value,
    rows: rows.value,
    ends: ends.value,
    split: split.value,
    space,
    spot: spot.value,
    comments,
  };
  const items = useMemo(() => {
    const paths = files.map(({ path }) => path);
    const findings = findingsIn(run.checks ?? [], paths);
    return itemsOf({ ...shown, findings, comments: until ? [] : since ? comments.filter(isOfResult) : comments });
  }, [...Object.values(shown), run.checks, since, until]);
  const commented = useMemo(() => comments.flatMap(spotOf), [comments]);
  shownItems.current = items;
  const setOpen = (path: string, on: boolean) => {
    open.set(path, on);
    if (on) void load(path);
  };
  const tick = (path: string) => {
    ticks.toggle(path);
    setOpen(path, ticks.paths.has(path));
  };
  const show = (path: string) => {
    setOpen(path, true);
    cursor.go(items.findIndex((item) => item.kind === 'file' && item.file.path === path));
  };
  const first = route.value.query.get('file');
  useEffect(() => {
    if (first) show(first);
  }, [first]);
  useEffect(() => {
    if (wanted.value) show(wanted.value.path);
  }, [wanted.value]);
  const fold = (path: string) => setOpen(path, !open.paths.peek().has(path));
  useDiffKeys({ items, cursor, choose, fold, tick });
  const keepPlace = useKeptPlace(space, items, rows.value, cursor.go);
  const hold = useHeldRow(items, rows.value, () => focused.ref.current?.querySelector('.review-rows'));
  const focused = useFocusedRow(cursor.moves.value);
  const current = cursor.at();
  const close = () => {
    leave();
    focused.focus();
  };
  const draw = (item: DiffItem, index: number) => {
    const isCurrent = index === current;
    switch (item.kind) {
      case 'file': {
        const { path } = item.file;
        const actions = { onOpen: (on: boolean) => setOpen(path, on), onTick: () => tick(path) };
        return <FileHead item={item} current={isCurrent} seen={ticks.paths.has(path)} {...actions} />;
      }
      case 'told':
        return (
          <p class="diff-told" aria-busy={item.loads}>
            {item.text}
          </p>
        );
      case 'hunk':
        return (
          <div class="diff-hunk line wrap faint mono anywhere">
            {item.text && <span>{visible(item.text)}</span>}
            {item.growths.map((growth) => (
              <LinkButton
                key={growth.side}
                onClick={() => {
                  if (growth.side === 'below') hold(index + 1);
                  openLines(item.path, growth);
                }}
              >
                {growthWords(growth)}
              </LinkButton>
            ))}
            {item.growths.length > 0 && <LinkButton onClick={() => openAll(item.path)}>Whole file</LinkButton>}
          </div>
        );
      case 'step': {
        const { at, round, call, said } = item.step;
        return (
          <div class="diff-step">
            <header class="line wrap faint small">
              round {round} · <span class="mono anywhere">{visible(call)}</span> <Ago at={at} />
            </header>
            {said && <Markdown text={said} />}
          </div>
        );
      }
      case 'finding':
        return (
          <p class="diff-finding bad small anywhere">
            <strong>{item.finding.check}</strong> {visible(item.finding.text)}
          </p>
        );
      case 'comment':
        return <CommentView placed={item.placed} />;
      case 'composer':
        return (
          <Composer
            of={`${run.id} new`}
            label={labelOf(spot.value)}
            lines={spot.value && linesAt(rows.value.get(spot.value.path), spot.value)}
            draft={draft.value}
            save="Save as a draft"
            onSave={save}
            onClose={close}
          />
        );
      case 'line':
      case 'pair': {
        const props = { path: item.path, spot: spot.value, commented, current: isCurrent, colours, onChoose: choose };
        if (item.kind === 'line') return <UnifiedLine line={item.line} {...props} />;
        return <SplitLine left={item.left} right={item.right} {...props} />;
      }
    }
  };
  return (
    <section
      ref={focused.ref}
      onWheelCapture={cursor.release}
      onPointerDownCapture={cursor.release}
      onTouchMoveCapture={cursor.release}
      onKeyDownCapture={cursor.release}
      class={`flex-column slim short ${split.value ? 'is-split' : ''}`}
      aria-label="Diff"
    >
      <Virtual
        class="review-rows"
        count={items.length}
        size={ROW_PX}
        keyOf={(i) => items[i]!.key}
        reveal={cursor.reveal()}
        seen={(from, last) => {
          const seen = items.slice(from, last + 1);
          keepPlace(seen, items[current]);
          for (const item of seen) if (item.kind === 'told') void load(item.path);
          colours.see(rows.value, seen.flatMap(linesOf));
        }}
        row={(i) => draw(items[i]!, i)}
      />
    </section>
  );
}

/** Formats what a click shows: `20 more lines after 13`. */
function growthWords({ from, to, side }: Growth): string {
  return `${countOf(to - from + 1, 'more line')} ${side === 'above' ? `after ${from - 1}` : `before ${to + 1}`}`;
}

function spotOf({ comment, place }: ShownComment): DiffSpot[] {
  return place ? [{ ...place, side: comment.anchor.side }] : [];
}

function isOfResult({ comment }: ShownComment): boolean {
  return comment.anchor.side === 'new';
}

/** Returns the lines of the result in a range; undefined if the diff doesn't show all of them with their whole text. */
function linesAt(rows: readonly DiffRow[] = [], { side, from, to }: DiffSpot): string[] | undefined {
  const found = rows.filter(({ kind, new: line = 0, left }) => kind !== '@' && line >= from && line <= to && !left);
  return side === 'new' && found.length === to - from + 1 ? found.map(({ text }) => text) : undefined;
}

function labelOf(spot: DiffSpot | undefined): string {
  return spot ? `Comment on ${rangeWords(spot)}` : '';
}

function linesOf(item: DiffItem): InSight[] {
  const lines = item.kind === 'line' ? [item.line] : item.kind === 'pair' ? [item.left, item.right] : [];
  return lines.flatMap((line) => (line && 'path' in item ? [{ path: item.path, at: line.at }] : []));
}

/** Focuses the current row whenever `moves` increases. The returned `focus` focuses the row again. */
function useFocusedRow(moves: number) {
  const ref = useRef<HTMLElement>(null);
  const frame = useRef(0);
  const focus = (left = FRAMES): void => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      // A text field or a dialog keeps the focus.
      if (document.activeElement?.matches('textarea, dialog *')) return;
      const found = ref.current?.querySelectorAll<HTMLElement>(TARGET);
      if (found?.length) found[found.length - 1]!.focus({ preventScroll: true });
      else if (left > 0) focus(left - 1);
    });
  };
  useEffect(() => {
    if (moves > 0) focus();
  }, [moves]);
  return { ref, focus: () => focus() };
}
