/** What an error says, to be put into a sentence of ours, which ends by itself. */
export const wordsOf = (error: unknown): string => withoutStop(error instanceof Error ? error.message : String(error))

export const withoutStop = (words: string): string => words.replace(/\.+$/, '')
