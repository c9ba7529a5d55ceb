import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '../..')
const SHOP = realpathSync(mkdtempSync(join(tmpdir(), 'turnpike-package-')))

const run = (command: string, ...words: string[]): string =>
  execFileSync(command, words, { cwd: SHOP, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** Packs what would be published, and lays it where `npm install` would. */
beforeAll(() => {
  const packing = ['pack', '--silent', '--pack-destination', SHOP]
  const options = { cwd: join(ROOT, 'checkout-widget'), encoding: 'utf8' } as const
  const archive = execFileSync('npm', packing, options).trim().split('\n').at(-1) ?? ''
  const installed = join(SHOP, 'node_modules/turnpike-checkout')
  mkdirSync(installed, { recursive: true })
  run('tar', '-xzf', join(SHOP, archive), '-C', installed, '--strip-components=1')
}, 60_000)
afterAll(() => rmSync(SHOP, { recursive: true, force: true }))

describe('the npm package', () => {
  test('is imported on a server and does nothing there', () => {
    writeFileSync(
      join(SHOP, 'server.mjs'),
      `import { loadTurnpike } from 'turnpike-checkout'
       const loading = loadTurnpike({ vaultOrigin: 'https://vault.shop.example' })
       console.log(typeof window, await Promise.race([loading, 'nothing']))`,
    )
    expect(run(process.execPath, '--no-experimental-strip-types', 'server.mjs')).toBe('undefined nothing\n')
  })

  test('has a React component that renders on a server and loads nothing there', () => {
    for (const name of ['react', 'react-dom', 'scheduler', '@types/react', '@types/react-dom', 'csstype']) {
      mkdirSync(dirname(join(SHOP, 'node_modules', name)), { recursive: true })
      symlinkSync(join(ROOT, 'node_modules', name), join(SHOP, 'node_modules', name))
    }
    writeFileSync(
      join(SHOP, 'page.mjs'),
      `import { createElement } from 'react'
       import { renderToString } from 'react-dom/server'
       import { TurnpikeCheckout } from 'turnpike-checkout/react'
       const props = { vaultOrigin: 'https://vault.shop.example', publishableKey: 'pk_test_1', mode: 'form', id: 'card' }
       console.log(renderToString(createElement(TurnpikeCheckout, props)))`,
    )
    expect(run(process.execPath, '--no-experimental-strip-types', 'page.mjs')).toBe('<div id="card"></div>\n')
  })

  test.each(['bundler', 'nodenext'])('has types for a shop that resolves modules as %s', (resolution) => {
    writeFileSync(
      join(SHOP, 'shop.mts'),
      `import { type Checkout, type ConfirmResult, loadTurnpike } from 'turnpike-checkout'
       import { TurnpikeCheckout, type TurnpikeCheckoutProps } from 'turnpike-checkout/react'
       const turnpike = (await loadTurnpike({ vaultOrigin: 'https://vault.shop.example' }))('pk_test_1')
       export const checkout: Checkout = turnpike.checkout({ clientSecret: '', appearance: { theme: 'dark' } })
       export const result: ConfirmResult = await checkout.confirm()
       export const status: 'PROCESSING' | 'other' = result.payment?.status === 'PROCESSING' ? 'PROCESSING' : 'other'
       checkout.on('failure', ({ error }) => error.code.length + (window.Turnpike === undefined ? 0 : 1))
       const where = { vaultOrigin: 'https://vault.shop.example', publishableKey: 'pk_test_1' } as const
       export const props: TurnpikeCheckoutProps = { ...where, clientSecret: '', onFailure: ({ error }) => error.decline_code }
       export const component: (props: TurnpikeCheckoutProps) => unknown = TurnpikeCheckout
       // @ts-expect-error A payment needs its client secret, a form none.
       export const without: TurnpikeCheckoutProps = { ...where }
       export const form: TurnpikeCheckoutProps = { ...where, mode: 'form' }
       // @ts-expect-error A typo is found, so these are types and not any.
       checkout.on('fail', () => undefined)`,
    )
    const module = resolution === 'bundler' ? 'esnext' : 'nodenext'
    const options = [
      '--module',
      module,
      '--moduleResolution',
      resolution,
      '--target',
      'es2022',
      '--types',
      '',
      '--skipLibCheck',
    ]
    const tsc = join(ROOT, 'node_modules/.bin/tsc')
    expect(run(tsc, '--noEmit', '--strict', '--ignoreConfig', ...options, 'shop.mts')).toBe('')
  })
})
