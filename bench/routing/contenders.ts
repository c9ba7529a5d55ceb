import { chanceOf } from './chance.ts'
import type { Answer, Contender, Question } from './router.ts'
import { run, trueIndexOf } from './run.ts'
import type { World } from './world.ts'

const nothing = (): void => undefined
const without = (order: readonly number[], first: number): readonly number[] => order.filter((place) => place !== first)

/** Always the same order of gateways. */
const fixed = (order: readonly number[]): Contender => ({
  name: 'fixed',
  begin: () => ({ order: ({ available }) => order.filter((place) => available.includes(place)), learn: nothing }),
})

/** The gateway that turned out to be worth most, as if one had known; what fails there goes on to the next best. */
export const singleBest: Contender = {
  name: 'best single',
  begin: (world: World, seed) => {
    const places = world.gateways.map((_gateway, place) => place)
    const valued = places.map((place) => ({
      place,
      value: run(world, fixed([place, ...without(places, place)]), seed).value,
    }))
    const order = valued.sort((one, other) => other.value - one.value).map(({ place }) => place)
    return fixed(order).begin(world, seed)
  },
}

export const roundRobin: Contender = {
  name: 'round robin',
  begin: () => ({
    order: ({ index, available }) => available.map((_place, turn) => available[(index + turn) % available.length] ?? 0),
    learn: nothing,
  }),
}

/** As success-rate routing is commonly set up: the last 125 results of each gateway, and 5 % of payments elsewhere. */
const WINDOW = 125
const EXPLORED = 0.05

/**
 * The common router: the gateway with the best part of successes among its last results, for all payments or for each
 * segment apart; a window that has never been full counts as if it had begun with successes. Now and then one of the
 * others by chance. Technical failures count as what they are, results without success; fees are not looked at.
 */
const windowed = (name: string, segmentOf: (question: Question) => string): Contender => ({
  name,
  begin: (_world, seed) => {
    const chance = chanceOf(`window/${seed}`)
    const windows = new Map<string, { readonly results: boolean[]; failed: number }>()
    const windowOf = (question: Question, place: number) => {
      const key = `${place}/${segmentOf(question)}`
      const window = windows.get(key) ?? { results: [], failed: 0 }
      windows.set(key, window)
      return window
    }
    let [explored, asked] = [0, 0]
    return {
      order: (question) => {
        const rated = question.available.map((place) => ({ place, failed: windowOf(question, place).failed }))
        const order = rated.sort((one, other) => one.failed - other.failed).map(({ place }) => place)
        asked += 1
        if (order.length < 2 || chance.even() >= EXPLORED) return order
        explored += 1
        const elsewhere = order[1 + Math.floor(chance.even() * (order.length - 1))] ?? 0
        return [elsewhere, ...without(order, elsewhere)]
      },
      learn: (answer: Answer) => {
        const window = windowOf(answer, answer.gateway)
        const failed = answer.result !== 'approved'
        window.results.push(failed)
        window.failed += failed ? 1 : 0
        if (window.results.length > WINDOW && window.results.shift()) window.failed -= 1
      },
      explored: () => explored / asked,
    }
  },
})

export const windowAverage = windowed('window 125', () => '')
/** The same, made as fine as it can be without starving: what a careful operator would set up. */
export const windowBySegment = windowed('window by segment', ({ payer }) => `${payer.currency}/${payer.brand}`)

/** Knows the truth of each moment, though not the draw: no router can be expected to be better. */
export const clairvoyant: Contender = {
  name: 'clairvoyant',
  begin: (world) => ({
    order: ({ index, available }) => {
      const fates = world.fates[index] ?? []
      const indexOf = (place: number) => {
        const fate = fates[place]
        return fate === undefined ? -1 : trueIndexOf(fate)
      }
      return [...available].sort((one, other) => indexOf(other) - indexOf(one))
    },
    learn: nothing,
  }),
}
