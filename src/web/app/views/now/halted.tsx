import type { Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { Button } from '../../parts/button.tsx';

/** Shows why a started orchestrator starts no runs, with a button that continues. */
export function HaltedLine({ halted }: { halted: Outputs['report_now']['halted'] }) {
  if (!halted) return null;
  return (
    <p class="now-halted now-none">
      {halted.text}.{' '}
      <Button look="small" onClick={() => void act('orchestrator_start', {}, { done: 'The orchestrator starts runs' })}>
        Start
      </Button>
    </p>
  );
}
