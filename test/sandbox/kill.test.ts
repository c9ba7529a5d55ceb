import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, it, onTestFinished } from 'vitest'
import { sandboxGateway } from '../../src/gateway/sandbox/gateway.ts'
import { chargesOf, newAttempt, sandboxFor, sendAs, stateDirectory } from './acquirer.ts'

/** The command-line sandbox as a process of its own, ready when it has printed acquirer b's line. */
async function sandboxProcess(directory: string): Promise<ChildProcess> {
  const main = join(import.meta.dirname, '../../sandbox/main.ts')
  const child = spawn(process.execPath, [main, '--port', '0', '--state', directory], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('acquirer b')) break
  }
  return child
}

it('CR2 keeps every charge it has acknowledged when it is killed in the middle of others', {
  timeout: 30_000,
}, async () => {
  const directory = await stateDirectory()
  const child = await sandboxProcess(directory)
  const { a } = JSON.parse(await readFile(join(directory, 'settings.json'), 'utf8'))
  const send = sendAs({ ...a, baseUrl: `http://127.0.0.1:${a.port}` })
  const acknowledged: string[] = []
  let ended = 0
  async function pay(): Promise<void> {
    for (;;) {
      const attempt = newAttempt()
      const { kind } = await sandboxGateway.authorize(send, attempt)
      if (kind !== 'approved') return
      acknowledged.push(attempt.paymentId)
      if (acknowledged.length === 300) child.kill('SIGKILL')
    }
  }
  await Promise.all(Array.from({ length: 16 }, () => pay().then(() => (ended += 1))))
  expect(ended).toBe(16)
  expect(acknowledged.length).toBeGreaterThanOrEqual(300)
  const sandbox = await sandboxFor({ stateDirectory: directory })
  const response = await fetch(`${sandbox.origin}/a/charges`)
  const rows = (await response.json()) as { reference: string }[]
  const listed = new Map<string, number>()
  for (const { reference } of rows) listed.set(reference, (listed.get(reference) ?? 0) + 1)
  for (const reference of acknowledged) expect(listed.get(reference)).toBe(1)
  expect(await chargesOf(sandbox, 'pay_unknown')).toEqual([])
})
