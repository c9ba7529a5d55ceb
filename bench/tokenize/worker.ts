import { DurableObject } from 'cloudflare:workers'
import { createHash } from 'node:crypto'
import { type CryptoKey, compactDecrypt, importJWK, type JWK } from 'jose'

interface FloorEnv {
  readonly SHARD: DurableObjectNamespace<FloorShard>
  readonly FRAME_KEY: string
}

/** As many as the vault has. */
const SHARDS = 32
/** A sealed card, what proves the token's key, and the rest of a row. */
const SEALED_BYTES = 150

/** One shard: a row written in a commit, and nothing else. */
export class FloorShard extends DurableObject<FloorEnv> {
  #ready = false

  write(id: string, sealed: Uint8Array): void {
    const { sql } = this.ctx.storage
    if (!this.#ready) sql.exec('CREATE TABLE IF NOT EXISTS token (id TEXT PRIMARY KEY, sealed BLOB) WITHOUT ROWID')
    this.#ready = true
    sql.exec('INSERT INTO token VALUES (?, ?)', id, sealed)
  }
}

let key: Promise<CryptoKey | Uint8Array> | undefined

/**
 * The least that a token can cost here: a JWE opened and a row written. No credential, no check, no seal, no access log,
 * no alarm. The path may leave out either of the two, to see what each costs alone.
 */
export default {
  async fetch(request, env) {
    const { pathname } = new URL(request.url)
    const { jwe } = (await request.json()) as { jwe: string }
    let plaintext = new Uint8Array()
    if (pathname === '/both' || pathname === '/open') {
      key ??= importJWK(JSON.parse(env.FRAME_KEY) as JWK, 'ECDH-ES')
      plaintext = new Uint8Array((await compactDecrypt(jwe, await key)).plaintext)
    }
    if (pathname === '/both' || pathname === '/write') {
      const id = createHash('sha256').update(jwe).digest('hex')
      const shard = Number.parseInt(id.slice(0, 2), 16) % SHARDS
      await env.SHARD.getByName(`shard-${shard}`).write(id, new Uint8Array(SEALED_BYTES))
    }
    return Response.json({ length: plaintext.length }, { status: 201 })
  },
} satisfies ExportedHandler<FloorEnv>
