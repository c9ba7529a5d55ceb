import { randomBytes } from 'node:crypto'

/** One part of a secret: `x` is its place, 1 to 255, `y` as many bytes as the secret has. */
export interface Part {
  readonly x: number
  readonly y: Uint8Array
}

/**
 * Shamir's secret sharing (1979), each byte by itself over GF(2^8) as AES has it: a random polynomial of degree k - 1
 * whose value at 0 is the secret, and a part is its value at x. Any k parts give the secret; k - 1 say nothing about it.
 */
export function splitSecret(secret: Uint8Array, threshold: number, count: number): readonly Part[] {
  if (
    !(Number.isInteger(threshold) && Number.isInteger(count) && 2 <= threshold && threshold <= count && count <= 255)
  ) {
    throw new RangeError('a secret is split into 2 to 255 parts, of which at least 2 and at most all are needed')
  }
  const coefficients = [
    secret,
    ...Array.from({ length: threshold - 1 }, () => new Uint8Array(randomBytes(secret.length))),
  ]
  return Array.from({ length: count }, (_, index) => {
    const x = index + 1
    const y = new Uint8Array(secret.length)
    // Horner's rule, from the highest coefficient down.
    for (const coefficient of coefficients.toReversed()) {
      for (const [at, byte] of coefficient.entries()) y[at] = multiply(y[at] ?? 0, x) ^ byte
    }
    return { x, y }
  })
}

/** The secret that these parts are of, by Lagrange's interpolation at 0. Too few, or wrong ones, give other bytes. */
export function combineParts(parts: readonly Part[]): Uint8Array {
  const [first] = parts
  const places = new Set(parts.map(({ x }) => x))
  if (first === undefined || places.size !== parts.length || places.has(0)) {
    throw new RangeError('parts of a secret have different places, from 1 to 255')
  }
  const secret = new Uint8Array(first.y.length)
  for (const { x, y } of parts) {
    if (y.length !== secret.length) throw new RangeError('parts of one secret have one length')
    let weight = 1
    for (const { x: other } of parts) if (other !== x) weight = multiply(weight, multiply(other, invert(other ^ x)))
    for (const [at, byte] of y.entries()) secret[at] = (secret[at] ?? 0) ^ multiply(byte, weight)
  }
  return secret
}

/** AES's polynomial, x^8 + x^4 + x^3 + x + 1. Eight steps whatever the bytes are, without a table to be timed by. */
function multiply(one: number, other: number): number {
  let product = 0
  let shifted = one
  for (let bit = 0; bit < 8; bit += 1) {
    product ^= shifted & -((other >> bit) & 1)
    shifted = (shifted << 1) ^ (0x11b & -(shifted >> 7))
  }
  return product
}

/** The 254th power, since the 255th of anything but 0 is 1. */
function invert(value: number): number {
  let power = value
  for (let step = 0; step < 6; step += 1) power = multiply(multiply(power, power), value)
  return multiply(power, power)
}
