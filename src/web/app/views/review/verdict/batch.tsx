import { signal } from '@preact/signals';
import { act } from '../../../data/act.ts';
import type { RunFile } from '../../../data/types.ts';
import { Button } from '../../../parts/button.tsx';
import { countOf } from '../../../parts/units/count.ts';
import { toast } from '../../../shell/notices/toasts.ts';

/** The results that the reader has looked at to approve them together: commits by run. A reload forgets them. */
const chosen = signal<ReadonlyMap<string, string>>(new Map());

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
  const choose = () => {
    chosen.value = new Map(chosen.value).set(run.id, commit!);
    onNext();
  };
  const approve = async () => {
    const all = chosen.value;
    chosen.value = new Map();
    const done = await Promise.all([...all].map(([id, seen]) => act('run_approve', { run: id, commit: seen })));
    const approved = done.filter((one) => one !== undefined).length;
    if (approved > 0) toast({ text: `Approved ${countOf(approved, 'result')}.` });
  };
  return (
    <>
      {fits && chosen.value.get(run.id) !== commit && (
        <Button data-batch onClick={choose}>
          Approve with others
        </Button>
      )}
      {chosen.value.size > 0 && (
        <Button onClick={() => void approve()}>Approve {countOf(chosen.value.size, 'chosen result')}</Button>
      )}
    </>
  );
}
