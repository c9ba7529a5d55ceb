import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { combineShares, parseShare, splitKey } from '../../src/vault/keys/share.ts'
import { SHARE_SECRETS } from '../../src/vault/keys/shareSecrets.ts'
import { readJson } from '../stack/files.ts'
import { newFrameKey } from '../stack/secrets.ts'
import { CommandError } from './commandError.ts'

const KEYRING = z.object({ current: z.string(), keys: z.record(z.string(), z.string()) })
const FRAME_KEYS = z.object({ keys: z.array(z.looseObject({ kid: z.string(), ends: z.string().optional() })).min(1) })

/** A file as `npm run deploy -- --secrets` takes it: names and texts. */
function readSecrets(file: string): Record<string, unknown> {
  const stored = readJson(file)
  if (typeof stored !== 'object' || stored === null) {
    throw new CommandError(`${file} is no file of secrets: take it from where your organization keeps them.`)
  }
  return { ...stored }
}

function secretIn<Value>(file: string, name: string, shape: z.ZodType<Value>): Value {
  const text = readSecrets(file)[name]
  try {
    return shape.parse(JSON.parse(String(text)))
  } catch {
    throw new CommandError(`${file} has no ${name} of the expected shape.`)
  }
}

/** Beside the rest of the file. It is written whole, readable by its owner alone. */
function writeSecret(file: string, name: string, value: unknown): void {
  const secrets = { ...readSecrets(file), [name]: JSON.stringify(value) }
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
}

const versionsOf = (keys: Readonly<Record<string, string>>): readonly number[] => Object.keys(keys).map(Number)

/** The next version becomes current; the older ones open what is under them. */
export function rotateKeyEncryption(file: string) {
  const { keys } = secretIn(file, 'KEY_ENCRYPTION_KEYS', KEYRING)
  const next = String(Math.max(...versionsOf(keys)) + 1)
  writeSecret(file, 'KEY_ENCRYPTION_KEYS', {
    current: next,
    keys: { ...keys, [next]: randomBytes(32).toString('base64') },
  })
  return { file, current: next, others: Object.keys(keys) }
}

export function retire(file: string, version: string) {
  const { current, keys } = secretIn(file, 'KEY_ENCRYPTION_KEYS', KEYRING)
  if (version === current) throw new CommandError(`Version ${version} is the current one: rotate first.`)
  if (!(version in keys)) throw new CommandError(`${file} has no version ${version}.`)
  const { [version]: _gone, ...others } = keys
  writeSecret(file, 'KEY_ENCRYPTION_KEYS', { current, keys: others })
  return { file, retired: version, current, others: Object.keys(others).filter((one) => one !== current) }
}

/** Browsers may show the old keys for as long as `/keys` is cached, and pages may be open for hours. */
const SHORTEST_OVERLAP_HOURS = 1

export function rotateFrame(file: string, overlapHours: number, nowMs: number) {
  if (!(overlapHours >= SHORTEST_OVERLAP_HOURS && overlapHours <= 24 * 365)) {
    throw new CommandError('--overlap-hours is from 1, so that no open checkout fails, to 8760.')
  }
  const ends = new Date(nowMs + overlapHours * 3_600_000).toISOString()
  const { keys } = secretIn(file, 'FRAME_KEYS', FRAME_KEYS)
  const older = keys
    .filter((key) => key.ends === undefined || Date.parse(key.ends) > nowMs)
    .map((key) => ({ ...key, ends: key.ends ?? ends }))
  const newest = newFrameKey()
  writeSecret(file, 'FRAME_KEYS', { keys: [newest, ...older] })
  const kept = new Set(older.map(({ kid }) => kid))
  return {
    file,
    newest: newest.kid,
    older: older.map(({ kid, ends: end }) => ({ kid, ends: end })),
    retired: keys.map(({ kid }) => kid).filter((kid) => !kept.has(kid)),
  }
}

/** A file for each custodian. Nothing of a share is printed: a terminal remembers what it showed. */
export function split({
  count,
  threshold,
  directory,
  secretsFile,
}: {
  readonly count: number
  readonly threshold: number
  readonly directory: string
  readonly secretsFile: string | undefined
}) {
  if (!(Number.isInteger(count) && Number.isInteger(threshold) && threshold >= 2 && threshold <= count)) {
    throw new CommandError('--threshold is at least 2 and at most --shares.')
  }
  if (count > SHARE_SECRETS.length) throw new CommandError(`The vault has places for ${SHARE_SECRETS.length} shares.`)
  const kept = secretsFile === undefined ? undefined : secretIn(secretsFile, 'KEY_ENCRYPTION_KEYS', KEYRING)
  const version = kept?.current ?? String(Math.floor(Date.now() / 86_400_000))
  const key = kept === undefined ? randomBytes(32) : Buffer.from(kept.keys[kept.current] ?? '', 'base64')
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const files = splitKey(new Uint8Array(key), version, threshold, count).map((share, index) => {
    const path = join(directory, `share-${version}-${index + 1}.txt`)
    writeFileSync(path, `${share}\n`, { mode: 0o600, flag: 'wx' })
    return path
  })
  return { version, threshold, files }
}

export function combine(files: readonly string[], out: string | undefined) {
  const shares = files.map((file) => {
    const share = parseShare(readFileSync(file, 'utf8'))
    if (share === undefined) throw new CommandError(`${file} holds no share, or one that was changed on its way.`)
    return share
  })
  const combined = combineShares(shares)
  if (!combined.ok) {
    throw new CommandError(
      combined.error.kind === 'too_few'
        ? `${combined.error.missing} more shares of this set are needed.`
        : 'These shares are not of one set.',
    )
  }
  const version = shares[0]?.version ?? ''
  if (out !== undefined) {
    const keyring = { current: version, keys: { [version]: Buffer.from(combined.value).toString('base64') } }
    const text = JSON.stringify({ KEY_ENCRYPTION_KEYS: JSON.stringify(keyring) }, null, 2)
    writeFileSync(out, `${text}\n`, { mode: 0o600, flag: 'wx' })
  }
  return { version, fit: true, ...(out === undefined ? {} : { file: out }) }
}
