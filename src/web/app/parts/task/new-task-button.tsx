import { open } from '../../shell/overlay.ts';
import { Button } from '../button.tsx';

export function NewTaskButton() {
  return (
    <Button look="primary" onClick={() => open('quick-add')}>
      New task <kbd>c</kbd>
    </Button>
  );
}
