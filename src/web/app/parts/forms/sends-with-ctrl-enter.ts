/** Ctrl Enter in a text of several lines does what the button of its form does. */
export function sendsWithCtrlEnter(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }): void {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  const { form } = event.currentTarget;
  // A button that cannot be pressed cannot be pressed by keys either.
  if (form?.querySelector('[type=submit]:not(:disabled)')) form.requestSubmit();
}
