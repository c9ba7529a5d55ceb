import { createECDH, randomBytes } from 'node:crypto'

/** Fresh secrets for this run, made in Node and bound to the Worker. */
function frameKey(kid: string) {
  const exchange = createECDH('prime256v1')
  const point = exchange.generateKeys()
  const padded = Buffer.concat([Buffer.alloc(32 - exchange.getPrivateKey().length), exchange.getPrivateKey()])
  return {
    kty: 'EC',
    crv: 'P-256',
    kid,
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
    d: padded.toString('base64url'),
  }
}

export const vaultSecrets = {
  FRAME_KEYS: JSON.stringify({ keys: [frameKey('frame-2'), frameKey('frame-1')] }),
  KEY_ENCRYPTION_KEYS: JSON.stringify({
    current: '2',
    keys: { 1: randomBytes(32).toString('base64'), 2: randomBytes(32).toString('base64') },
  }),
  TOKEN_SECRET: randomBytes(32).toString('base64'),
}
