import { createCipheriv, createECDH, createHash, type ECDH, randomBytes } from 'node:crypto'

/**
 * JWEs that have to be refused, made for one key: the classes of the invalid vectors of Project Wycheproof for JWE and for
 * ECDH on P-256, as far as they apply to ECDH-ES with A256GCM, and what a hostile page would try besides. Each is made
 * from a good one, by hand and not by a library, so that a single thing is wrong with it.
 */
export interface Recipient {
  readonly kid: string
  readonly x: string
  readonly y: string
}

const b64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
const b64json = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const sized = (bytes: Uint8Array): Buffer => Buffer.concat([uint32(bytes.length), bytes])

/** Concat KDF with SHA-256, one round, as RFC 7518, 4.6.2 has it. */
const derived = (shared: Uint8Array, enc: string, apu = '', apv = ''): Buffer =>
  createHash('sha256')
    .update(uint32(1))
    .update(shared)
    .update(sized(Buffer.from(enc)))
    .update(sized(Buffer.from(apu, 'base64url')))
    .update(sized(Buffer.from(apv, 'base64url')))
    .update(uint32(256))
    .digest()

const pointOf = ({ x, y }: Pick<Recipient, 'x' | 'y'>): Buffer =>
  Buffer.concat([Buffer.from([4]), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])

function ephemeral(): { readonly exchange: ECDH; readonly epk: Record<string, unknown> } {
  const exchange = createECDH('prime256v1')
  const point = exchange.generateKeys()
  return {
    exchange,
    epk: { kty: 'EC', crv: 'P-256', x: b64(point.subarray(1, 33)), y: b64(point.subarray(33)) },
  }
}

interface Made {
  /** The header's text, where it is not JSON of `fields`. */
  readonly text?: (fields: object) => string
  readonly fields?: Readonly<Record<string, unknown>>
  /** What the key is derived with, where the header says something else. */
  readonly apu?: string
  readonly apv?: string
  readonly enc?: string
  readonly shared?: (agreed: Buffer) => Uint8Array
  readonly tagBytes?: number
  readonly nonceBytes?: number
}

/** A JWE that is right in everything that is not said. */
export function makeJwe(recipient: Recipient, plaintext: string | Uint8Array, made: Made = {}): string {
  const { exchange, epk } = ephemeral()
  const fields = { alg: 'ECDH-ES', enc: 'A256GCM', kid: recipient.kid, epk, ...made.fields }
  const header = Buffer.from(made.text?.(fields) ?? JSON.stringify(fields)).toString('base64url')
  const agreed = exchange.computeSecret(pointOf(recipient))
  const { apu, apv } = { ...(fields as { apu?: string; apv?: string }), ...made }
  const key = derived(made.shared?.(agreed) ?? agreed, made.enc ?? 'A256GCM', apu, apv)
  const nonce = randomBytes(made.nonceBytes ?? 12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(header))
  const ciphertext = Buffer.concat([cipher.update(Buffer.from(plaintext)), cipher.final()])
  return [header, '', b64(nonce), b64(ciphertext), b64(cipher.getAuthTag().subarray(0, made.tagBytes))].join('.')
}

/** P-256's prime and order (FIPS 186-5, 3.2.1.3). */
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn
const coordinate = (value: bigint): string =>
  Buffer.from(value.toString(16).padStart(64, '0'), 'hex').toString('base64url')
const numberOf = (text: string): bigint => BigInt(`0x${Buffer.from(text, 'base64url').toString('hex')}`)

