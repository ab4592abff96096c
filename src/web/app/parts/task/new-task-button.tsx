import { open } from '../../shell/overlay.ts';

/** The next step where there are no tasks. */
export function NewTaskButton() {
  return (
    <button type="button" class="button primary" onClick={() => open('quick-add')}>
      New task <kbd>c</kbd>
    </button>
  );
}
