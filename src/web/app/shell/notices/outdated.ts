import { onEvent } from '../../data/state.ts';
import { toast, toasts } from './toasts.ts';

/** Closes messages that are no longer true: about changes that somebody undoes, and about a server that answers again. */
export function closeOutdated(): () => void {
  return onEvent((message) => {
    if (message.type === 'connection' && message.connection === 'live') closeLost();
    const undoes = message.type === 'commit' ? message.commit.undoes : undefined;
    if (undoes !== undefined) toasts.value = toasts.value.filter(({ commits }) => !commits?.includes(undoes));
  });
}

function closeLost(): void {
  if (!toasts.value.some(({ lost }) => lost)) return;
  toasts.value = toasts.value.filter(({ lost }) => !lost);
  toast({ text: 'The server answers again. Check whether your last change was made.' });
}
