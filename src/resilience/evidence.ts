import { emptyTable, observe, snapshotOf, type Table } from '../routing/posterior.ts'
import type { HealthSnapshot, Observation } from './snapshot.ts'

/** What is known of approvals, as routing keeps it. It is plain data, and never changed in place here. */
export type Evidence = Table

export const noEvidence = (): Evidence => emptyTable()

/** What is not decided yet says nothing. */
export function withEvidence(evidence: Evidence, observations: readonly Observation[]): Evidence {
  if (observations.every(({ approved }) => approved === undefined)) return evidence
  const table = structuredClone(evidence)
  for (const { segment, approved, atMs } of observations) {
    if (approved !== undefined) observe(table, segment, approved, atMs)
  }
  return table
}

export const evidenceAt = (evidence: Evidence, nowMs: number): HealthSnapshot['segments'] => snapshotOf(evidence, nowMs)
