import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildOf } from '../../src/vault/frame/integrity.ts'

/** Builds of `checkout.js` that were deployed, or are about to be: kept in the repository, and never changed. */
const RELEASES = join(import.meta.dirname, '../../checkout-widget/releases')

const fileOf = (build: string): string => join(RELEASES, `checkout-${build}.js`)

type Releases = Readonly<Record<string, string>>

export function readReleases(): Releases {
  mkdirSync(RELEASES, { recursive: true })
  const builds = readdirSync(RELEASES)
    .flatMap((name) => /^checkout-([0-9a-f]+)\.js$/.exec(name)?.[1] ?? [])
    .sort()
  return Object.fromEntries(builds.map((build) => [build, readFileSync(fileOf(build), 'utf8')]))
}

/** Those whose name does not come from what is in them. */
export const alteredReleases = (releases: Releases): readonly string[] =>
  Object.keys(releases).filter((build) => buildOf(releases[build] ?? '') !== build)

export const isReleased = (widget: { readonly loaderScript: string; readonly loaderReleases: Releases }): boolean =>
  Object.hasOwn(widget.loaderReleases, buildOf(widget.loaderScript))

/** Keeps the loader as it is now, and says so. */
export function release(widget: { readonly loaderScript: string; readonly loaderReleases: Releases }): string {
  const build = buildOf(widget.loaderScript)
  if (isReleased(widget)) return `checkout-${build}.js is kept already`
  writeFileSync(fileOf(build), widget.loaderScript)
  return `kept checkout-widget/releases/checkout-${build}.js: commit it`
}
