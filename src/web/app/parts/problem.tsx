import type { Refusal } from '../data/api.ts';
import { Button } from './button.tsx';

/** Shows the reason for a missing answer, with the refusal's hint and a retry button. */
export function ProblemNote({ refusal, again }: { refusal: Refusal; again?: () => void }) {
  return (
    <div class="problem" role="alert">
      <strong>{refusal.message}</strong>
      {refusal.hint && <p>{refusal.hint}</p>}
      {again && (
        <p>
          <Button look="small" onClick={again}>
            Try again
          </Button>
        </p>
      )}
    </div>
  );
}
