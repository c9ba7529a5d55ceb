import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

const PAGE = join(import.meta.dirname, '../page')

export interface Assets {
  readonly html: string
  readonly script: string
  readonly style: string
}

/** The page as the browser gets it: its TypeScript in one module, once at start. */
export async function bundlePage(configuration: { readonly [name: string]: string }): Promise<Assets> {
  const [html, style, { outputFiles }] = await Promise.all([
    readFile(join(PAGE, 'index.html'), 'utf8'),
    readFile(join(PAGE, 'page.css'), 'utf8'),
    build({
      entryPoints: [join(PAGE, 'main.ts')],
      bundle: true,
      format: 'esm',
      target: 'es2022',
      minify: true,
      write: false,
      logLevel: 'silent',
    }),
  ])
  const filled = html.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => escapeHtml(configuration[name] ?? ''))
  return { html: filled, style, script: outputFiles[0]?.text ?? '' }
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
