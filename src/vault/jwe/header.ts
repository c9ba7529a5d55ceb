import { ok, type Result, refuse } from '../../result.ts'

export type JweProblem =
  | 'not_compact'
  | 'header_too_large'
  | 'header_malformed'
  | 'unsupported_algorithm'
  | 'unsupported_header'
  | 'unknown_key'
  | 'payload_too_large'
  | 'not_decryptable'
  | 'not_json'

/** An ECDH-ES header with its ephemeral key takes about 200 characters. */
const LARGEST_HEADER = 1024
/** What a wallet gives as JSON, eight kilobytes at most, in base64url; a card is a tenth of it. */
const LARGEST_CIPHERTEXT = 12 * 1024
/** AES-GCM's 96-bit nonce and 128-bit tag in base64url. */
const NONCE_LENGTH = 16
const TAG_LENGTH = 22

/**
 * Checks everything that can be checked before a key is touched, and answers the key's id. Only the canonical spelling
 * of base64url is taken: two spellings of one blob would be two tokens, and a replay would go unseen.
 */
export function readJweHeader(jwe: string): Result<{ readonly kid: string }, JweProblem> {
  const parts = jwe.split('.', 6)
  const [header = '', encryptedKey, nonce = '', ciphertext = '', tag = ''] = parts
  // Direct key agreement has no encrypted key (RFC 7518, 4.6), so the second part is empty.
  if (parts.length !== 5 || header === '' || encryptedKey !== '') return refuse('not_compact')
  if (header.length > LARGEST_HEADER) return refuse('header_too_large')
  if (ciphertext.length > LARGEST_CIPHERTEXT) return refuse('payload_too_large')
  if (nonce.length !== NONCE_LENGTH || tag.length !== TAG_LENGTH || ciphertext === '') return refuse('not_compact')
  if (![header, nonce, ciphertext, tag].every(isCanonical)) return refuse('not_compact')
  const fields = parseHeader(header)
  if (fields === undefined) return refuse('header_malformed')
  if (fields.alg !== 'ECDH-ES' || fields.enc !== 'A256GCM') return refuse('unsupported_algorithm')
  // No extension is understood, so a critical one is always unknown (RFC 7516, 4.1.13); compression leaks lengths.
  if ('crit' in fields || 'zip' in fields) return refuse('unsupported_header')
  if (typeof fields.kid !== 'string') return refuse('unknown_key')
  return ok({ kid: fields.kid })
}

const isCanonical = (part: string): boolean => Buffer.from(part, 'base64url').toString('base64url') === part

function parseHeader(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = Buffer.from(part, 'base64url').toString()
    const value: unknown = JSON.parse(text)
    // RFC 7516, 4: another reader could take the other of the two.
    if (namesSomethingTwice(text)) return undefined
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

/** Whether an object in this JSON, which is well-formed and short, has one name twice, however it is spelled. */
function namesSomethingTwice(json: string): boolean {
  const tokens = json.match(/"(?:[^"\\]|\\.)*"|[{}:]/g) ?? []
  const open: Set<string>[] = []
  for (const [index, token] of tokens.entries()) {
    if (token === '{') open.push(new Set())
    else if (token === '}') open.pop()
    else if (token !== ':' && tokens[index + 1] === ':') {
      const name: string = JSON.parse(token)
      if (open.at(-1)?.has(name)) return true
      open.at(-1)?.add(name)
    }
  }
  return false
}
