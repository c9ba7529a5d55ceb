import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { build } from 'esbuild'

const ROOT = join(import.meta.dirname, '../../..')
const WIDGET = join(ROOT, 'checkout-widget/loader')

/** What the documents leave open. */
export interface Places {
  readonly vaultOrigin: string
  readonly apiOrigin: string
  readonly publishableKey: string
  readonly clientSecret?: string
}

export const NONCE = 'bm9uY2Ugb2YgdGhpcyBwYWdl'

/** The first block of that language under that heading, filled in. */
export function snippetOf(file: string, heading: string, language: string, places: Places): string {
  const text = readFileSync(join(ROOT, file), 'utf8')
  const section = text.slice(text.indexOf(heading))
  const block = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(section)?.[1]
  if (!text.includes(heading) || block === undefined) throw new Error(`${file} has no ${language} under ${heading}`)
  return fill(block, places)
}

/** A policy of docs/widget.md by its name, for these places. */
export const policyOf = (name: string, places: Places): string =>
  snippetOf('docs/widget.md', '## Content-Security-Policy', `csp ${name}`, places).trim()

const fill = (text: string, { vaultOrigin, apiOrigin, publishableKey, clientSecret }: Places): string =>
  text
    .replaceAll(/https:\/\/\{vault\}|http:\/\/127\.0\.0\.1:8788/g, vaultOrigin)
    .replaceAll('https://{api}', apiOrigin)
    .replaceAll('wss://{api}', apiOrigin.replace(/^http/, 'ws'))
    .replaceAll('{nonce}', NONCE)
    .replaceAll('pk_test_…', publishableKey)
    .replaceAll('pay_…_secret_…', clientSecret ?? '')

/** As the documents tell: the page's own inline scripts carry the nonce. */
export const withNonce = (html: string): string => html.replaceAll('<script>', `<script nonce="${NONCE}">`)

/** A module of a shop's, bundled as a shop would, with the package where npm would have put it. */
export async function bundleSnippet(contents: string, modules: Readonly<Record<string, string>> = {}): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, loader: 'jsx', resolveDir: ROOT },
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    alias: { 'turnpike-checkout': join(WIDGET, 'module.ts'), 'turnpike-checkout/react': join(WIDGET, 'react.ts') },
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'silent',
    plugins: [
      {
        name: 'snippets',
        setup(plugin) {
          plugin.onResolve({ filter: /^snippet:/ }, ({ path }) => ({ path, namespace: 'snippet' }))
          plugin.onLoad({ filter: /.*/, namespace: 'snippet' }, ({ path }) => ({
            contents: modules[path] ?? '',
            loader: 'jsx',
            resolveDir: ROOT,
          }))
        },
      },
    ],
  })
  return outputFiles[0]?.text ?? ''
}

export interface SnippetPage {
  readonly body: string
  readonly policy?: string
  /** Served as `/page.js` and put at the end of the page. */
  readonly script?: string
}

/** A shop that has one page, and a server that takes orders from a form. */
export async function startSnippetShop(order: (fields: URLSearchParams) => Promise<string>) {
  let shown: SnippetPage = { body: '' }
  const orders: URLSearchParams[] = []
  const server = createServer((request, response) => {
    const answer = (type: string, body: string) => {
      const policy = shown.policy === undefined ? {} : { 'content-security-policy': shown.policy }
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', ...policy })
      response.end(body)
    }
    if (request.url === '/page.js') return answer('text/javascript', shown.script ?? '')
    if (request.url === '/thanks') return answer('text/html', page('<p id="result">thanks</p>'))
    if (request.method !== 'POST') return answer('text/html', page(shown.body, shown.script))
    readForm(request)
      .then((fields) => {
        orders.push(fields)
        return order(fields)
      })
      .then((told) => answer('text/html', page(`<p id="result">${told}</p>`)))
      .catch((fault: unknown) => answer('text/plain', String(fault)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    orders,
    show(next: SnippetPage) {
      shown = next
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const page = (body: string, script?: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>A shop</title></head>
<body>
${body}
${script === undefined ? '' : '<script type="module" src="/page.js"></script>'}
</body>
</html>`

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new URLSearchParams(Buffer.concat(chunks).toString())
}
