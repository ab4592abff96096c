/** Checks whether a text is the stored id of a run: `r7`. */
export const isRunId = (text: string): boolean => /^r\d{1,15}$/.test(text);
