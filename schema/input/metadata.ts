import { ok } from '../../src/result.ts'
import { type Checked, problem } from './problem.ts'
import { checkText } from './text.ts'

const MOST_ENTRIES = 50
const LONGEST_KEY = 40
const LONGEST_VALUE = 500

/** A flat object of at most 50 strings. */
export function checkMetadata(value: unknown): Checked<Readonly<Record<string, string>> | undefined> {
  const path = ['metadata']
  if (value === undefined || value === null) return ok(undefined)
  if (typeof value !== 'object' || Array.isArray(value)) return problem(path, 'must be an object of strings')
  const entries = Object.entries(value as Readonly<Record<string, unknown>>)
  if (entries.length > MOST_ENTRIES) return problem(path, `must have at most ${MOST_ENTRIES} entries`)
  for (const [key, text] of entries) {
    const found = problemOf(key, text)
    if (found !== undefined) return found
  }
  return ok(Object.fromEntries(entries) as Record<string, string>)
}

function problemOf(key: string, text: unknown): ReturnType<typeof problem> | undefined {
  if (key === '' || key === '__proto__') return problem(['metadata'], 'must not have an empty or reserved key')
  if (key.length > LONGEST_KEY) return problem(['metadata'], `must have keys of at most ${LONGEST_KEY} characters`)
  const checkedKey = checkText(key, ['metadata'], { longest: LONGEST_KEY })
  if (!checkedKey.ok) return problem(['metadata'], `has a key that ${checkedKey.error.message}`)
  const checkedValue = checkText(text, ['metadata', key], { longest: LONGEST_VALUE, multiline: true })
  return checkedValue.ok ? undefined : checkedValue
}
