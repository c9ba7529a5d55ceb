import type { Chance } from './chance.ts'
import { drift, EVERYWHERE, fee, gateway, jumps, SHOP, spells, strengths } from './ingredients.ts'
import { DAY_MS, HOUR_MS, type Scenario } from './model.ts'

/**
 * What routers are measured by. They were written, and committed, before the router was: it is tuned on other seeds than
 * it is reported with, and the scenarios are not changed to please it.
 */
export const SEEDS = ['17', '29', '43', '61', '83'] as const

const SPECIALISTS = { currency: 0.35, brand: 0.25, country: 0.3, band: 0.15, currencyAndBrand: 0.25 } as const
const SLIGHT = { currency: 0.12, brand: 0.1, country: 0.1 } as const
const names = ['alpha', 'bravo', 'charlie', 'delta', 'echo'] as const
/** Gateways are not equally good: their usual success lies around 88 %, give or take 2.5 points. */
const usual = (chance: Chance) => 2 + 0.22 * chance.normal()

const segments: Scenario = {
  name: 'segments',
  what: 'four gateways that stay as they are, each good at other currencies, brands, countries and amounts',
  payments: 24_000,
  durationMs: 14 * DAY_MS,
  world: (chance) => ({
    traffic: SHOP,
    gateways: names.slice(0, 4).map((id) =>
      gateway(id, usual(chance), {
        strengths: strengths(chance, SHOP, SPECIALISTS),
        latencyMs: 500 + 400 * chance.even(),
      }),
    ),
  }),
}

const amexAt = (basisPoints: number) => [{ brands: ['amex'], fixedMinor: 10n, basisPoints }]

const fees: Scenario = {
  name: 'fees',
  what: 'a cheap gateway that approves a little less, a usual one and a dear one that approves a little more; amex costs extra',
  payments: 24_000,
  durationMs: 14 * DAY_MS,
  world: (chance) => ({
    traffic: SHOP,
    gateways: [
      gateway('cheap', 1.95, {
        strengths: strengths(chance, SHOP, SLIGHT),
        costs: [...amexAt(320), { countries: ['BR', 'MX'], fixedMinor: 30n, basisPoints: 290 }, ...fee(110, 10n)],
        latencyMs: 900,
      }),
      gateway('usual', 2.1, { strengths: strengths(chance, SHOP, SLIGHT), costs: [...amexAt(280), ...fee(190, 20n)] }),
      gateway('dear', 2.35, { strengths: strengths(chance, SHOP, SLIGHT), costs: fee(290, 30n), latencyMs: 500 }),
    ],
  }),
}

const drifting: Scenario = {
  name: 'drift',
  what: 'three gateways whose success moves slowly, over days, each with slight strengths',
  payments: 30_000,
  durationMs: 30 * DAY_MS,
  world: (chance) => ({
    traffic: SHOP,
    gateways: names.slice(0, 3).map((id) =>
      gateway(id, 2, {
        strengths: strengths(chance, SHOP, SLIGHT),
        troubles: drift(chance, { durationMs: 30 * DAY_MS, spread: 0.45, memoryHours: 96, stepHours: 3 }),
      }),
    ),
  }),
}

const jumping: Scenario = {
  name: 'jumps',
  what: 'four gateways whose success jumps every few days, as a whole and for one brand or one currency',
  payments: 30_000,
  durationMs: 14 * DAY_MS,
  world: (chance) => ({
    traffic: SHOP,
    gateways: names.slice(0, 4).map((id) =>
      gateway(id, 2, {
        strengths: strengths(chance, SHOP, SLIGHT),
        troubles: [
          ...jumps(chance, { durationMs: 14 * DAY_MS, spread: 0.4, everyHours: 72 }),
          ...jumps(chance, { durationMs: 14 * DAY_MS, spread: 0.5, everyHours: 60 }, ({ even }) => ({
            brand: even() < 0.5 ? 'visa' : 'mastercard',
          })),
          ...jumps(chance, { durationMs: 14 * DAY_MS, spread: 0.5, everyHours: 60 }, ({ even }) => ({
            currency: even() < 0.5 ? 'EUR' : 'USD',
          })),
        ],
      }),
    ),
  }),
}

const outages: Scenario = {
  name: 'outages',
  what: 'four gateways, each of which fails technically in 4 % of the time, for a quarter of an hour to three hours',
  payments: 24_000,
  durationMs: 7 * DAY_MS,
  world: (chance) => ({
    traffic: SHOP,
    gateways: names.slice(0, 4).map((id) =>
      gateway(id, usual(chance), {
        strengths: strengths(chance, SHOP, SLIGHT),
        troubles: spells(
          chance,
          { durationMs: 7 * DAY_MS, part: 0.04, leastHours: 0.25, mostHours: 3 },
          ({ even }) => ({
            failing: 0.7 + 0.3 * even(),
          }),
        ),
        failureMs: 1_000 + 7_000 * chance.even(),
      }),
    ),
  }),
}

