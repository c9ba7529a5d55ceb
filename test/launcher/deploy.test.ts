import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  bucketNames,
  kvNamespaceNames,
  queueNames,
  withKvNamespaceId,
  withoutServices,
} from '../../scripts/deploy/config.ts'
import { readDeploySecrets, secretsFor, writeNewSecrets } from '../../scripts/deploy/secrets.ts'

const api = readFileSync('wrangler.toml', 'utf8')
const vault = readFileSync('wrangler.vault.toml', 'utf8')

it('finds in the api’s file every queue, bucket and namespace that has to exist', () => {
  expect(queueNames(api)).toEqual(['payment-events', 'payment-events-dead'])
  expect(bucketNames(api)).toEqual(['turnpike-archive'])
  expect(kvNamespaceNames(api)).toEqual(['turnpike-config'])
})

it('puts the account’s own id in the place of the namespace’s name', () => {
  const id = '0123456789abcdef0123456789abcdef'
  const toml = withKvNamespaceId(api, 'turnpike-config', id)
  expect(toml).toContain(`id = "${id}"`)
  expect(kvNamespaceNames(toml)).toEqual([])
})

it('takes out service bindings and nothing else', () => {
  const toml = withoutServices(vault)
  expect(toml).not.toContain('IdentityEntrypoint')
  expect(toml).toContain('GATEWAY_ACCOUNTS')
  expect(toml).toContain('new_sqlite_classes')
  expect(withoutServices(api)).toContain('[[queues.producers]]')
})

it('gives each Worker its own secrets alone, and never makes a set twice', () => {
  const directory = mkdtempSync(join(tmpdir(), 'turnpike-deploy-test-'))
  try {
    const file = join(directory, 'secrets.json')
    writeNewSecrets(file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(() => writeNewSecrets(file)).toThrow('exists already')
    const secrets = readDeploySecrets(file, { DATABASE_URL: 'postgres://u:p@x.neon.tech/db' })
    expect(Object.keys(secretsFor('api', secrets))).toEqual(['DATABASE_URL', 'SIGNING_SECRET'])
    // The one before is given only while it is rotated, and to the api Worker alone.
    const rotating = readDeploySecrets(file, { SIGNING_SECRET_PREVIOUS: 'the one before' })
    expect(Object.keys(secretsFor('api', rotating))).toEqual(['SIGNING_SECRET', 'SIGNING_SECRET_PREVIOUS'])
    expect(Object.keys(secretsFor('vault', secrets))).toEqual(['FRAME_KEYS', 'KEY_ENCRYPTION_KEYS', 'TOKEN_SECRET'])
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
})
