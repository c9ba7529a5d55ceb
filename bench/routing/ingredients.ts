import type { Cost } from '../../src/routing/request.ts'
import type { Chance } from './chance.ts'
import { type GatewayModel, HOUR_MS, type Payer, type Strength, type Traffic, type Trouble } from './model.ts'

/** What card payments of a shop in Europe and the Americas look like, roughly. */
export const SHOP: Traffic = {
  places: [
    [{ currency: 'EUR', country: 'DE' }, 16],
    [{ currency: 'EUR', country: 'FR' }, 12],
    [{ currency: 'EUR', country: 'ES' }, 7],
    [{ currency: 'EUR', country: 'NL' }, 5],
    [{ currency: 'USD', country: 'US' }, 30],
    [{ currency: 'USD', country: 'MX' }, 4],
    [{ currency: 'GBP', country: 'GB' }, 16],
    [{ currency: 'BRL', country: 'BR' }, 10],
  ],
  brands: [
    ['visa', 50],
    ['mastercard', 36],
    ['amex', 9],
    ['discover', 5],
  ],
}

const COUNTRIES = 'DE FR ES IT PT NL BE AT IE FI GB US CA MX BR AR CL CO JP KR SG AU NZ ZA'.split(' ')
const CURRENCIES = new Map<string, string>([
  ['GB', 'GBP'],
  ['US', 'USD'],
  ['CA', 'CAD'],
  ['MX', 'MXN'],
  ['BR', 'BRL'],
  ['JP', 'JPY'],
  ['AU', 'AUD'],
  ['NZ', 'AUD'],
  ['SG', 'SGD'],
])

/** Twenty-four countries, each with some payments and none with many; a tenth pay in dollars instead of their own. */
export const EVERYWHERE: Traffic = {
  places: COUNTRIES.flatMap((country) => {
    const home = CURRENCIES.get(country) ?? (COUNTRIES.indexOf(country) < 10 ? 'EUR' : 'USD')
    return [
      [{ currency: home, country }, 9] as const,
      [{ currency: home === 'USD' ? 'EUR' : 'USD', country }, 1] as const,
    ]
  }),
  brands: SHOP.brands,
}

const BANDS: readonly Payer['band'][] = ['small', 'middle', 'large']
const different = <Value>(values: readonly Value[]): readonly Value[] => [...new Set(values)]

export interface Spreads {
  readonly currency?: number
  readonly brand?: number
  readonly country?: number
  readonly band?: number
  /** Of each brand within each currency. */
  readonly currencyAndBrand?: number
}

/** What a gateway is good and bad at, by chance: each spread is a standard deviation in log-odds. */
export function strengths(chance: Chance, { places, brands }: Traffic, spreads: Spreads): readonly Strength[] {
  const currencies = different(places.map(([place]) => place.currency))
  const countries = different(places.map(([place]) => place.country))
  const shiftBy = (spread = 0) => ({ shift: spread * chance.normal() })
  return [
    ...currencies.map((currency) => ({ currency, ...shiftBy(spreads.currency) })),
    ...brands.map(([brand]) => ({ brand, ...shiftBy(spreads.brand) })),
    ...countries.map((country) => ({ country, ...shiftBy(spreads.country) })),
    ...BANDS.map((band) => ({ band, ...shiftBy(spreads.band) })),
    ...currencies.flatMap((currency) =>
      brands.map(([brand]) => ({ currency, brand, ...shiftBy(spreads.currencyAndBrand) })),
    ),
  ].filter(({ shift }) => shift !== 0)
}

export interface Spells {
  readonly durationMs: number
  /** Of the whole time. */
  readonly part: number
  readonly leastHours: number
  readonly mostHours: number
}

/** Spells of trouble that fill the given part of the time, none of them reaching into another. */
export function spells(
  chance: Chance,
  { durationMs, part, leastHours, mostHours }: Spells,
  trouble: (chance: Chance) => Omit<Trouble, 'fromMs' | 'untilMs'>,
): readonly Trouble[] {
  const lengths: number[] = []
  let left = durationMs * part
  while (left > leastHours * HOUR_MS) {
    const length = Math.min(left, (leastHours + (mostHours - leastHours) * chance.even()) * HOUR_MS)
    lengths.push(length)
    left -= length
  }
  const room = durationMs / Math.max(1, lengths.length)
  return lengths.map((length, index) => {
    const fromMs = index * room + chance.even() * (room - length)
    return { fromMs, untilMs: fromMs + length, ...trouble(chance) }
  })
}

/** Success that wanders: a step every so often, pulled back towards the usual (Ornstein and Uhlenbeck). */
export function drift(
  chance: Chance,
  {
    durationMs,
    spread,
    memoryHours,
    stepHours,
  }: { durationMs: number; spread: number; memoryHours: number; stepHours: number },
): readonly Trouble[] {
  const kept = Math.exp(-stepHours / memoryHours)
  let shift = spread * chance.normal()
  return Array.from({ length: Math.ceil(durationMs / (stepHours * HOUR_MS)) }, (_, index) => {
    shift = kept * shift + Math.sqrt(1 - kept * kept) * spread * chance.normal()
    return { fromMs: index * stepHours * HOUR_MS, untilMs: (index + 1) * stepHours * HOUR_MS, shift }
  })
}

/** Success that stays for a while and then jumps to another level; `of` says what part of the traffic a level is for. */
export function jumps(
  chance: Chance,
  { durationMs, spread, everyHours }: { durationMs: number; spread: number; everyHours: number },
  of: (chance: Chance) => { readonly brand?: string; readonly currency?: string } = () => ({}),
): readonly Trouble[] {
  const levels: Trouble[] = []
  for (let fromMs = 0; fromMs < durationMs; ) {
    const untilMs = fromMs + chance.gap() * everyHours * HOUR_MS
    levels.push({ fromMs, untilMs, shift: spread * chance.normal(), ...of(chance) })
    fromMs = untilMs
  }
  return levels
}

/** What nearly every gateway asks for: a share and a fixed part. */
export const fee = (basisPoints: number, fixedMinor: bigint): readonly Cost[] => [{ fixedMinor, basisPoints }]

export const gateway = (
  id: string,
  usual: number,
  rest: Partial<Omit<GatewayModel, 'id' | 'usual'>>,
): GatewayModel => ({
  id,
  usual,
  strengths: [],
  troubles: [],
  costs: fee(190, 20n),
  latencyMs: 700,
  failureMs: 2_000,
  fromMs: 0,
  ...rest,
})
