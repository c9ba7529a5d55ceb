import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConfigurationWriter } from '../../src/access/configure.ts'
import { run } from '../checks/run.ts'
import { kvNamespaceNames } from '../deploy/config.ts'
import { findKvNamespace } from '../deploy/platform.ts'
import { CommandError } from './commandError.ts'

/** The local runtime's KV, through the launcher that holds it. */
export function runningConfiguration(controlOrigin: string, controlSecret: string): ConfigurationWriter {
  async function send(method: 'PUT' | 'DELETE', name: string, body?: string): Promise<void> {
    const answer = await fetch(`${controlOrigin}/kv/${encodeURIComponent(name)}`, {
      method,
      headers: { authorization: `Bearer ${controlSecret}` },
      ...(body === undefined ? {} : { body }),
    }).catch(() => undefined)
    if (answer?.ok) return
    throw new CommandError(
      answer === undefined
        ? 'The stack does not answer: start it with `npm start`, then run the command again.'
        : `The launcher refused the change of configuration (${answer.status}): run the command again.`,
    )
  }
  return { put: (name, value) => send('PUT', name, value), delete: (name) => send('DELETE', name) }
}

/** The platform's KV, through wrangler, which has the login. */
export function wranglerConfiguration(): ConfigurationWriter {
  let namespace: Promise<readonly string[]> | undefined
  async function change(what: 'put' | 'delete', ...words: string[]): Promise<void> {
    namespace ??= namespaceWords()
    const { ok } = await run('wrangler', ['kv', 'key', what, ...words, ...(await namespace), '--remote'], {})
    if (!ok)
      throw new CommandError(`wrangler could not ${what} ${words[0]}: run \`npx wrangler login\`, then try again.`)
  }
  return { put: (name, value) => change('put', name, value), delete: (name) => change('delete', name) }
}

/** The file names the namespace by its id once somebody wrote it there; until then the account is asked for the name. */
async function namespaceWords(): Promise<readonly string[]> {
  const [name] = kvNamespaceNames(readFileSync(join(import.meta.dirname, '../../wrangler.toml'), 'utf8'))
  if (name === undefined) return ['--binding', 'CONFIG']
  const id = await findKvNamespace(name)
  if (id === undefined) throw new CommandError(`The account has no KV namespace ${name}: \`npm run deploy\` makes it.`)
  return ['--namespace-id', id]
}
