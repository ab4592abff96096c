import { useRef } from 'preact/hooks';
import type { Changes } from './answers.ts';
import { writing } from './composer.tsx';

/** The changes that are shown: another result waits until nobody is writing about this one. */
export function useSteady(answer: Changes | undefined): { changes: Changes | undefined; newer: boolean } {
  const shown = useRef<Changes | undefined>(undefined);
  const newer = writing.value > 0 && shown.current !== undefined && shown.current.to !== answer?.to;
  if (!newer) shown.current = answer;
  return { changes: shown.current, newer };
}
