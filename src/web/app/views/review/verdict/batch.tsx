import { signal, useSignal } from '@preact/signals';
import { act, showRefusal } from '../../../data/act.ts';
import { Refusal } from '../../../data/api.ts';
import { workspace } from '../../../data/state.ts';
import type { RunFile } from '../../../data/types.ts';
import { Button, LinkButton } from '../../../parts/button.tsx';
import { useOnce } from '../../../parts/forms/use-once.ts';
import { countOf } from '../../../parts/units/amounts.ts';
import { decides } from '../../../shell/keys/decisions.ts';
import { toast } from '../../../shell/notices/toasts.ts';
import { DoubtDialog, doubtOf } from './doubt.tsx';

type Chosen = ReadonlyMap<string, string>;

const KEPT = 'backlog review batch';

/**
 * The results that the reader has looked at to approve them together: commits by run, by queue. This browser keeps them.
 */
const chosen = signal<ReadonlyMap<string, Chosen>>(kept());
addEventListener('storage', ({ key }) => {
  if (key === KEPT) chosen.value = kept();
});

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
  /** Number of changed files that the reader has not marked as seen. */
  unseen: number;
  /** The commit that the page shows. */
  commit: string | undefined;
  /** Opens the next review. */
  onNext(): void;
}

/**
 * Collects small results without objections, each after a look at it, and approves them together. Each approval names the
 * commit that the reader saw.
 */
export function Batch({ file: { run, risk, objections = [] }, unseen, commit, onNext }: Props) {
  const isSound = risk?.level === 'low' || risk?.level === 'unknown';
  const fits = run.state === 'review' && objections.length === 0 && isSound && commit !== undefined;
  const queue = workspace.value!.uuid;
  const all = chosen.value.get(queue) ?? new Map<string, string>();
  const set = (of: Iterable<[string, string]>) => {
    keep(new Map(chosen.value).set(queue, new Map(of)));
  };
  const doubt = doubtOf({ risk, unseen });
  /** The commit that the question is about. */
  const doubting = useSignal<string | undefined>(undefined);
  const ask = () => {
    if (doubt) doubting.value = commit;
    else choose();
  };
  const choose = () => {
    doubting.value = undefined;
    set([...all, [run.id, commit!]]);
    onNext();
  };
  const approve = useOnce(async () => {
    const approved: string[] = [];
    const refusals = new Map<string, Refusal>();
    // One after the other, because Backlog merges them in the order of their approval.
    for (const [id, seen] of all)
      if (await act('run_approve', { run: id, commit: seen }, { refused: (refusal) => refusals.set(id, refusal) }))
        approved.push(id);
    // The reader has to look at a refused result again. A result whose request did not reach the server stays chosen.
    set([...(chosen.value.get(queue) ?? [])].filter(([id]) => refusals.get(id)?.status === 0 || !all.has(id)));
    if (approved.length > 0) toast({ text: `Approved ${countOf(approved.length, 'result')}.` });
    const [first, ...more] = refusals.values();
    if (first) showRefusal(more.length === 0 ? first : allOf(refusals));
    if (approved.includes(run.id)) onNext();
  });
  return (
    <>
      {fits && all.get(run.id) !== commit && (
        <Button data-batch {...decides(`${run.id} ${commit} ${risk?.text}`)} onClick={ask}>
          Approve with others
        </Button>
      )}
      {fits && doubting.value === commit && doubt && (
        <DoubtDialog run={run.id} doubt={doubt} onYes={choose} onClose={() => (doubting.value = undefined)} />
      )}
      {all.has(run.id) && (
        <LinkButton onClick={() => set([...all].filter(([id]) => id !== run.id))}>Don't approve with others</LinkButton>
      )}
      {all.size > 0 && (
        <Button
          data-batch-approve
          {...decides([...all].join(' '))}
          title={[...all.keys()].join(', ')}
          onClick={approve}
        >
          Approve {countOf(all.size, 'chosen result')}
        </Button>
      )}
    </>
  );
}

/** Combines refusals to one, which says why each result was not approved. */
function allOf(refusals: ReadonlyMap<string, Refusal>): Refusal {
  const hint = Array.from(refusals, ([id, { message }]) => `${id}: ${message}`).join('. ');
  return new Refusal({ code: 'conflict', message: `${refusals.size} results were not approved`, hint });
}
