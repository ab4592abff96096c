/** The hidden mark of what Backlog wrote. It contains no meaning: only a stored link or journal says what it is. */
export const MARK = /(?<!\n)\n*<!-- backlog:([0-9a-f-]{8,64}) -->\s*$/;

export const markText = (mark: string) => `<!-- backlog:${mark} -->`;