/** Public keys that are none on P-256: each would leak bits of the private key, or agree on something known. */
function badPoints({ x, y }: Recipient): Readonly<Record<string, Record<string, unknown>>> {
  const ec = (px: string, py: string, more: object = {}) => ({ kty: 'EC', crv: 'P-256', x: px, y: py, ...more })
  // Its base point (SEC 2, 2.4.1): not every runtime has the curve to make another.
  const secp256k1 = {
    x: coordinate(0x79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798n),
    y: coordinate(0x483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8n),
  }
  const p384 = createECDH('secp384r1').generateKeys()
  return {
    'the point at infinity as zeros': ec(coordinate(0n), coordinate(0n)),
    'x = 0 and y = 1': ec(coordinate(0n), coordinate(1n)),
    'off the curve by one': ec(x, coordinate(numberOf(y) ^ 1n)),
    'with x and y exchanged': ec(y, x),
    // A x for which x³ - 3x + b is no square has its point on the twist.
    'on the twist': ec(coordinate(1n), coordinate(1n)),
    'with x not reduced': ec(coordinate(P), y),
    'with y not reduced': ec(x, coordinate(2n ** 256n - 1n)),
    'of small order on another curve (b = 0)': ec(coordinate(0n), coordinate(0n), { crv: 'P-256' }),
    'of secp256k1': ec(secp256k1.x, secp256k1.y),
    'of P-384 that says P-256': ec(b64(p384.subarray(1, 49)), b64(p384.subarray(49))),
    'that says P-384': ec(x, y, { crv: 'P-384' }),
    'that says secp256k1': ec(x, y, { crv: 'secp256k1' }),
    'that says X25519': { kty: 'OKP', crv: 'X25519', x },
    compressed: { kty: 'EC', crv: 'P-256', x: b64(Buffer.concat([Buffer.from([2]), Buffer.from(x, 'base64url')])) },
    'too short in x': ec(b64(Buffer.from(x, 'base64url').subarray(1)), y),
    'too long in x': ec(b64(Buffer.concat([Buffer.alloc(1), Buffer.from(x, 'base64url')])), y),
    'without y': { kty: 'EC', crv: 'P-256', x },
    'with numbers for coordinates': { kty: 'EC', crv: 'P-256', x: 1, y: 2 },
    'of octets': { kty: 'oct', k: x },
    'of RSA': { kty: 'RSA', n: x, e: 'AQAB' },
    'the recipient’s own': ec(x, y),
    empty: {},
  }
}

