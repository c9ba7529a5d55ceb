export type BreakerState = 'CLOSED' | 'OPEN' | 'HALF_OPEN' | 'ISOLATED'

/** Successes and failures of one segment as a Beta posterior's parameters, discounted to the snapshot's time. */
export type Posterior = readonly [approved: number, refused: number]

/** What is known of one gateway account at one moment. Plain data: isolates keep it and hand it in with commands. */
export interface HealthSnapshot {
  readonly atMs: number
  readonly breaker: BreakerState
  /** With HALF_OPEN: this very command may be the probe. Everybody else keeps away until it has ended. */
  readonly probe?: boolean
  /** Calls under way, as far as isolates have told, and how many there should be at most. */
  readonly load: number
  readonly limit: number
  /** Of the last ten seconds; absent where there was no call. A decline counts as a success of the gateway. */
  readonly successRate?: number
  readonly latencyP50Ms?: number
  readonly lastProbeAtMs?: number
  /** By segment key, from the coarsest ("") to the finest; see `src/routing/segment.ts`. */
  readonly segments: Readonly<Record<string, Posterior>>
}

/** What an isolate learnt of an account since it last told, without telling for each payment. */
export interface Observation {
  readonly atMs: number
  /** Whether the gateway answered properly; an issuer's decline is a proper answer. Failures are told by the payments themselves. */
  readonly proper: boolean
  /** Absent where it was not answered properly, and where it is not decided yet: a challenge, or an answer that comes later. */
  readonly approved?: boolean
  readonly latencyMs: number
  /** The finest segment key of the payment. */
  readonly segment: string
}

/** A counted failure or the end of a probe, told by the payment that met it, at once. */
export interface CallReport {
  readonly atMs: number
  /** When the call began. A failure of one that began before the breaker healed says nothing of the gateway that is back. */
  readonly startedAtMs?: number
  readonly proper: boolean
  /** True where this call was the single probe of a half-open breaker. */
  readonly probe?: boolean
  /** What went wrong, as a failure code or an unknown's reason. */
  readonly reason?: string
  /** A code of the gateway's own that the taxonomy does not know. */
  readonly unmappedCode?: string
}

/** What an isolate hands over, and gets the newest snapshot for. */
export interface IsolateReport {
  readonly isolateId: string
  readonly observations: readonly Observation[]
  readonly inFlight: number
  /** True where the isolate has a command that could be the probe. */
  readonly wantsProbe: boolean
  /** The `atMs` of the snapshot that carried the probe's permit, where no command used it. */
  readonly returnedProbeAtMs?: number
}

/** The GatewayHealth object of one account: `env.GATEWAY_HEALTH.getByName(accountId)`. */
export interface GatewayHealthService {
  exchange(report: IsolateReport): Promise<HealthSnapshot>
  /** Null where nothing has been measured. */
  snapshot(): Promise<HealthSnapshot | null>
  report(report: CallReport): Promise<void>
  /** By hand: no attempt goes there until it is restored. */
  isolate(isolated: boolean): Promise<HealthSnapshot>
  /** What operators see beyond the snapshot. */
  details(): Promise<HealthDetails | null>
  /** Resolves once there is something newer than this version, or after the time, which is 20 s at most. */
  waitForChange(version: number, timeoutMs: number): Promise<HealthChange>
  /** The live connection is poked with the account's id and each new version from now on; false where there are too many. */
  subscribe(connectionId: string): Promise<boolean>
}

export interface HealthDetails extends HealthSnapshot {
  /** Codes of the gateway that the taxonomy does not know, most frequent first, at most 50. */
  readonly unmappedCodes: readonly { readonly code: string; readonly count: number; readonly lastSeenAtMs: number }[]
  /** Grows with every change of the breaker, and with the figures at most once a second; also over restarts. */
  readonly version: number
  readonly latencyP95Ms?: number
  readonly changedAtMs?: number
  readonly openUntilMs?: number
}

/** What changed since a version, for those who follow an account. */
export interface HealthChange {
  readonly version: number
  /** Null where nothing has been measured. */
  readonly details: HealthDetails | null
}
