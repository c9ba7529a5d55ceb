import type { AuditOwner, NewEntry, NumberedEntry } from './contract.ts'

/** So many are taken in one run; more of them wait for the next. */
const MOST_AT_ONCE = 100

const inboxPrefix = ({ merchantId, mode }: AuditOwner): string => `audit-inbox/${merchantId}/${mode}/`

/**
 * Where a command leaves an entry for a deployed log, which no command can reach: a file of the archive's bucket, named
 * by time and by who wrote it, so that the log can take each once and in order.
 */
export const inboxName = (owner: AuditOwner, entry: NewEntry, id: string): string =>
  `${inboxPrefix(owner)}${new Date(entry.atMs).toISOString()}-${id}.json`

/** What lies in the inbox, each under its name. A file that is no entry stays there, for somebody to look at. */
export async function readInbox(
  archive: R2Bucket,
  owner: AuditOwner,
): Promise<readonly { readonly name: string; readonly entry: NewEntry }[]> {
  const { objects } = await archive.list({ prefix: inboxPrefix(owner), limit: MOST_AT_ONCE })
  const found = await Promise.all(
    objects.map(async ({ key }) => ({ name: key, entry: readEntry(await (await archive.get(key))?.text()) })),
  )
  return found.flatMap(({ name, entry }) => (entry === undefined ? [] : [{ name, entry }]))
}

/** A source of its own for each file, of which there is one entry: taken again it changes nothing. */
export const inboxEntries = (entry: NewEntry): readonly NumberedEntry[] => [{ number: 1, entry }]

function readEntry(text: string | undefined): NewEntry | undefined {
  try {
    const { atMs, actor, action, subject, detail } = JSON.parse(text ?? '') as NewEntry
    const isEntry =
      Number.isSafeInteger(atMs) &&
      actor?.kind === 'command' &&
      typeof action === 'string' &&
      typeof subject === 'string' &&
      typeof detail === 'object'
    return isEntry ? { atMs, actor, action, subject, detail } : undefined
  } catch {
    return undefined
  }
}
