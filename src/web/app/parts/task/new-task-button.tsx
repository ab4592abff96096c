import { open } from '../../shell/overlay.ts';

export function NewTaskButton() {
  return (
    <button type="button" class="button primary" onClick={() => open('quick-add')}>
      New task <kbd>c</kbd>
    </button>
  );
}
