import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeStateLock } from '../../scripts/stack/lock.ts'
import { choosePorts, holdPorts, requireFreePorts } from '../../scripts/stack/ports.ts'
import { readOrWriteSecrets } from '../../scripts/stack/secrets.ts'
import { parseCredential } from '../../src/access/credential.ts'
import { parseSecrets } from '../../src/vault/env.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'turnpike-launcher-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('npm start', () => {
  it.each([
    ['an option that it does not know', ['--bogus'], "Unknown option '--bogus'"],
    ['an argument', ['extra'], "Unexpected argument 'extra'"],
    ['an option without its value', ['--port'], "Option '--port <value>' argument missing"],
  ])('says in one line what is wrong with %s', (_what, given, message) => {
    const script = join(import.meta.dirname, '../../scripts/start.ts')
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...given], { encoding: 'utf8' })
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/^error: [^\n]*\n$/)
    expect(stderr).toContain(message)
  })
})

describe('the lock on the state', () => {
  it('names the process that holds it, and is free once released', () => {
    const lock = takeStateLock(directory)
    expect(() => takeStateLock(directory)).toThrow(`process ${process.pid}`)
    lock.release()
    takeStateLock(directory).release()
  })

  it('dies with a killed process', async () => {
    const code = `const { takeStateLock } = await import(${JSON.stringify(join(import.meta.dirname, '../../scripts/stack/lock.ts'))});
      takeStateLock(${JSON.stringify(directory)}); console.log('held'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'exit')
    try {
      await once(child.stdout, 'data')
      expect(() => takeStateLock(directory)).toThrow(`process ${child.pid}`)
    } finally {
      child.kill('SIGKILL')
      await ended
    }
    takeStateLock(directory).release()
  })
})

describe('ports', () => {
  it('are four neighbours from the api’s on', async () => {
    expect(await choosePorts(8787, '127.0.0.1')).toEqual({ api: 8787, vault: 8788, sandbox: 8789, demo: 8790 })
    const free = await choosePorts(0, '127.0.0.1')
    expect(free.demo - free.api).toBe(3)
    await requireFreePorts(free, '127.0.0.1')
  })

  it('are held from others while what will listen there is made ready', async () => {
    const free = await choosePorts(0, '127.0.0.1')
    const held = await holdPorts([free.api, free.vault], '127.0.0.1')
    const taking = createServer().listen(free.vault, '127.0.0.1')
    const [error] = await once(taking, 'error')
    expect(error).toMatchObject({ code: 'EADDRINUSE' })
    const connection = connect(free.api, '127.0.0.1')
    const [refusal] = await once(connection, 'error')
    expect(refusal).toMatchObject({ code: 'ECONNRESET' })
    await held.release()
    await requireFreePorts(free, '127.0.0.1')
  })

  it('that are taken are named, with what to do', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await expect(
      requireFreePorts({ api: port - 1, vault: port, sandbox: port + 1, demo: port + 2 }, '127.0.0.1'),
    ).rejects.toThrow(`Port ${port} (vault) is taken by another program. Stop it, or choose other ports with`)
    server.close()
  })
})

describe('development secrets', () => {
  it('are written once, for their owner alone', () => {
    const secrets = readOrWriteSecrets(directory)
    expect(readOrWriteSecrets(directory)).toEqual(secrets)
    expect(statSync(join(directory, 'secrets.json')).mode & 0o777).toBe(0o600)
  })

  it('have the shapes that the Workers ask for', () => {
    const secrets = readOrWriteSecrets(directory)
    const parsed = parseSecrets({
      FRAME_KEYS: secrets.frameKeys,
      KEY_ENCRYPTION_KEYS: secrets.keyEncryptionKeys,
      TOKEN_SECRET: secrets.tokenSecret,
    })
    expect(parsed.frameKeys).toHaveLength(1)
    expect(parsed.keyEncryptionKeys.current).toBe('1')
    expect(parseCredential(secrets.secretKey)).toMatchObject({ keyKind: 'secret', mode: 'TEST' })
    expect(parseCredential(secrets.operatorKey)).toMatchObject({ keyKind: 'operator', mode: 'TEST' })
    expect(parseCredential(secrets.publishableKey)).toMatchObject({ keyKind: 'publishable', mode: 'TEST' })
  })
})
