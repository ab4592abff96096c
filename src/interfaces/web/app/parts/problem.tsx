import type { Refusal } from '../data/api.ts';

/** Why something cannot be shown, and what to do. */
export function Problem({ refusal }: { refusal: Refusal }) {
  return (
    <div class="problem" role="alert">
      <strong>{refusal.message}</strong>
      {refusal.hint && <p>{refusal.hint}</p>}
    </div>
  );
}
