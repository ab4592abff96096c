import { signal } from '@preact/signals';
import { shortCommit } from '../../../../domain/runs/commit-id.ts';
import { readSuggestions } from '../../../../domain/runs/suggestion.ts';
import { act } from '../../data/act.ts';
import { Button } from '../../parts/button.tsx';
import { CheckBox } from '../../parts/forms/check-box.tsx';
import { DiffText } from '../../parts/text/diff-text.tsx';
import { countOf } from '../../parts/units/amounts.ts';
import type { ShownComment } from './answers.ts';

type Comment = ShownComment['comment'];

/** Ids of the comments whose suggestions the reader applies together. */
const chosen = signal<ReadonlySet<string>>(new Set());

/** Returns the lines that a comment suggests; undefined if it has no suggestion, or several. */
export function suggestedLines({ anchor, text }: Comment): readonly string[] | undefined {
  const { suggestions } = readSuggestions(text);
  return anchor.side === 'new' && suggestions.length === 1 ? suggestions[0] : undefined;
}

/** The suggestion of a comment as a diff, with buttons that apply it alone or with others. */
export function SuggestionView({
  placed: { comment, place },
  lines,
}: {
  placed: ShownComment;
  lines: readonly string[];
}) {
  const { id, anchor, applied, resolved } = comment;
  const diff = [...anchor.lines.map((line) => `-${line}`), ...lines.map((line) => `+${line}`)].join('\n');
  return (
    <div class="suggestion stack gap-6">
      <DiffText text={`@@ Suggestion @@\n${diff}`} />
      {applied ? (
        <small class="faint">
          Applied as <code>{shortCommit(applied.commit)}</code> by {applied.actor}
        </small>
      ) : (
        place &&
        !resolved && (
          <div class="line wrap gap-12">
            <Button look="small" onClick={() => void apply([id])}>
              Apply
            </Button>
            <CheckBox checked={chosen.value.has(id)} onCheck={(on) => choose([id], on)}>
              Apply with others
            </CheckBox>
          </div>
        )
      )}
    </div>
  );
}

/** A button that applies the chosen suggestions as one commit. */
export function ApplyChosen({ comments }: { comments: readonly ShownComment[] }) {
  const ids = comments
    .filter(({ comment, place }) => chosen.value.has(comment.id) && !comment.applied && place)
    .map(({ comment }) => comment.id);
  if (ids.length === 0) return null;
  return <Button onClick={() => void apply(ids)}>Apply {countOf(ids.length, 'suggestion')}</Button>;
}

function choose(ids: readonly string[], on: boolean): void {
  const next = new Set(chosen.value);
  for (const id of ids)
    if (on) next.add(id);
    else next.delete(id);
  chosen.value = next;
}

async function apply(ids: readonly string[]): Promise<void> {
  const done = await act(
    'review_apply',
    { ids: [...ids] },
    {
      done: ({ run, commit }) =>
        `Applied ${countOf(ids.length, 'suggestion')} as ${shortCommit(commit)}. The checks of ${run.id} run again.`,
    },
  );
  if (done) choose(ids, false);
}
