import { outsideAuthorText } from '../../../../domain/outside.ts';
import type { RunFile } from '../../data/types.ts';
import { visible } from '../../parts/text/visible.tsx';

/**
 * The last open texts in the pull request that start no round, mostly by authors whom nobody trusts. They are plain text in
 * a frame with their author's name: data, no instructions.
 */
export function SaidThere({ of: { others = [] } }: { of: Pick<RunFile, 'others'> }) {
  if (others.length === 0) return null;
  return (
    <section aria-label="Texts of others in the pull request">
      <h3>Texts of others in the pull request</h3>
      <p class="faint small">No agent gets these texts. To pass one on, request changes in your own words.</p>
      {others.map(({ author, association, text }, at) => (
        <figure key={at} class="marked anywhere">
          <figcaption class="who">
            {visible(outsideAuthorText({ author, ...(association ? { association } : {}) }))}
          </figcaption>
          <pre class="conflict-value anywhere">{visible(text, { lines: true })}</pre>
        </figure>
      ))}
    </section>
  );
}
