import { type Signal, useComputed, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { act } from '../../data/act.ts';
import type { Run } from '../../data/types.ts';
import { Icon } from '../../parts/icon.tsx';
import { Virtual } from '../../parts/virtual.tsx';
import { useKeys } from '../../shell/keys.ts';
import { route } from '../../shell/route.ts';
import { toast } from '../../shell/toasts.ts';
import type { ChangedFile, Changes, Placed, Side } from './answers.ts';
import { Comment } from './comment.tsx';
import { Composer } from './composer.tsx';
import { findingsIn } from './findings.ts';
import { type Item, itemsOf, type Spot } from './items.ts';
import { SplitLine, UnifiedLine } from './line.tsx';
import type { tickedIn } from './ticked.ts';
import { useRows } from './use-rows.ts';

/** Pixels of a row before it was measured. */
const ROW_PX = 20;
/** Lines of files that are open at first, each and together. */
const OPEN = { each: 1_500, all: 6_000 } as const;

interface Props {
  run: Run;
  since: string | undefined;
  changes: Changes;
  comments: readonly Placed[];
  split: Signal<boolean>;
  ticked: ReturnType<typeof tickedIn>;
  /** The file that is to be seen. */
  wanted: Signal<{ path: string; n: number } | undefined>;
}

/** The diff of a result: files one after the other, of which only the rows in sight are in the page. */
export function Diff({ run, since, changes, comments, split, ticked, wanted }: Props) {
  const { files, to } = changes;
  const open = useSignal<ReadonlySet<string>>(openAtFirst(files, ticked.paths.peek()));
  const { rows, load } = useRows({ run: run.id, since, to });
  const spot = useSignal<Spot | undefined>(undefined);
  const cursor = useSignal(0);
  const reveal = useSignal<{ index: number; n: number } | undefined>(undefined);
  const findings = findingsIn(
    run.checks ?? [],
    files.map(({ path }) => path),
  );
  const items = itemsOf({
    ...{ files, open: open.value, rows: rows.value, split: split.value },
    ...{ comments: since ? comments.filter(isOfResult) : comments, findings, spot: spot.value },
  });
  const setOpen = (path: string, on: boolean) => {
    const next = new Set(open.value);
    if (on) next.add(path);
    else next.delete(path);
    open.value = next;
    if (on) void load(path);
  };
  const show = (path: string) => {
    setOpen(path, true);
    const index = items.findIndex((item) => item.kind === 'file' && item.file.path === path);
    cursor.value = index;
    reveal.value = { index, n: (reveal.value?.n ?? 0) + 1 };
  };
  const first = route.value.query.get('file');
  useEffect(() => {
    if (first) show(first);
  }, [first]);
  useEffect(() => {
    if (wanted.value) show(wanted.value.path);
  }, [wanted.value]);
  const choose = (path: string, side: Side, line: number, more: boolean) => {
    // Lines of an earlier result are nobody's any more; those that the run began from are in the whole diff.
    if (since && side === 'old') return toast({ text: 'Comment on a line of the result, or show the whole diff.' });
    const at = spot.value;
    spot.value =
      more && at?.path === path && at.side === side
        ? { path, side, from: Math.min(at.from, line), to: Math.max(at.to, line) }
        : { path, side, from: line, to: line };
  };
  const save = async (text: string) => {
    const { path, side, from, to: last } = spot.value!;
    const input = { run: run.id, commit: to, path, side, line: from, to: last, text };
    return (await act('review_comment', input, { done: 'Draft kept' })) !== undefined;
  };
  const current = useComputed(() => cursor.value);
  useDiffKeys({ items, cursor, reveal, spot, choose, setOpen, tick: ticked.toggle });
  const draw = (item: Item, index: number) => {
    switch (item.kind) {
      case 'file':
        return (
          <FileHead
            item={item}
            current={index === current.value}
            seen={ticked.paths.value.has(item.file.path)}
            onOpen={(on) => setOpen(item.file.path, on)}
            onTick={() => {
              ticked.toggle(item.file.path);
              setOpen(item.file.path, !ticked.paths.value.has(item.file.path));
            }}
          />
        );
      case 'told':
        return <p class="diff-told">{item.text}</p>;
      case 'hunk':
        return <div class="diff-hunk">{item.text}</div>;
      case 'finding':
        return (
          <p class="diff-finding">
            <strong>{item.finding.check}</strong> {item.finding.text}
          </p>
        );
      case 'comment':
        return <Comment placed={item.placed} />;
      case 'composer':
        return <SpotComposer spot={spot} save={save} />;
      case 'line':
        return (
          <UnifiedLine
            line={item.line}
            path={item.path}
            spot={spot.value}
            current={index === current.value}
            onChoose={choose}
          />
        );
      case 'pair':
        return (
          <SplitLine
            left={item.left}
            right={item.right}
            path={item.path}
            spot={spot.value}
            current={index === current.value}
            onChoose={choose}
          />
        );
    }
  };
  return (
    <section class={`review-diff ${split.value ? 'is-split' : ''}`} aria-label="Diff">
      <Virtual
        class="review-rows"
        count={items.length}
        size={ROW_PX}
        keyOf={(i) => items[i]!.key}
        reveal={reveal.value}
        seen={(from, last) => {
          for (const item of items.slice(from, last + 1)) if (item.kind === 'told') void load(item.path);
        }}
        row={(i) => draw(items[i]!, i)}
      />
    </section>
  );
}

function isOfResult({ comment }: Placed): boolean {
  return comment.anchor.side === 'new';
}

function SpotComposer({ spot, save }: { spot: Signal<Spot | undefined>; save(text: string): Promise<boolean> }) {
  const { from, to } = spot.value ?? { from: 0, to: 0 };
  return (
    <Composer
      label={from === to ? `Comment on line ${from}` : `Comment on lines ${from} to ${to}`}
      save="Keep as a draft"
      onSave={save}
      onClose={() => {
        spot.value = undefined;
      }}
    />
  );
}

interface HeadProps {
  item: Extract<Item, { kind: 'file' }>;
  current: boolean;
  seen: boolean;
  onOpen(on: boolean): void;
  onTick(): void;
}

const STATUS = { A: 'added', D: 'deleted', M: '', R: 'renamed', T: 'another type' } as const;

function FileHead({ item: { file, open }, current, seen, onOpen, onTick }: HeadProps) {
  return (
    <div class={`diff-file ${current ? 'is-current' : ''}`}>
      <button type="button" aria-expanded={open} class="diff-file-name" onClick={() => onOpen(!open)}>
        <Icon name={open ? 'down' : 'right'} size={12} />
        <span>
          {file.from && <del>{file.from}</del>} {file.path}
        </span>
      </button>
      {STATUS[file.status] && <span class="state tone-quiet">{STATUS[file.status]}</span>}
      {file.generated && <span class="state tone-quiet">generated</span>}
      {file.outside && <span class="state tone-ask">outside the scope</span>}
      <span class="lines-added">+{file.added}</span>
      <span class="lines-removed">−{file.deleted}</span>
      <label class="diff-seen">
        <input type="checkbox" checked={seen} onChange={onTick} /> Seen
      </label>
    </div>
  );
}

/** What is short and was not seen yet; generated files and long ones are folded. */
function openAtFirst(files: readonly ChangedFile[], seen: ReadonlySet<string>): Set<string> {
  let left = OPEN.all;
  const open = new Set<string>();
  for (const { path, added, deleted, generated } of files) {
    const lines = added + deleted;
    if (generated || seen.has(path) || lines > OPEN.each || lines > left) continue;
    left -= lines;
    open.add(path);
  }
  return open;
}

interface Hands {
  items: readonly Item[];
  cursor: Signal<number>;
  reveal: Signal<{ index: number; n: number } | undefined>;
  spot: Signal<Spot | undefined>;
  choose(path: string, side: Side, line: number, more: boolean): void;
  setOpen(path: string, on: boolean): void;
  tick(path: string): void;
}

/** The keyboard's way through a diff. */
function useDiffKeys({ items, cursor, reveal, choose, setOpen, tick }: Hands): void {
  const of = 'Review';
  const goTo = (index: number) => {
    if (index < 0 || index >= items.length) return;
    cursor.value = index;
    reveal.value = { index, n: (reveal.value?.n ?? 0) + 1 };
  };
  const step = (by: 1 | -1, fits: (item: Item) => boolean) => {
    for (let i = cursor.value + by; i >= 0 && i < items.length; i += by) if (fits(items[i]!)) return goTo(i);
  };
  const stops = ({ kind }: Item) => kind === 'line' || kind === 'pair' || kind === 'file';
  const comment = (more: boolean) => {
    const item = items[cursor.value];
    const row =
      item?.kind === 'line' ? item.line.row : item?.kind === 'pair' ? (item.right ?? item.left)?.row : undefined;
    if (!row || !item || !('path' in item)) return;
    const side = row.new === undefined ? 'old' : 'new';
    choose(item.path, side, row[side]!, more);
  };
  const fold = () => {
    const item = items[cursor.value];
    if (item?.kind === 'file') setOpen(item.file.path, !item.open);
  };
  const seen = () => {
    const item = items[cursor.value];
    if (!item) return;
    const path = item.kind === 'file' ? item.file.path : item.path;
    tick(path);
    setOpen(path, false);
    goTo(items.findIndex((each) => each.kind === 'file' && each.file.path === path));
  };
  useKeys(
    [
      { keys: 'j', title: 'Next line', of, run: () => step(1, stops) },
      { keys: 'k', title: 'Line before', of, run: () => step(-1, stops) },
      { keys: 'n', title: 'Next file', of, run: () => step(1, ({ kind }) => kind === 'file') },
      { keys: 'p', title: 'File before', of, run: () => step(-1, ({ kind }) => kind === 'file') },
      { keys: 'm', title: 'Comment on the line', of, run: () => comment(false) },
      { keys: 'M', title: 'Comment from the chosen line to this one', of, run: () => comment(true) },
      { keys: 'o', title: 'Open or fold the file', of, run: fold },
      { keys: 'x', title: 'Tick the file off', of, run: seen },
    ],
    [items],
  );
}
