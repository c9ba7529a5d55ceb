export type Book = ReadonlyMap<string, readonly Charge[]>

export interface Charge {
  readonly reference: string
  readonly amountMinor: string
  readonly amountCapturedMinor: string
  readonly amountRefundedMinor: string
  readonly status: 'authorized' | 'captured' | 'voided' | 'refunded'
  readonly createdAt: string
}

/** What both acquirers really did, by payment. */
export async function readBooks(sandboxOrigin: string): Promise<{ readonly a: Book; readonly b: Book }> {
  const [a, b] = await Promise.all([readBook(sandboxOrigin, 'a'), readBook(sandboxOrigin, 'b')])
  return { a, b }
}

async function readBook(sandboxOrigin: string, name: 'a' | 'b'): Promise<Book> {
  const rows = (await (await fetch(`${sandboxOrigin}/${name}/charges`)).json()) as readonly Charge[]
  const book = new Map<string, Charge[]>()
  for (const row of rows) book.set(row.reference, [...(book.get(row.reference) ?? []), row])
  return book
}

/** Money that the shopper is out of: held or taken, and not given back. */
export const stands = ({ status }: Charge): boolean => status === 'authorized' || status === 'captured'
