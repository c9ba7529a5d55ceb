import { spawn } from 'node:child_process'
import type { ConfigurationWriter } from '../../src/access/configure.ts'
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
  const change = (...what: string[]) => wrangler(['kv', 'key', ...what, '--binding', 'CONFIG', '--remote'])
  return { put: (name, value) => change('put', name, value), delete: (name) => change('delete', name) }
}

function wrangler(words: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('npx', ['--no-install', 'wrangler', ...words], { stdio: ['ignore', 'ignore', 'inherit'] })
    child.once('error', reject)
    child.once('exit', (code) => {
      if (code === 0) resolve()
      else
        reject(new CommandError('wrangler could not change KV (see above): run `npx wrangler login`, then try again.'))
    })
  })
}
