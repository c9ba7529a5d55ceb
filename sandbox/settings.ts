import { randomBytes } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'

const Client = z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) })
const Settings = z.object({
  a: Client.extend({ port: z.int().optional() }),
  b: Client.extend({ port: z.int().optional() }),
})

/** What the two acquirers keep beside their books: client credentials, made once, and the port each had last. */
export type Settings = z.infer<typeof Settings>

const FILE = 'settings.json'

export async function readSettings(stateDirectory: string): Promise<Settings> {
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 })
  const text = await readFile(join(stateDirectory, FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  return text === undefined ? { a: newClient('a'), b: newClient('b') } : Settings.parse(JSON.parse(text))
}

/** Written beside and renamed, so that a kill leaves the old file or the new one. */
export async function writeSettings(stateDirectory: string, settings: Settings): Promise<void> {
  const path = join(stateDirectory, FILE)
  await writeFile(`${path}.new`, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** The secret of a sandbox that runs alone: made at its first start and kept. */
export async function webhookSecretIn(stateDirectory: string): Promise<string> {
  await mkdir(stateDirectory, { recursive: true, mode: 0o700 })
  const path = join(stateDirectory, 'webhook-secret')
  await writeFile(path, `whsec_${randomBytes(24).toString('base64')}`, { mode: 0o600, flag: 'wx' }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error
    },
  )
  return (await readFile(path, 'utf8')).trim()
}

const newClient = (name: string) => ({
  clientId: `acquirer_${name}_${randomBytes(9).toString('base64url')}`,
  clientSecret: randomBytes(32).toString('base64url'),
})
