import type { Refusal } from '../data/api.ts';

/** Why something cannot be shown, and what to do. */
export function ProblemNote({ refusal, again }: { refusal: Refusal; again?: () => void }) {
  return (
    <div class="problem" role="alert">
      <strong>{refusal.message}</strong>
      {refusal.hint && <p>{refusal.hint}</p>}
      {again && (
        <p>
          <button type="button" class="button small" onClick={again}>
            Try again
          </button>
        </p>
      )}
    </div>
  );
}
