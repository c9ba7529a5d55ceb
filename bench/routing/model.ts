import type { Cost } from '../../src/routing/request.ts'
import type { Chance } from './chance.ts'

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS

/** A payment as gateways meet it. `band` is the truth's own idea of small and large, not the router's. */
export interface Payer {
  readonly atMs: number
  readonly currency: string
  readonly country: string
  readonly brand: string
  readonly amountMinor: number
  readonly band: 'small' | 'middle' | 'large'
}

/** Where a gateway is better or worse than its usual self: all that are given have to fit. In log-odds. */
export interface Strength {
  readonly currency?: string
  readonly brand?: string
  readonly country?: string
  readonly band?: Payer['band']
  readonly shift: number
}

/** A time in which a gateway is not itself. */
export interface Trouble {
  readonly fromMs: number
  readonly untilMs: number
  /** Its approvals move by so much, in log-odds: a brown-out, or one stretch of a drift. */
  readonly shift?: number
  /** This part of its calls fails technically: certainly without a charge, and late. */
  readonly failing?: number
  /** Those alone are met. */
  readonly brand?: string
  readonly currency?: string
}

export interface GatewayModel {
  readonly id: string
  /** Log-odds of an approval where nothing else is said: 2.2 is 90 %. */
  readonly usual: number
  readonly strengths: readonly Strength[]
  readonly troubles: readonly Trouble[]
  readonly costs: readonly Cost[]
  /** The median of an answer, and of a technical failure. */
  readonly latencyMs: number
  readonly failureMs: number
  readonly fromMs: number
}

/** What payments are like: each a list of weighted values. */
export interface Traffic {
  readonly places: readonly (readonly [
    place: { readonly currency: string; readonly country: string },
    weight: number,
  ])[]
  readonly brands: readonly (readonly [brand: string, weight: number])[]
}

export interface Scenario {
  readonly name: string
  /** In a sentence, for the report. */
  readonly what: string
  readonly payments: number
  readonly durationMs: number
  /** Everything that differs between seeds: the traffic's difficulty and the gateways' truth. */
  readonly world: (chance: Chance) => { readonly traffic: Traffic; readonly gateways: readonly GatewayModel[] }
}
