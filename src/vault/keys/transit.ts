import * as z from 'zod'
import { ok, type Result, refuse } from '../../result.ts'
import { readCapped } from '../http/body.ts'
import { DATA_KEY_BYTES, type DataKeyContext, type KeyProvider, type OnProviderTrouble } from './provider.ts'

/** Where HashiCorp Vault (or OpenBao, which speaks the same) answers, and which of its Transit keys wraps ours. */
export interface TransitSettings {
  /** `https://vault.example:8200`, without a path. */
  readonly address: string
  /** Where the engine is mounted. */
  readonly mount: string
  readonly key: string
  /** A token whose policy allows encrypt, decrypt and reading of this one key. */
  readonly token: string
  readonly namespace?: string | undefined
}

/** A shopper waits for it. What answers at all answers within a fraction of this. */
const TIMEOUT_MS = 2000
/** Any answer here is a few hundred bytes. */
const LARGEST_ANSWER_BYTES = 16 * 1024

const ENCRYPTED = z.object({ data: z.object({ ciphertext: z.string().regex(/^vault:v[1-9][0-9]{0,8}:[\w+/=-]+$/) }) })
const DECRYPTED = z.object({ data: z.object({ plaintext: z.string() }) })
const KEY = z.object({ data: z.object({ latest_version: z.int().positive() }) })
const ERRORS = z.object({ errors: z.array(z.string()).min(1) })

/**
 * The Transit secrets engine as a key-encryption key that never leaves its service:
 * `POST /v1/transit/encrypt/:name`, `POST /v1/transit/decrypt/:name`, `GET /v1/transit/keys/:name`. What a data key is
 * for is its associated data, so the key has to be of an AEAD type, as Transit's default is (aes256-gcm96).
 */
export function transitProvider(settings: TransitSettings, onTrouble: OnProviderTrouble): KeyProvider {
  const { mount, key } = settings
  const ask = <Value>(what: string, name: string, shape: z.ZodType<Value>, body?: Record<string, string>) =>
    askTransit(settings, { path: `/v1/${mount}/${what}/${encodeURIComponent(name)}`, body }, shape, onTrouble)

  return {
    async currentKek() {
      const answer = await ask('keys', key, KEY)
      return answer.ok ? ok(`transit:${key}:${answer.value.data.latest_version}`) : refuse('unavailable')
    },

    async wrap(dataKey, context) {
      const plaintext = Buffer.from(dataKey).toString('base64')
      const answer = await ask('encrypt', key, ENCRYPTED, { plaintext, associated_data: associatedData(context) })
      if (!answer.ok) return refuse('unavailable')
      const { ciphertext } = answer.value.data
      const version = /^vault:v([0-9]+):/.exec(ciphertext)?.[1] ?? ''
      return ok({ kek: `transit:${key}:${version}`, wrapped: new TextEncoder().encode(ciphertext) })
    },

    async unwrap({ kek, wrapped }, context) {
      // Under the key that wrapped it, which another may have replaced in the settings since.
      const name = kek.slice('transit:'.length, kek.lastIndexOf(':'))
      const ciphertext = new TextDecoder().decode(wrapped)
      const answer = await ask('decrypt', name, DECRYPTED, { ciphertext, associated_data: associatedData(context) })
      if (!answer.ok) return answer
      const dataKey = new Uint8Array(Buffer.from(answer.value.data.plaintext, 'base64'))
      return dataKey.length === DATA_KEY_BYTES ? ok(dataKey) : refuse('refused')
    },
  }
}

/** JSON of a list keeps the parts apart whatever they contain; Transit takes it in base64. */
const associatedData = ({ name, merchantId, mode }: DataKeyContext): string =>
  Buffer.from(JSON.stringify(['turnpike.data-key.1', name, merchantId, mode])).toString('base64')

/**
 * One request and its answer. Only 400 with the engine's own word that this ciphertext does not open is a refusal; a
 * token that ended, a key that is missing and a sealed or busy service say nothing about it.
 */
async function askTransit<Value>(
  { address, token, namespace }: TransitSettings,
  { path, body }: { readonly path: string; readonly body: Record<string, string> | undefined },
  shape: z.ZodType<Value>,
  onTrouble: OnProviderTrouble,
): Promise<Result<Value, 'unavailable' | 'refused'>> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), TIMEOUT_MS)
  try {
    const response = await fetch(new URL(path, address), {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        'x-vault-token': token,
        'x-vault-request': 'true',
        accept: 'application/json',
        ...(namespace === undefined ? {} : { 'x-vault-namespace': namespace }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'manual',
      signal: late.signal,
    })
    const bytes = await readCapped(response.body, LARGEST_ANSWER_BYTES)
    const value: unknown = bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes))
    if (response.status === 400 && isDoesNotOpen(value)) return refuse('refused')
    const answer = response.status === 200 ? shape.safeParse(value) : undefined
    if (answer?.success === true) return ok(answer.data)
    onTrouble(`transit answered ${response.status}${answer === undefined ? '' : ' in another shape'}`)
  } catch (error) {
    // The message may quote the address; the class tells time-outs from the rest.
    onTrouble(`transit did not answer (${error instanceof Error ? error.name : 'unknown'})`)
  } finally {
    clearTimeout(timer)
  }
  return refuse('unavailable')
}

const isDoesNotOpen = (value: unknown): boolean =>
  ERRORS.safeParse(value).data?.errors.some((text) =>
    /message authentication failed|invalid ciphertext/i.test(text),
  ) === true
