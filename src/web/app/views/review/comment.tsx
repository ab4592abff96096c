import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import { LinkButton } from '../../parts/button.tsx';
import { isUnsent } from '../../parts/forms/unsent.ts';
import { ScrollRegion } from '../../parts/scroll-region.tsx';
import { Markdown } from '../../parts/text/markdown.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Ago } from '../../parts/units/when.tsx';
import type { PlacedComment } from './answers.ts';
import { Composer } from './composer.tsx';
import { rangeWords } from './diff/items.ts';

/** A review comment. If its lines no longer exist in the result, the comment shows the original lines. */
export function CommentView({ placed: { comment, place } }: { placed: PlacedComment }) {
  const { id, text, actor, at, sent, anchor } = comment;
  const editing = useSignal(isUnsent(id));
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
  return (
    <div class={`review-comment ${sent ? 'is-sent' : 'is-draft'}`}>
      <header class="line wrap">
        <span class={`state ${sent ? 'tone-quiet' : 'tone-ask'}`}>{sent ? 'sent' : 'draft'}</span>
        <strong>{actor}</strong> <Ago at={at} />
        {place && <small>{rangeWords(place)}</small>}
        {!sent && (
          <span class="flex end gap-8">
            <LinkButton onClick={() => (editing.value = true)}>Edit</LinkButton>
            <LinkButton onClick={() => act('review_drop', { id }, { done: 'Deleted the draft' })}>Delete</LinkButton>
          </span>
        )}
      </header>
      {place === null && (
        <ScrollRegion as="pre" class="review-snippet" label={`Lines of ${anchor.path}`}>
          {visible(anchor.path)}, {rangeWords(anchor)}
          {'\n'}
          {visible(anchor.lines.slice(0, 12).join('\n'), { lines: true })}
        </ScrollRegion>
      )}
      <Markdown text={text} />
    </div>
  );
}
