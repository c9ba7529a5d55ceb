import { ok, type Result, refuse } from '../result.ts'
import { canonicalJson } from './canonical.ts'
import { FORMAT, genesisOf, hashOf } from './chain.ts'
import type { AuditEntry, AuditHead, AuditOwner } from './contract.ts'

/** Where a log is first not what it was, and by what one sees it. Number 0 is the line that says whose it is. */
export interface Breach {
  readonly number: number
  readonly why: string
}

export interface Verified extends AuditHead {
  readonly owner: AuditOwner
}

export interface Verifier {
  /** The next line, without its end. False once the log is known to be broken. */
  take(line: string): boolean
  /** `rest` is what follows the last end of line: nothing, where nothing was cut. */
  end(rest: string): Result<Verified, Breach>
}

/**
 * Checks an export line by line: each is exactly as it was written, its number follows, and its hash is that of the one
 * before it and itself. That nothing was cut at the end, or written anew as a whole, only a head from elsewhere can tell.
 */
export function createVerifier(expected?: AuditHead): Verifier {
  let owner: AuditOwner | undefined
  let head: AuditHead = { number: 0, hash: '' }
  let breach: Breach | undefined

  const judge = (line: string): string | undefined => {
    if (owner === undefined) {
      owner = readHeader(line)
      if (owner === undefined) return `the first line does not say whose log it is, as ${FORMAT}`
      head = genesisOf(owner)
    } else {
      const entry = readEntry(line)
      if (typeof entry === 'string') return entry
      if (entry.number !== head.number + 1) {
        return `entry ${entry.number} stands where ${head.number + 1} has to: entries are missing, added or moved`
      }
      if (entry.hash !== hashOf(head.hash, entry)) {
        return 'its hash is not that of this entry behind the one before it: one of them was changed'
      }
      head = { number: entry.number, hash: entry.hash }
    }
    return expected?.number === head.number && expected.hash !== head.hash
      ? `its hash is ${head.hash}, and the head says ${expected.hash}: the log was written anew`
      : undefined
  }

  const fail = (why: string): void => {
    breach ??= { number: owner === undefined ? 0 : head.number + 1, why }
  }

  return {
    take(line) {
      if (breach !== undefined) return false
      const before = owner === undefined ? 0 : head.number + 1
      const why = judge(line)
      if (why !== undefined) breach = { number: before, why }
      return why === undefined
    },
    end(rest) {
      if (breach === undefined && rest !== '') fail('the last line is not whole')
      if (breach === undefined && owner === undefined) fail('the file is empty')
      if (breach === undefined && expected !== undefined && head.number < expected.number) {
        fail(`the log ends here, and the head says that it goes on to ${expected.number}: its end was cut`)
      }
      return breach === undefined && owner !== undefined
        ? ok({ ...head, owner })
        : refuse(breach ?? { number: 0, why: '' })
    },
  }
}

/** A whole export at once. */
export function verifyText(text: string, expected?: AuditHead): Result<Verified, Breach> {
  const verifier = createVerifier(expected)
  const lines = text.split('\n')
  const rest = lines.pop() ?? ''
  for (const line of lines) if (!verifier.take(line)) break
  return verifier.end(rest)
}

/** `number:hash`, as the head is written down elsewhere. */
export function parseHead(text: string): AuditHead | undefined {
  const [, number, hash] = /^([0-9]{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  return number === undefined || hash === undefined ? undefined : { number: Number(number), hash }
}

function readHeader(line: string): AuditOwner | undefined {
  const header = parsed(line)
  const { format, merchantId, mode } = header ?? {}
  const isOurs = format === FORMAT && typeof merchantId === 'string' && (mode === 'TEST' || mode === 'LIVE')
  return isOurs && canonicalJson({ format, merchantId, mode }) === line ? { merchantId, mode } : undefined
}

/** The entry, or what is wrong with the line. A line that reads the same but is written otherwise was changed too. */
function readEntry(line: string): AuditEntry | string {
  const entry = parsed(line)
  if (entry === undefined) return 'the line is not JSON of one entry'
  if (typeof entry.number !== 'number' || typeof entry.hash !== 'string') return 'the entry has no number and hash'
  return canonicalJson(entry) === line
    ? (entry as unknown as AuditEntry)
    : 'the line is not written as the log writes it'
}

function parsed(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined
  } catch {
    return undefined
  }
}
