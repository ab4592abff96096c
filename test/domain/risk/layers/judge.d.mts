export function wrongWith(question: string): string | undefined;
