import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { combine, retire, rotateFrame, rotateKeyEncryption, split } from '../../scripts/commands/vaultSecrets.ts'
import { writeNewSecrets } from '../../scripts/deploy/secrets.ts'
import { liveFrameKeys, parseSecrets } from '../../src/vault/env.ts'
import { sharedKeys } from '../../src/vault/keys/providers.ts'

const HOUR_MS = 3_600_000
let directory: string
let file: string
const secrets = () => parseSecrets(JSON.parse(readFileSync(file, 'utf8')))

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'turnpike-vault-secrets-'))
  file = join(directory, 'secrets.json')
  writeNewSecrets(file)
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('frame keys', () => {
  it('rotate with an overlap: the newest is first, older ones open until their end, and then they are dropped', () => {
    const [first] = secrets().frameKeys
    const nowMs = Date.now()
    const rotated = rotateFrame(file, 24, nowMs)
    const kids = (atMs: number) => liveFrameKeys(secrets(), atMs).map(({ kid }) => kid)
    expect(kids(nowMs)).toEqual([rotated.newest, first?.kid])
    expect(kids(nowMs + 24 * HOUR_MS - 1)).toEqual([rotated.newest, first?.kid])
    expect(kids(nowMs + 24 * HOUR_MS)).toEqual([rotated.newest])
    const again = rotateFrame(file, 48, nowMs + 23 * HOUR_MS)
    expect(kids(nowMs + 23 * HOUR_MS)).toEqual([again.newest, rotated.newest, first?.kid])
    expect(rotateFrame(file, 1, nowMs + 25 * HOUR_MS).retired).toEqual([first?.kid])
    expect(() => rotateFrame(file, 0, nowMs)).toThrow('--overlap-hours')
  })

  it('are refused when the newest has an end', () => {
    rotateFrame(file, 24, Date.now())
    const text = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
    const { keys } = JSON.parse(text.FRAME_KEYS ?? '') as { keys: object[] }
    const turned = { ...text, FRAME_KEYS: JSON.stringify({ keys: keys.toReversed() }) }
    expect(() => parseSecrets(turned)).toThrow('FRAME_KEYS has an end on its first key')
  })
})

describe('key-encryption keys', () => {
  it('rotate to the next version, keep the older ones, and lose one only when told', () => {
    const before = secrets().keyEncryptionKeys
    expect(rotateKeyEncryption(file)).toMatchObject({ current: '2', others: ['1'] })
    const after = secrets().keyEncryptionKeys
    expect([after.current, after.keys.get('1')]).toEqual(['2', before.keys.get('1')])
    expect(after.keys.get('2')).not.toEqual(before.keys.get('1'))
    expect(() => retire(file, '2')).toThrow('is the current one')
    expect(() => retire(file, '9')).toThrow('no version 9')
    expect(retire(file, '1')).toMatchObject({ retired: '1', current: '2', others: [] })
    expect([...secrets().keyEncryptionKeys.keys.keys()]).toEqual(['2'])
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('are split into private files for custodians, and any k of them combine to the key', () => {
    const out = join(directory, 'shares')
    const { files, version } = split({ count: 3, threshold: 2, directory: out, secretsFile: file })
    expect([version, files.length, ...files.map((path) => statSync(path).mode & 0o777)]).toEqual([
      '1',
      3,
      384,
      384,
      384,
    ])
    expect(() => combine(files.slice(0, 1), undefined)).toThrow('1 more shares of this set are needed')
    expect(combine(files.slice(1), undefined)).toEqual({ version: '1', fit: true })
    const given = {
      KEY_SHARE_1: readFileSync(files[0] ?? '', 'utf8'),
      KEY_SHARE_2: readFileSync(files[2] ?? '', 'utf8'),
    }
    expect(sharedKeys(given).keys.get('1')).toEqual(secrets().keyEncryptionKeys.keys.get('1'))
    // A set that was lost is made again from what is left of its shares.
    const recovered = join(directory, 'recovered.json')
    combine(files.slice(0, 2), recovered)
    const whole = { ...JSON.parse(readFileSync(file, 'utf8')), ...JSON.parse(readFileSync(recovered, 'utf8')) }
    expect(parseSecrets(whole).keyEncryptionKeys).toEqual(secrets().keyEncryptionKeys)
    expect(() => combine(files, recovered)).toThrow('EEXIST')
    writeFileSync(files[0] ?? '', 'tpk1.1.2.1.abc')
    expect(() => combine(files, undefined)).toThrow('holds no share')
    expect(() => split({ count: 2, threshold: 3, directory: out, secretsFile: file })).toThrow('--threshold')
  })
})
