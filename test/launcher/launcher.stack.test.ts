import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../scripts/database/migrate.ts'
import { type ChildStack, spawnStack } from '../../scripts/stack/child.ts'

const stateDirectory = mkdtempSync(join(tmpdir(), 'turnpike-stack-'))
let stack: ChildStack

beforeAll(async () => {
  stack = await spawnStack({ stateDirectory })
})
afterAll(async () => {
  await stack?.stop()
  rmSync(stateDirectory, { recursive: true, force: true })
})

const readJson = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(stateDirectory, name), 'utf8')) as Record<string, unknown>
const answers = (url: string) =>
  fetch(url).then(
    () => true,
    () => false,
  )
const control = (path: string, init: RequestInit = {}) =>
  fetch(stack.controlOrigin + path, { ...init, headers: { authorization: `Bearer ${stack.controlSecret}` } })
const start = (...options: string[]) =>
  spawn(process.execPath, ['scripts/start.ts', '--quiet', ...options], { stdio: ['ignore', 'pipe', 'pipe'] })
const outcome = async (child: ReturnType<typeof start>) => {
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString()
  })
  const [code] = await once(child, 'close')
  return { code, errors }
}

describe('a running stack', () => {
  it('has the keys and the addresses in files for their owner alone', () => {
    expect(readJson('keys.json')).toEqual(stack.keys)
    expect(readJson('stack.json')).toMatchObject({ instanceId: stack.instanceId, apiOrigin: stack.apiOrigin })
    for (const name of ['keys.json', 'stack.json', 'secrets.json']) {
      expect(statSync(join(stateDirectory, name)).mode & 0o777).toBe(0o600)
    }
  })

  it('answers on the api’s, the vault’s and the sandbox’s port', async () => {
    expect(await answers(`${stack.apiOrigin}/health`)).toBe(true)
    expect((await fetch(`${stack.vaultOrigin}/keys`)).status).toBe(200)
    expect((await fetch(`${stack.sandboxOrigin}/a/charges?reference=none`)).status).toBe(200)
  })

  it('has the demo shop on the fourth port, and its origins on the merchant’s list', async () => {
    expect(stack.shopOrigin).toBe(`http://127.0.0.1:${stack.port + 3}`)
    expect((await fetch(stack.shopOrigin)).status).toBe(200)
    const sql = connect({ databaseUrl: stack.databaseUrl, fetchEndpoint: stack.databaseFetchEndpoint })
    expect(await sql`SELECT allowed_origins FROM merchants`).toEqual([
      { allowed_origins: [stack.shopOrigin, `http://localhost:${stack.port + 3}`] },
    ])
  })

  it('opens its configuration cache to the control secret alone', async () => {
    expect((await control('/kv/some%3Akey', { method: 'PUT', body: 'value' })).status).toBe(204)
    expect(await (await control('/kv/some%3Akey')).text()).toBe('value')
    expect((await control('/kv/some%3Akey', { method: 'DELETE' })).status).toBe(204)
    expect((await control('/kv/some%3Akey')).status).toBe(404)
    expect((await fetch(`${stack.controlOrigin}/kv/some%3Akey`)).status).toBe(401)
  })

  it('has its merchant, keys and accounts in the database', async () => {
    const sql = connect({ databaseUrl: stack.databaseUrl, fetchEndpoint: stack.databaseFetchEndpoint })
    expect(await sql`SELECT name, position FROM gateway_accounts ORDER BY position`).toEqual([
      { name: 'a', position: 1 },
      { name: 'b', position: 2 },
    ])
    expect(await sql`SELECT kind FROM api_keys ORDER BY kind`).toHaveLength(3)
  })

  it('refuses a second one on its state, naming the process', async () => {
    const { code, errors } = await outcome(start('--port', '0', '--state', stateDirectory))
    expect(code).toBe(1)
    expect(errors).toContain(`Another stack (process ${stack.pid}) uses the state in ${stateDirectory}`)
  })

  it('keeps another one off its ports, naming the port', async () => {
    const other = mkdtempSync(join(tmpdir(), 'turnpike-other-'))
    const { code, errors } = await outcome(start('--port', String(stack.port), '--state', other))
    rmSync(other, { recursive: true, force: true })
    expect(code).toBe(1)
    expect(errors).toContain(`Port ${stack.port} (api) is taken by another program`)
  })
})

describe('a killed stack', () => {
  it('leaves nothing on its ports though only its launcher was killed', async () => {
    process.kill(stack.pid, 'SIGKILL')
    await wait(1500)
    expect(
      await Promise.all([stack.apiOrigin, stack.vaultOrigin, stack.sandboxOrigin, stack.shopOrigin].map(answers)),
    ).toEqual([false, false, false, false])
  })

  it('starts again with the same keys, ports and rows', async () => {
    const before = stack
    stack = await stack.restart()
    expect(stack.keys).toEqual(before.keys)
    expect(stack.apiOrigin).toBe(before.apiOrigin)
    expect(stack.instanceId).not.toBe(before.instanceId)
    const sql = connect({ databaseUrl: stack.databaseUrl, fetchEndpoint: stack.databaseFetchEndpoint })
    expect(await sql`SELECT id FROM merchants`).toEqual([{ id: stack.merchantId }])
  })
})

describe('a stopped stack', () => {
  it('leaves nothing on its ports and forgets its addresses', async () => {
    await stack.stop()
    expect(
      await Promise.all([stack.apiOrigin, stack.vaultOrigin, stack.sandboxOrigin, stack.shopOrigin].map(answers)),
    ).toEqual([false, false, false, false])
    expect(() => readJson('stack.json')).toThrow('ENOENT')
    expect(readJson('keys.json')).toEqual(stack.keys)
  })

  it('stops when the process that started it is gone', async () => {
    const facts = mkdtempSync(join(tmpdir(), 'turnpike-orphan-'))
    const code = `const { spawnStack } = await import(${JSON.stringify(join(import.meta.dirname, '../../scripts/stack/child.ts'))});
      const stack = await spawnStack({ stateDirectory: ${JSON.stringify(facts)} }); console.log(stack.apiOrigin)`
    const parent = spawn(process.execPath, ['--input-type=module', '-e', code], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [chunk] = (await once(parent.stdout, 'data')) as [Buffer]
    const apiOrigin = chunk.toString().trim()
    expect(await answers(`${apiOrigin}/health`)).toBe(true)
    parent.kill('SIGKILL')
    await wait(2500)
    expect(await answers(`${apiOrigin}/health`)).toBe(false)
    rmSync(facts, { recursive: true, force: true })
  })
})
