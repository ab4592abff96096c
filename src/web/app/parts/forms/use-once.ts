import { useRef } from 'preact/hooks';

/** Returns a function that runs `work` unless it is already running. So a double click submits only once. */
export function useOnce<Given extends readonly unknown[]>(
  work: (...given: Given) => Promise<void>,
): (...given: Given) => Promise<void> {
  const busy = useRef(false);
  return async (...given) => {
    if (busy.current) return;
    busy.current = true;
    try {
      await work(...given);
    } finally {
      busy.current = false;
    }
  };
}

/**
 * Returns a handler for a form's submit event that runs `work` unless it is already running. Prevents the browser from
 * loading a new page.
 */
export function useSubmit(work: () => Promise<void>): (event: Event) => void {
  const once = useOnce(work);
  return (event) => {
    event.preventDefault();
    void once();
  };
}
