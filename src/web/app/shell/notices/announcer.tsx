import { announced } from './announce.ts';

/** Where screen readers listen. */
export function Announcer() {
  return (
    <div class="unseen">
      <div role="status" aria-live="polite">
        {announced.value.polite}
      </div>
      <div role="alert" aria-live="assertive">
        {announced.value.assertive}
      </div>
    </div>
  );
}
