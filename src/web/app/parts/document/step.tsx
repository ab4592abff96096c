import { capital } from '../../../../base/quote.ts';
import { BUTTONS } from '../../../../domain/calls/buttons.ts';
import { callsIn, type NamedCall, shortLine } from '../../../../domain/calls/door.ts';
import type { PageStep } from '../../../sdk/page.ts';
import { hrefOf } from '../../shell/route.ts';
import { visible } from '../text/visible.tsx';

/** A next step. Each call that it names is a link to the command's form, whose button makes the call. */
export function Step({ of: { before, step, after } }: { of: PageStep }) {
  return (
    <>
      {visible(before)}
      {callsIn(step).map((piece, i) => (typeof piece === 'string' ? withCode(piece) : <CallLink key={i} of={piece} />))}
      {visible(after)}
    </>
  );
}

/** Shows what stands in backticks as code. */
const withCode = (text: string) =>
  text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{visible(part)}</code> : visible(part)));

function CallLink({ of: { command, ids } }: { of: NamedCall }) {
  return (
    <a class="link-button" href={hrefOf('command', [command], { ids })}>
      {[BUTTONS[command] ?? capital(shortLine(command)), ids].filter(Boolean).join(' ')}
    </a>
  );
}
