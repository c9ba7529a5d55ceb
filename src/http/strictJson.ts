import { ok, type Result, refuse } from '../result.ts'

export type JsonProblem = 'malformed' | 'too_deep' | 'duplicate_key' | 'reserved_key' | 'lone_surrogate'

/** Far deeper than any request of ours; keeps everything that walks the value afterwards from running out of stack. */
const DEEPEST = 64

/**
 * Parses JSON that has one meaning only: no key twice in an object (readers differ on which one counts), no `__proto__`,
 * no half of a surrogate pair, no nesting without end. Runs in linear time and without recursion.
 */
export function parseStrictJson(text: string): Result<unknown, JsonProblem> {
  const depthProblem = scan(text)
  if (depthProblem !== undefined) return refuse(depthProblem)
  try {
    return ok(JSON.parse(text))
  } catch {
    return refuse('malformed')
  }
}

/** A string token, a bracket or a comma; everything between them is left to JSON.parse. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs

function scan(text: string): JsonProblem | undefined {
  /** For every open object the keys so far, for every open array nothing. */
  const open: (Set<string> | undefined)[] = []
  let keyExpected = false
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') {
      if (open.push(token === '{' ? new Set() : undefined) > DEEPEST) return 'too_deep'
      keyExpected = token === '{'
    } else if (token === '}' || token === ']') {
      open.pop()
      keyExpected = false
    } else if (token === ',') {
      keyExpected = open.at(-1) !== undefined
    } else if (token === ':') {
      keyExpected = false
    } else {
      const problem = stringProblem(token, keyExpected ? open.at(-1) : undefined)
      if (problem !== undefined) return problem
    }
  }
  return undefined
}

function stringProblem(token: string, keys: Set<string> | undefined): JsonProblem | undefined {
  const value = token.includes('\\') ? unescaped(token) : token.slice(1, -1)
  if (value === undefined) return 'malformed'
  if (!value.isWellFormed()) return 'lone_surrogate'
  if (keys === undefined) return undefined
  if (value === '__proto__') return 'reserved_key'
  if (keys.has(value)) return 'duplicate_key'
  keys.add(value)
  return undefined
}

function unescaped(token: string): string | undefined {
  try {
    return JSON.parse(token) as string
  } catch {
    return undefined
  }
}
