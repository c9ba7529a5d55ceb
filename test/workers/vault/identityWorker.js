import { WorkerEntrypoint } from 'cloudflare:workers'

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
}

export default { fetch: () => new Response(null, { status: 404 }) }
