import { expect, test } from 'vitest'
import { alteredReleases, isReleased, readReleases, release } from '../../scripts/stack/widgetReleases.ts'
import { buildOf } from '../../src/vault/frame/integrity.ts'

test('each kept build is what its name says', () => {
  expect(Object.keys(readReleases()).length).toBeGreaterThan(0)
  expect(alteredReleases(readReleases())).toEqual([])
})

test('one that was changed afterwards is found', () => {
  const [[build, script] = ['', '']] = Object.entries(readReleases())
  expect(alteredReleases({ [build]: `${script};` })).toEqual([build])
})

test('a build that is not kept is not deployed, and one that is kept is not kept twice', () => {
  const [[, kept] = ['', '']] = Object.entries(readReleases())
  const loaderReleases = readReleases()
  expect(isReleased({ loaderScript: 'other', loaderReleases })).toBe(false)
  expect(isReleased({ loaderScript: kept, loaderReleases })).toBe(true)
  expect(release({ loaderScript: kept, loaderReleases })).toBe(`checkout-${buildOf(kept)}.js is kept already`)
})
