import { useRef } from 'preact/hooks';

/** Does something unless it is being done already: what is sent twice while the first is on its way counts once. */
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

/** The same for a form: the page stays. */
export function useSubmit(work: () => Promise<void>): (event: Event) => void {
  const once = useOnce(work);
  return (event) => {
    event.preventDefault();
    void once();
  };
}
