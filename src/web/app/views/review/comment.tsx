import { useSignal } from '@preact/signals';
import { isDraft } from '../../../../domain/kinds/run/draft.ts';
import { readSuggestions } from '../../../../domain/runs/suggestion.ts';
import { act } from '../../data/act.ts';
import { LinkButton } from '../../parts/button.tsx';
import { isUnsent } from '../../parts/forms/unsent.ts';
import { ScrollRegion } from '../../parts/scroll-region.tsx';
import { StateView } from '../../parts/task/state.tsx';
import { Markdown } from '../../parts/text/markdown.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Ago } from '../../parts/units/when.tsx';
import type { ShownComment } from './answers.ts';
import { Composer } from './composer.tsx';
import { rangeWords } from './diff/items.ts';
import { firstLineOfComment } from './first-line.ts';
import { SuggestionView, suggestedLines } from './suggestion.tsx';

/**
 * A review comment with its answers. A resolved one is folded. If its lines no longer exist in the result, the comment
 * shows the original lines.
 */
export function CommentView({ placed: { comment, place } }: { placed: ShownComment }) {
  const { id, text, actor, at, applied, resolved, replies = [], anchor } = comment;
  const draft = isDraft(comment);
  const suggested = suggestedLines(comment);
  const editing = useSignal(isUnsent(id));
  const answering = useSignal(isUnsent(`${id} reply`));
  const unfolded = useSignal(false);
  if (editing.value)
    return (
      <Composer
        of={id}
        label="Comment"
        value={text}
        save="Save"
        onSave={async (changed) => (await act('review_edit', { id, text: changed })) !== undefined}
        onClose={() => (editing.value = false)}
      />
    );
  const state = resolved ? (applied ? 'applied' : 'resolved') : draft ? 'draft' : 'sent';
  const folded = resolved && !unfolded.value;
  return (
    <div class={`review-comment ${draft ? 'is-draft' : 'is-sent'}`}>
      <header class="line wrap">
        <StateView of={state} />
        <strong>{actor}</strong> <Ago at={at} />
        {place && <small>{rangeWords(place)}</small>}
        {folded && <small class="clip slim faint">{visible(firstLineOfComment(text))}</small>}
        <span class="flex end gap-8">
          {!draft ? (
            <>
              {resolved && (
                <LinkButton aria-expanded={!folded} onClick={() => (unfolded.value = !unfolded.value)}>
                  {folded ? 'Show' : 'Hide'}
                </LinkButton>
              )}
              <LinkButton onClick={() => void act('review_resolve', { id, ...(resolved ? { off: true } : {}) })}>
                {resolved ? 'Open again' : 'Resolve'}
              </LinkButton>
            </>
          ) : (
            <>
              <LinkButton onClick={() => (editing.value = true)}>Edit</LinkButton>
              <LinkButton onClick={() => act('review_drop', { id }, { done: 'Deleted the draft' })}>Delete</LinkButton>
            </>
          )}
        </span>
      </header>
      {!folded && (
        <>
          {place === null && (
            <ScrollRegion as="pre" class="review-snippet" label={`Lines of ${anchor.path}`}>
              {visible(anchor.path)}, {rangeWords(anchor)}
              {'\n'}
              {visible(anchor.lines.slice(0, 12).join('\n'), { lines: true })}
            </ScrollRegion>
          )}
          <Markdown text={suggested ? readSuggestions(text).rest : text} />
          {suggested && <SuggestionView placed={{ comment, place }} lines={suggested} />}
          {replies.map((reply) => (
            <div key={reply.id} class="review-reply marked above">
              <header class="line wrap">
                <strong>{visible(reply.actor)}</strong> <Ago at={reply.at} />
              </header>
              <Markdown text={reply.text} />
            </div>
          ))}
          {!draft && !answering.value && <LinkButton onClick={() => (answering.value = true)}>Reply</LinkButton>}
          {answering.value && (
            <Composer
              of={`${id} reply`}
              label="Reply"
              save="Reply"
              onSave={async (said) => (await act('review_reply', { id, text: said })) !== undefined}
              onClose={() => (answering.value = false)}
            />
          )}
        </>
      )}
    </div>
  );
}
