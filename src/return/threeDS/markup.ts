import { createHash } from 'node:crypto'

export const escapeText = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)

export const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** Scripts and styles are ours to the letter; what changes from page to page is in attributes. */
export interface Markup {
  readonly title: string
  readonly style: string
  readonly script?: string
  readonly data?: Readonly<Record<string, string>>
  readonly body: string
  /** Where its frames and forms may lead. */
  readonly frames?: readonly string[]
  readonly forms?: readonly string[]
  readonly refreshSeconds?: number
}

const BASE_STYLE =
  ':root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{margin:0;min-height:100vh;display:grid;place-content:center;text-align:center}p{padding:1rem}'

export function pageOf({ title, style, script, data = {}, body, ...leads }: Markup): Response {
  const styles = BASE_STYLE + style
  const attributes = Object.entries(data).map(([name, value]) => ` data-${name}="${escapeText(value)}"`)
  const { frames = [], forms = [], refreshSeconds } = leads
  const policy = [
    "default-src 'none'",
    `style-src ${hashOf(styles)}`,
    script === undefined ? "script-src 'none'" : `script-src ${hashOf(script)}`,
    `frame-src ${frames.length > 0 ? frames.join(' ') : "'none'"}`,
    `form-action ${forms.length > 0 ? forms.join(' ') : "'none'"}`,
    "base-uri 'none'",
  ]
  const refresh = refreshSeconds === undefined ? '' : `<meta http-equiv="refresh" content="${refreshSeconds}">`
  const html = `<!doctype html>
<html lang="en"${attributes.join('')}>
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">${refresh}
<title>${escapeText(title)}</title><style>${styles}</style></head>
<body>${body}${script === undefined ? '' : `<script>${script}</script>`}</body>
</html>
`
  return new Response(html, {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'content-security-policy': policy.join('; '),
    },
  })
}
