/** These digits as a value of their own. An id or a hash beside them holds four given digits now and then. */
export const standingAlone = (digits: string): RegExp => new RegExp(`(?<![0-9a-z])${digits}(?![0-9a-z])`, 'i')
