import type { PageStep } from '../../../sdk/page.ts';
import { hrefOf } from '../../shell/route.ts';
import { visible } from '../text/visible.tsx';

/** A next step. Each call that it names is a link to the command's form, whose button makes the call. */
export const StepPieces = ({ of }: { of: PageStep }) => (
  <>
    {of.map((piece, i) =>
      typeof piece === 'string' ? (
        withCode(piece)
      ) : (
        <a key={i} class="link-button" href={hrefOf('command', [piece.command], { ids: piece.ids })}>
          {piece.text}
        </a>
      ),
    )}
  </>
);

/** Shows what stands in backticks as code. */
const withCode = (text: string) =>
  text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{visible(part)}</code> : visible(part)));
