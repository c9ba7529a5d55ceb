import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../src/audit/canonical.ts'
import { chained, genesisOf, headerOf, lineOf } from '../../src/audit/chain.ts'
import type { AuditEntry, AuditOwner, NewEntry } from '../../src/audit/contract.ts'
import { parseHead, verifyText } from '../../src/audit/verify.ts'

const OWNER: AuditOwner = { merchantId: 'mer_1', mode: 'TEST' }

const newEntry: fc.Arbitrary<NewEntry> = fc.record({
  atMs: fc.nat(2_000_000_000_000),
  actor: fc.record({ kind: fc.constantFrom('operator', 'turnpike', 'command'), id: fc.string() }),
  action: fc.constantFrom('payment.event', 'gateway.update', 'card.forward'),
  subject: fc.string({ minLength: 1 }),
  detail: fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.boolean(), fc.integer(), fc.constant(null))),
})

const logs = fc.array(newEntry, { minLength: 1, maxLength: 12 }).map((entries) => chained(genesisOf(OWNER), entries))

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
const linesOf = (entries: readonly AuditEntry[]): readonly string[] => [headerOf(OWNER), ...entries.map(lineOf)]
const headOf = (entries: readonly AuditEntry[]) => {
  const { number, hash } = entries.at(-1) ?? genesisOf(OWNER)
  return { number, hash }
}

describe('a log that nobody touched', () => {
  test('verifies, with its head and without', () => {
    fc.assert(
      fc.property(logs, (entries) => {
        const text = textOf(linesOf(entries))
        const verified = { ok: true, value: { ...headOf(entries), owner: OWNER } }
        expect(verifyText(text)).toEqual(verified)
        expect(verifyText(text, headOf(entries))).toEqual(verified)
      }),
    )
  })

  test('verifies against an older head, for it has only grown', () => {
    fc.assert(
      fc.property(logs, fc.nat(), (entries, pick) => {
        const older = entries.slice(0, 1 + (pick % entries.length))
        expect(verifyText(textOf(linesOf(entries)), headOf(older)).ok).toBe(true)
      }),
    )
  })

  test('verifies while it is empty', () => {
    expect(verifyText(textOf([headerOf(OWNER)]), genesisOf(OWNER))).toMatchObject({ ok: true, value: { number: 0 } })
  })
})

/** One change of the file each; `at` is where it is first seen at the latest, by line. */
const changes: Readonly<Record<string, (lines: readonly string[], pick: number, other: number) => readonly string[]>> =
  {
    'a character': (lines, pick, other) => {
      const at = pick % lines.length
      const line = lines[at] ?? ''
      const place = other % line.length
      const letter = line[place] === '0' ? '1' : '0'
      return lines.with(at, line.slice(0, place) + letter + line.slice(place + 1))
    },
    'a space between': (lines, pick) =>
      lines.with(pick % lines.length, (lines[pick % lines.length] ?? '').replace(':', ': ')),
    'a line that is taken out': (lines, pick) => lines.toSpliced(pick % lines.length, 1),
    'a line that comes twice': (lines, pick) =>
      lines.toSpliced(pick % lines.length, 0, lines[pick % lines.length] ?? ''),
    'an empty line': (lines, pick) => lines.toSpliced(pick % (lines.length + 1), 0, ''),
    'two lines that change places': (lines, pick) => {
      const at = pick % (lines.length - 1)
      return lines.with(at, lines[at + 1] ?? '').with(at + 1, lines[at] ?? '')
    },
    'an end that is cut off': (lines, pick) => lines.slice(0, 1 + (pick % (lines.length - 1))),
  }

describe('I8 a log that was changed', () => {
  test.each(Object.keys(changes))('is found out by %s', (name) => {
    fc.assert(
      fc.property(logs, fc.nat(), fc.nat(), (entries, pick, other) => {
        const changed = changes[name]?.(linesOf(entries), pick, other) ?? []
        expect(verifyText(textOf(changed), headOf(entries)).ok).toBe(false)
      }),
      { numRuns: 300 },
    )
  })

  test('is found out by a file that ends in the middle of a line', () => {
    fc.assert(
      fc.property(logs, fc.nat(), (entries, pick) => {
        const text = textOf(linesOf(entries))
        expect(verifyText(text.slice(0, pick % text.length), headOf(entries)).ok).toBe(false)
      }),
    )
  })

  test('is found out by its head where it was written anew from some entry on, and the entry is named', () => {
    fc.assert(
      fc.property(logs, fc.nat(), (entries, pick) => {
        const at = pick % entries.length
        const renamed = entries.map((entry, index) =>
          index === at ? { ...entry, subject: `${entry.subject}!` } : entry,
        )
        const forged = chained(genesisOf(OWNER), renamed)
        expect(verifyText(textOf(linesOf(forged))).ok).toBe(true)
        expect(verifyText(textOf(linesOf(forged)), headOf(entries))).toMatchObject({
          ok: false,
          error: { number: entries.length },
        })
      }),
    )
  })

  test('says the first number at which the chain breaks, and why', () => {
    const entries = chained(
      genesisOf(OWNER),
      [1, 2, 3, 4].map((atMs) => ({
        atMs,
        actor: { kind: 'operator' },
        action: 'gateway.add',
        subject: 'gwa',
        detail: {},
      })),
    )
    const lines = linesOf(entries)
    const breach = (changed: readonly string[], head = headOf(entries)) => {
      const verified = verifyText(textOf(changed), head)
      return verified.ok ? undefined : verified.error
    }
    expect(breach(lines.toSpliced(2, 1))).toMatchObject({
      number: 2,
      why: expect.stringContaining('entry 3 stands where 2'),
    })
    expect(breach(lines.with(3, (lines[3] ?? '').replace('gwa', 'gwb')))).toMatchObject({
      number: 3,
      why: expect.stringContaining('changed'),
    })
    expect(breach(lines.slice(0, -1))).toMatchObject({ number: 4, why: expect.stringContaining('cut') })
    expect(breach([headerOf({ ...OWNER, mode: 'LIVE' }), ...lines.slice(1)])).toMatchObject({ number: 1 })
    expect(breach(lines.slice(1))).toMatchObject({ number: 0 })
    expect(breach([])).toEqual({ number: 0, why: 'the file is empty' })
  })
})

test('the same entry is written the same, whatever the order of its fields', () => {
  expect(canonicalJson({ b: 1, a: [true, null, { d: 'x', c: undefined }] })).toBe('{"a":[true,null,{"d":"x"}],"b":1}')
})

test('a head is read as it is written down', () => {
  const { hash } = genesisOf(OWNER)
  expect(parseHead(`12:${hash}`)).toEqual({ number: 12, hash })
  expect(parseHead(`12:${hash.slice(1)}`)).toBeUndefined()
})
