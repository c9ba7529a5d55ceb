import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { TRANSIT_TOKEN } from './transitToken.ts'

/**
 * A service that speaks the three calls of Vault's Transit engine as its documentation has them, with real keys by name and
 * version, and refuses what Vault refuses: another token, an unknown key, a body of another shape, changed ciphertext.
 */
export interface TransitServer {
  readonly address: string
  readonly seen: {
    readonly method: string
    readonly path: string
    readonly headers: IncomingMessage['headers']
    readonly body: unknown
  }[]
  /** Adds a version to a key; the newest wraps. */
  rotate(name: string): void
  /** Answers everything so, or as it should again. */
  fail(answer: { readonly status: number; readonly body: string } | 'hang' | undefined): void
  close(): Promise<void>
}

export async function startTransitServer(): Promise<TransitServer> {
  const keys = new Map<string, Buffer[]>([['turnpike', [randomBytes(32)]]])
  const seen: TransitServer['seen'] = []
  let failure: Parameters<TransitServer['fail']>[0]
  const server: Server = createServer((request, response) => {
    answer(request).then(
      ({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(body),
      () => response.destroy(),
    )
  })

  const refused = (status: number, ...errors: string[]) => ({ status, body: JSON.stringify({ errors }) })
  const data = (value: object) => ({
    status: 200,
    body: JSON.stringify({ request_id: 'r', lease_id: '', data: value }),
  })

  async function answer(request: IncomingMessage): Promise<{ status: number; body: string }> {
    const body: unknown = request.method === 'POST' ? await json(request) : undefined
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body })
    if (failure === 'hang') return new Promise(() => undefined)
    if (failure !== undefined) return failure
    if (request.headers['x-vault-token'] !== TRANSIT_TOKEN) return refused(403, 'permission denied')
    const [, what, name] = /^\/v1\/transit\/(encrypt|decrypt|keys)\/([\w.-]+)$/.exec(request.url ?? '') ?? []
    const versions = keys.get(name ?? '')
    if (what === undefined || versions === undefined)
      return refused(what === 'encrypt' ? 403 : 400, 'encryption key not found')
    if ((what === 'keys') !== (request.method === 'GET')) return refused(405, 'unsupported operation')
    if (what === 'keys') return data({ name, type: 'aes256-gcm96', latest_version: versions.length })
    const { plaintext, ciphertext, associated_data: aad = '' } = body as Record<string, string | undefined>
    return what === 'encrypt' ? encrypt(versions, plaintext, aad) : decrypt(versions, ciphertext, aad)
  }

  function encrypt(versions: readonly Buffer[], plaintext: string | undefined, aad: string) {
    const key = versions.at(-1)
    if (plaintext === undefined || key === undefined) return refused(400, 'missing plaintext')
    const nonce = randomBytes(12)
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(aad, 'base64'))
    const box = Buffer.concat([nonce, cipher.update(plaintext, 'base64'), cipher.final(), cipher.getAuthTag()])
    return data({ ciphertext: `vault:v${versions.length}:${box.toString('base64')}`, key_version: versions.length })
  }

  function decrypt(versions: readonly Buffer[], ciphertext: string | undefined, aad: string) {
    const [, version, text] = /^vault:v([0-9]+):(.+)$/.exec(ciphertext ?? '') ?? []
    const key = versions[Number(version) - 1]
    if (key === undefined || text === undefined) return refused(400, 'invalid ciphertext: no prefix')
    const box = Buffer.from(text, 'base64')
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, 12)).setAAD(Buffer.from(aad, 'base64'))
      decipher.setAuthTag(box.subarray(-16))
      const plaintext = Buffer.concat([decipher.update(box.subarray(12, -16)), decipher.final()])
      return data({ plaintext: plaintext.toString('base64') })
    } catch {
      return refused(400, 'cipher: message authentication failed')
    }
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    rotate: (name) => void keys.set(name, [...(keys.get(name) ?? []), randomBytes(32)]),
    fail: (next) => {
      failure = next
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
