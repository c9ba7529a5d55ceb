import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as z from 'zod'
import { run } from '../checks/run.ts'
import { LaunchError } from '../stack/launch-error.ts'

/** What is asked of Cloudflare, all of it through wrangler. */

const QUIET = { WRANGLER_SEND_METRICS: 'false' }

async function wrangler(commandArguments: readonly string[], show = false): Promise<string> {
  const { ok, output } = await run('wrangler', commandArguments, { show, env: QUIET })
  if (!ok) throw new LaunchError(`wrangler ${commandArguments.join(' ')} failed:\n${output}`)
  return output
}

export async function requireLogin(): Promise<void> {
  const { ok, output } = await run('wrangler', ['whoami'], { env: QUIET })
  if (!ok || output.includes('not authenticated')) {
    throw new LaunchError('Log in first: `npx wrangler login`, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID.')
  }
}

/** Creates what is not there; a name that is taken is the one of an earlier deployment. */
export async function createIfMissing(commandArguments: readonly string[]): Promise<'created' | 'there'> {
  const { ok, output } = await run('wrangler', commandArguments, { env: QUIET })
  if (ok) return 'created'
  if (/already (exists|taken|in use)|11009|10004/i.test(output)) return 'there'
  throw new LaunchError(`wrangler ${commandArguments.join(' ')} failed:\n${output}`)
}

const Namespaces = z.array(z.object({ id: z.string(), title: z.string() }))

/** The id of the namespace of that name in this account. */
export async function findKvNamespace(name: string): Promise<string | undefined> {
  const output = await wrangler(['kv', 'namespace', 'list'])
  const namespaces = Namespaces.parse(JSON.parse(output.slice(output.indexOf('['), output.lastIndexOf(']') + 1)))
  return namespaces.find((namespace) => namespace.title === name)?.id
}

export async function workerExists(name: string): Promise<boolean> {
  const { ok } = await run('wrangler', ['deployments', 'list', '--name', name], { env: QUIET })
  return ok
}

/** Uploads one Worker. Its secrets go by a file that only this user can read, gone when the upload ends. */
export async function deployWorker(options: {
  readonly toml: string
  readonly configFile: string
  readonly secrets: Readonly<Record<string, string>>
  readonly variables: Readonly<Record<string, string>>
  readonly dryRun: boolean
}): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'turnpike-deploy-'))
  const secretsFile = join(directory, 'secrets.json')
  try {
    // Beside the original, because the file's paths are relative to it.
    writeFileSync(options.configFile, options.toml)
    writeFileSync(secretsFile, JSON.stringify(options.secrets), { mode: 0o600 })
    const variables = Object.entries(options.variables).flatMap(([name, value]) => ['--var', `${name}:${value}`])
    const secrets = Object.keys(options.secrets).length === 0 ? [] : ['--secrets-file', secretsFile]
    const dryRun = options.dryRun ? ['--dry-run', '--outdir', join(directory, 'out')] : []
    await wrangler(['deploy', '--config', options.configFile, ...variables, ...secrets, ...dryRun], true)
  } finally {
    rmSync(options.configFile, { force: true })
    rmSync(directory, { recursive: true, force: true })
  }
}