const brownOuts: Scenario = {
  name: 'brown-outs',
  what: 'four gateways, each of which declines far more in 5 % of the time, half of the spells for one currency or brand alone',
  payments: 40_000,
  durationMs: 7 * DAY_MS,
  world: (chance) => ({
    traffic: SHOP,
    gateways: names.slice(0, 4).map((id) =>
      gateway(id, usual(chance), {
        strengths: strengths(chance, SHOP, SLIGHT),
        troubles: spells(chance, { durationMs: 7 * DAY_MS, part: 0.05, leastHours: 0.75, mostHours: 4 }, ({ even }) => {
          const of = even()
          return {
            shift: -2 - 2 * even(),
            ...(of < 0.25 ? { currency: 'EUR' } : of < 0.5 ? { brand: 'visa' } : {}),
          }
        }),
      }),
    ),
  }),
}

const thin: Scenario = {
  name: 'thin segments',
  what: 'five gateways and 24 countries: many segments with few payments each',
  payments: 24_000,
  durationMs: 10 * DAY_MS,
  world: (chance) => ({
    traffic: EVERYWHERE,
    gateways: names.map((id) =>
      gateway(id, usual(chance), {
        strengths: strengths(chance, EVERYWHERE, { currency: 0.4, brand: 0.25, country: 0.35, band: 0.1 }),
      }),
    ),
  }),
}

const newcomer: Scenario = {
  name: 'newcomer',
  what: 'three gateways, and after two fifths of the time a fourth that is a little better, and much better at some payments',
  payments: 30_000,
  durationMs: 14 * DAY_MS,
  world: (chance) => ({
    traffic: SHOP,
    gateways: [
      ...names.slice(0, 3).map((id) => gateway(id, usual(chance), { strengths: strengths(chance, SHOP, SLIGHT) })),
      gateway('newcomer', 2.2, { strengths: strengths(chance, SHOP, SPECIALISTS), fromMs: 0.4 * 14 * DAY_MS }),
    ],
  }),
}

const everything: Scenario = {
  name: 'everything',
  what: 'five gateways with strengths, fees, a slow drift, jumps, outages and brown-outs, six payments a minute',
  payments: 60_000,
  durationMs: 7 * DAY_MS,
  world: (chance) => ({
    traffic: SHOP,
    gateways: names.map((id, index) =>
      gateway(id, usual(chance), {
        strengths: strengths(chance, SHOP, { ...SPECIALISTS, currencyAndBrand: 0.15 }),
        costs: index % 2 === 0 ? fee(150 + 20 * index, 15n) : [...amexAt(300), ...fee(120 + 20 * index, 10n)],
        latencyMs: 400 + 600 * chance.even(),
        failureMs: 500 + 5_000 * chance.even(),
        troubles: [
          ...drift(chance, { durationMs: 7 * DAY_MS, spread: 0.2, memoryHours: 48, stepHours: 2 }),
          ...jumps(chance, { durationMs: 7 * DAY_MS, spread: 0.2, everyHours: 48 }),
          ...spells(chance, { durationMs: 7 * DAY_MS, part: 0.02, leastHours: 0.25, mostHours: 2 }, () => ({
            failing: 0.95,
          })),
          ...spells(chance, { durationMs: 7 * DAY_MS, part: 0.02, leastHours: 0.5, mostHours: 3 }, () => ({
            shift: -2.5,
          })),
        ],
      }),
    ),
  }),
}

const busyHour: Scenario = {
  name: 'busy',
  what: 'three gateways in two hours of six payments a second: one fails for five minutes, one declines for ten, all jump',
  payments: 43_200,
  durationMs: 2 * HOUR_MS,
  world: (chance) => ({
    traffic: SHOP,
    gateways: names.slice(0, 3).map((id, index) =>
      gateway(id, usual(chance), {
        strengths: strengths(chance, SHOP, SPECIALISTS),
        troubles: [
          ...jumps(chance, { durationMs: 2 * HOUR_MS, spread: 0.3, everyHours: 0.7 }),
          ...(index === 0
            ? spells(chance, { durationMs: 2 * HOUR_MS, part: 0.045, leastHours: 0.05, mostHours: 0.09 }, () => ({
                failing: 1,
              }))
            : []),
          ...(index === 1
            ? spells(chance, { durationMs: 2 * HOUR_MS, part: 0.05, leastHours: 0.05, mostHours: 0.1 }, () => ({
                shift: -3,
              }))
            : []),
        ],
      }),
    ),
  }),
}

export const SCENARIOS: readonly Scenario[] = [
  segments,
  fees,
  drifting,
  jumping,
  outages,
  brownOuts,
  thin,
  newcomer,
  everything,
  busyHour,
]
