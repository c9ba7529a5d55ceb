import { WorkerEntrypoint } from 'cloudflare:workers'

const kept = new Map()
const writings = []
let calls = 0
let isDown = false

/** Stands where the api Worker stands: it reads who a credential is from the credential itself. */
export class IdentityEntrypoint extends WorkerEntrypoint {
  identify(credential) {
    const match = /^(pk|sk|op|cs)_(test|live)_([a-z0-9]+)(?:_([a-z0-9]+))?$/.exec(credential)
    if (credential === 'pk_unavailable') return { kind: 'unavailable' }
    if (credential === 'pk_fault') throw new Error(`no database at ${credential}`)
    if (match === null) return { kind: 'refused' }
    const kinds = { pk: 'publishable', sk: 'secret', op: 'operator', cs: 'client' }
    const [, prefix, mode, merchantId, rest] = match
    const identity = { kind: kinds[prefix], merchantId, mode: mode.toUpperCase(), credentialId: `id of ${credential}` }
    return { kind: 'identified', identity: prefix === 'cs' ? { ...identity, paymentId: `pay_${rest}` } : identity }
  }

  /** Takes accesses as the audit logs do, each once; "m_deaf" has a log that never answers. */
  recordAccess(shard, batch) {
    calls += 1
    if (isDown) throw new Error('no audit log here')
    const taken = batch.filter(({ merchantId }) => merchantId !== 'm_deaf')
    for (const access of taken) kept.set(`${shard} ${access.number}`, { shard, ...access })
    return taken.map(({ number }) => number)
  }

  /** What operators are about to write at the vault's own door. */
  recordAccountWriting(writing) {
    if (isDown) throw new Error('no audit log here')
    writings.push(writing)
  }

  /** For tests: everything that was taken so far, and whether the next is. */
  accesses() {
    return { kept: [...kept.values()], calls, writings }
  }

  setDown(down) {
    isDown = down
  }

  /** What a merchant of that name has listed; some of it nobody should have been able to list. */
  allowedOrigins(merchantId) {
    if (merchantId === 'down') return { kind: 'unavailable' }
    if (merchantId === 'none') return { kind: 'known', origins: [] }
    const odd = [
      '*',
      'https://*.evil.example',
      "https://x.example; script-src 'unsafe-inline'",
      'https://x.example/path',
    ]
    return { kind: 'known', origins: ['https://shop.example', 'http://127.0.0.1:9000', ...odd] }
  }
}

export default { fetch: () => new Response(null, { status: 404 }) }
