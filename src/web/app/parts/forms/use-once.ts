import { useRef } from 'preact/hooks';

/** Runs `work` unless it is already running, so that a double submit counts once. */
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

/** The same for a form's submit event. Prevents the page load. */
export function useSubmit(work: () => Promise<void>): (event: Event) => void {
  const once = useOnce(work);
  return (event) => {
    event.preventDefault();
    void once();
  };
}
