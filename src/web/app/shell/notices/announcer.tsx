import { announced } from './announce.ts';

/** The live regions that screen readers announce. */
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
