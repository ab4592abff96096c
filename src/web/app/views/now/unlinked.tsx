import type { Outputs } from '../../../sdk/calls.ts';
import { TerminalLine } from '../../parts/terminal-line.tsx';

/** Repositories whose git folders no longer name the queue, with the command that links each again. */
export function Unlinked({ repositories = [] }: { repositories: Outputs['report_now']['unlinked'] }) {
  if (repositories.length === 0) return null;
  return (
    <section class="page stack" aria-label="Not linked">
      {repositories.map(({ text, call }) => (
        <div key={call} class="stack gap-6">
          <p class="anywhere">{text} To link it again:</p>
          <TerminalLine line={call} />
        </div>
      ))}
    </section>
  );
}
