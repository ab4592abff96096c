import { signal } from '@preact/signals';
import { act } from '../../../data/act.ts';
import { workspace } from '../../../data/state.ts';
import type { RunFile } from '../../../data/types.ts';
import { Button } from '../../../parts/button.tsx';
import { countOf } from '../../../parts/units/count.ts';
import { toast } from '../../../shell/notices/toasts.ts';

type Chosen = ReadonlyMap<string, string>;

const KEPT = 'backlog review batch';

/**
 * The results that the reader has looked at to approve them together: commits by run, by queue. This browser keeps them.
 */
const chosen = signal<ReadonlyMap<string, Chosen>>(kept());

/** Reads the choice of this browser. Anything else under its name counts as no choice. */
function kept(): ReadonlyMap<string, Chosen> {
  try {
    const read = Object.entries<Record<string, string>>(JSON.parse(localStorage.getItem(KEPT) ?? '{}'));
    return new Map(read.map(([queue, commits]) => [queue, new Map(Object.entries(commits).filter(isChoice))]));
  } catch {
    return new Map();
  }
}

function isChoice([run, commit]: [string, unknown]): boolean {
  return /^r\d+$/.test(run) && /^[0-9a-f]{40,64}$/.test(String(commit));
}

function keep(next: ReadonlyMap<string, Chosen>): void {
  chosen.value = next;
  const some = [...next].filter(([, of]) => of.size > 0);
  localStorage.setItem(
    KEPT,
    JSON.stringify(Object.fromEntries(some.map(([queue, of]) => [queue, Object.fromEntries(of)]))),
  );
}

interface Props {
  file: RunFile;
  /** The commit that the page shows. */
  commit: string | undefined;
  /** Opens the next review. */
  onNext(): void;
}

/**
 * Collects small results without objections, each after a look at it, and approves them together. Each approval names the
 * commit that the reader saw.
 */
export function Batch({ file: { run, risk, objections = [] }, commit, onNext }: Props) {
  const fits = run.state === 'review' && objections.length === 0 && risk?.level === 'low' && commit !== undefined;
  const queue = workspace.value!.uuid;
  const all = chosen.value.get(queue) ?? new Map<string, string>();
  const set = (of: Iterable<[string, string]>) => {
    keep(new Map(chosen.value).set(queue, new Map(of)));
  };
  const choose = () => {
    set([...all, [run.id, commit!]]);
    onNext();
  };
  const approve = async () => {
    const done = await Promise.all([...all].map(([id, seen]) => act('run_approve', { run: id, commit: seen })));
    const approved = new Set([...all.keys()].filter((_, i) => done[i] !== undefined));
    set([...(chosen.value.get(queue) ?? [])].filter(([id]) => !approved.has(id)));
    if (approved.size > 0) toast({ text: `Approved ${countOf(approved.size, 'result')}.` });
  };
  return (
    <>
      {fits && all.get(run.id) !== commit && (
        <Button data-batch onClick={choose}>
          Approve with others
        </Button>
      )}
      {all.size > 0 && <Button onClick={() => void approve()}>Approve {countOf(all.size, 'chosen result')}</Button>}
    </>
  );
}
