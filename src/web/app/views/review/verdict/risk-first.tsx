import type { RunFile } from '../../../data/types.ts';
import { LinkButton } from '../../../parts/button.tsx';
import { StateView } from '../../../parts/task/state.tsx';
import { visible } from '../../../parts/text/visible.tsx';

interface Props {
  risk: NonNullable<RunFile['risk']>;
  /** Shows a file of the diff. */
  onFile(path: string): void;
}

/** The risk before all other facts, on every width: its level, and its first reason or where to look first. */
export function RiskFirst({ risk: { level, text, reasons, most }, onFile }: Props) {
  const [first] = reasons;
  const place = first?.places?.[0];
  const path = place?.path ?? first?.files[0];
  return (
    <p class="line wrap gap-8 anywhere" aria-label="Risk">
      <StateView of={`${level} risk`} />
      <span>{first ? `It ${visible(first.says)}` : level === 'unknown' && most ? 'Look first at' : visible(text)}</span>
      {path !== undefined && (
        <LinkButton onClick={() => onFile(path)}>
          {visible(path)}
          {place && `:${place.line}${place.old ? ' (before)' : ''}`}
        </LinkButton>
      )}
      {!first && level === 'unknown' && most && (
        <>
          <LinkButton onClick={() => onFile(most)}>{visible(most)}</LinkButton>
          <span class="faint">no test shows what it does</span>
        </>
      )}
      {reasons.length > 1 && <span class="faint">and {reasons.length - 1} more</span>}
    </p>
  );
}
