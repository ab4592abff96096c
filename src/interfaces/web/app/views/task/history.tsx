import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import { useRead } from '../../data/live.ts';
import { DiffText } from '../../parts/diff-text.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';
import { Ago } from '../../parts/when.tsx';
import type { PastCommit } from './answers.ts';
import { actorText, told } from './told.ts';

const FIRST = 20;

/** Who changed what when, and the way back. */
export function History({ id }: { id: string }) {
  const limit = useSignal(FIRST);
  const asked = useRead('task_history', { id, full: true, limit: limit.value }, { patient: true });
  const past = asked.value.value;
  return (
    <section aria-label="History">
      <h2>History</h2>
      <Unanswered of={asked} />
      <ol class="history">
        {past?.commits.map((commit) => (
          <CommitRow
            key={commit.seq}
            commit={commit}
            diffs={past.documents.flatMap(({ seq, diff }) => (seq === commit.seq && diff ? [diff] : []))}
          />
        ))}
      </ol>
      {past?.more && (
        <button
          type="button"
          class="button small"
          onClick={() => {
            limit.value = Number(past.more!.limit);
          }}
        >
          More
        </button>
      )}
    </section>
  );
}

function CommitRow({ commit, diffs }: { commit: PastCommit; diffs: readonly string[] }) {
  const open = useSignal(false);
  const { seq, at, actor, command, changes } = commit;
  return (
    <li>
      <div class="commit-line">
        <span class={`actor is-${actor.kind}`}>{actorText(actor)}</span>
        <span class="commit-what">{command.replace(/^task_/, '').replaceAll('_', ' ')}</span>
        <span class="commit-told">{changes.flatMap(told).join('; ')}</span>
        {diffs.length > 0 && (
          <button
            type="button"
            class="link-button"
            aria-expanded={open.value}
            onClick={() => {
              open.value = !open.value;
            }}
          >
            Diff
          </button>
        )}
        <Ago at={at} />
        <button
          type="button"
          class="link-button commit-undo"
          aria-label={`Undo change ${seq}`}
          onClick={() => act('task_undo', { commit: seq }, { done: `Undid change ${seq}` })}
        >
          Undo
        </button>
      </div>
      {open.value && diffs.map((diff) => <DiffText key={diff} text={diff} />)}
    </li>
  );
}