/** All attacks by name. The plaintext is what a successful one would open. */
export function jweAttacks(recipient: Recipient, plaintext: string): Readonly<Record<string, string>> {
  const good = makeJwe(recipient, plaintext)
  const [header = '', , nonce = '', ciphertext = '', tag = ''] = good.split('.')
  const withParts = (...parts: readonly string[]) => parts.join('.')
  const cut = (part: string, bytes: number) => b64(Buffer.from(part, 'base64url').subarray(0, -bytes))
  const longer = (part: string) => b64(Buffer.concat([Buffer.from(part, 'base64url'), Buffer.alloc(3)]))
  const make = (made: Made) => makeJwe(recipient, plaintext, made)
  const attacks: Record<string, string> = {}

  for (const [name, part] of Object.entries({ header, nonce, ciphertext, tag })) {
    const bytes = new Uint8Array(Buffer.from(part, 'base64url'))
    for (let at = 0; at < bytes.length; at += 1) {
      const flipped = b64(Uint8Array.from(bytes, (byte, index) => (index === at ? byte ^ (1 << (at % 8)) : byte)))
      attacks[`bit ${at % 8} of byte ${at} of the ${name} flipped`] = good.replace(part, flipped)
    }
    attacks[`${name} cut by a byte`] = good.replace(part, cut(part, 1))
    attacks[`${name} with bytes behind it`] = good.replace(part, longer(part))
    attacks[`${name} left out`] = good.replace(part, '')
    attacks[`${name} left out with its separator`] = good.replace(`${part}.`, '').replace(`.${part}`, '')
    attacks[`${name} with padding`] = good.replace(part, `${part}=`)
    attacks[`${name} with a line break`] = good.replace(part, `${part.slice(0, 4)}\n${part.slice(4)}`)
    attacks[`${name} in base64 with another alphabet`] = good.replace(part, `+${part.slice(1)}`)
  }
  for (const bytes of [4, 8, 12, 15]) {
    attacks[`tag cut by ${bytes} bytes`] = withParts(header, '', nonce, ciphertext, cut(tag, bytes))
  }
  for (const tagBytes of [4, 8, 12, 13, 14, 15]) attacks[`tag made with ${tagBytes} bytes`] = make({ tagBytes })
  for (const nonceBytes of [1, 8, 16]) attacks[`nonce of ${nonceBytes} bytes`] = make({ nonceBytes })
  attacks['tag of zeros'] = withParts(header, '', nonce, ciphertext, b64(Buffer.alloc(16)))
  attacks['nonce of zeros'] = withParts(header, '', b64(Buffer.alloc(12)), ciphertext, tag)
  attacks['an encrypted key of another kind'] = withParts(header, b64(randomBytes(40)), nonce, ciphertext, tag)
  attacks['six parts'] = `${good}.AAAA`
  attacks['JSON serialization'] = JSON.stringify({ protected: header, iv: nonce, ciphertext, tag })
  attacks['flattened JSON with an unprotected header'] = JSON.stringify({
    ...{ protected: header, unprotected: { alg: 'dir' }, iv: nonce, ciphertext, tag },
  })
  attacks['a signed token'] = withParts(b64json({ alg: 'none' }), b64json({ number: '4242' }), '')

  for (const [name, epk] of Object.entries(badPoints(recipient)))
    attacks[`an ephemeral key ${name}`] = make({ fields: { epk } })
  attacks['no ephemeral key'] = make({ fields: { epk: undefined } })
  attacks['an ephemeral key of text'] = make({ fields: { epk: 'P-256' } })
  attacks['a key derived from zeros'] = make({ shared: (agreed) => Buffer.alloc(agreed.length) })
  attacks['a key derived from a shorter secret'] = make({ shared: (agreed) => agreed.subarray(1) })
  attacks['a key derived for another enc'] = make({ enc: 'A128GCM' })
  attacks['apu that the key is not derived with'] = make({ fields: { apu: 'QWxpY2U' }, apu: '' })
  attacks['apv that the key is not derived with'] = make({ fields: { apv: 'Qm9i' }, apv: 'RXZl' })
  attacks['apu that is a number'] = make({ fields: { apu: 7 }, apu: '' })

  const algs = [
    'dir',
    'none',
    'ECDH-ES+A128KW',
    'ECDH-ES+A256KW',
    'RSA1_5',
    'RSA-OAEP',
    'A256KW',
    'A256GCMKW',
    'ecdh-es',
  ]
  for (const alg of [...algs, '', null, 7, ['ECDH-ES'], { toString: 'ECDH-ES' }]) {
    attacks[`alg ${JSON.stringify(alg)}`] = make({ fields: { alg } })
  }
  for (const enc of [
    'A128GCM',
    'A192GCM',
    'A128CBC-HS256',
    'A256CBC-HS512',
    'XC20P',
    'a256gcm',
    '',
    null,
    ['A256GCM'],
  ]) {
    attacks[`enc ${JSON.stringify(enc)}`] = make({ fields: { enc } })
  }
  attacks['PBES2 with a billion rounds'] = make({ fields: { alg: 'PBES2-HS512+A256KW', p2s: 'AAAA', p2c: 1e9 } })
  for (const zip of ['DEF', 'GZ', '', null, false]) attacks[`zip ${JSON.stringify(zip)}`] = make({ fields: { zip } })
  for (const crit of [['exp'], ['alg'], ['b64'], [], 'exp', null, true]) {
    attacks[`crit ${JSON.stringify(crit)}`] = make({ fields: { crit, exp: 1 } })
  }
  for (const kid of ['frame-0', '', null, 7, [recipient.kid], '__proto__', 'constructor', `${recipient.kid} `]) {
    attacks[`kid ${JSON.stringify(kid)}`] = make({ fields: { kid } })
  }
  const twice = (name: string, first: unknown) => (fields: object) =>
    `{${JSON.stringify(name)}:${JSON.stringify(first)},${JSON.stringify(fields).slice(1)}`
  for (const [name, first] of Object.entries({
    alg: 'dir',
    enc: 'A128GCM',
    kid: 'frame-0',
    epk: {},
  })) {
    attacks[`${name} twice in the header`] = make({ text: twice(name, first) })
  }
  attacks['alg twice, once in other letters'] = make({
    text: (fields) => `{"al\\u0067":"dir",${JSON.stringify(fields).slice(1)}`,
  })
  attacks['epk with a name twice'] = make({
    text: (fields) => JSON.stringify(fields).replace('"crv":', '"crv":"P-384","crv":'),
  })
  attacks['a header behind a byte order mark'] = make({ text: (fields) => `\ufeff${JSON.stringify(fields)}` })
  attacks['a header with text behind it'] = make({ text: (fields) => `${JSON.stringify(fields)}x` })
  attacks['a header that is a list'] = make({ text: (fields) => JSON.stringify([fields]) })
  attacks['a header nested 400 deep'] = make({
    text: (fields) => JSON.stringify(fields).replace('{', `{"a":${'['.repeat(400)}${']'.repeat(400)},`),
  })
  attacks['a header of 2 kB'] = make({ fields: { junk: 'x'.repeat(2000) } })
  attacks['a JWE inside a JWE'] = makeJwe(recipient, good, { fields: { cty: 'JWT' } })
  attacks['content that is not UTF-8'] = makeJwe(
    recipient,
    Buffer.concat([Buffer.from(plaintext.slice(0, -1)), Buffer.from([0xff, 0x7d])]),
  )
  attacks['content that is no JSON'] = makeJwe(recipient, 'number=4242424242424242')
  attacks['no content'] = makeJwe(recipient, '')
  attacks['for another recipient'] = makeJwe({ ...recipientOf(ephemeral().epk), kid: recipient.kid }, plaintext)
  return attacks
}

const recipientOf = (epk: Record<string, unknown>): Recipient => ({ kid: '', x: String(epk.x), y: String(epk.y) })
