import { emptyTable, observe, observeFailure, snapshotOf, type Table } from '../routing/posterior.ts'
import type { HealthSnapshot, Observation } from './snapshot.ts'

/** What is known of approvals, as routing keeps it: plain data. */
export type Evidence = Table

export const noEvidence = (): Evidence => emptyTable()

/** What is not decided yet says nothing; a technical failure says nothing of approvals. */
export function withEvidence(evidence: Evidence, observations: readonly Observation[]): Evidence {
  if (observations.length === 0) return evidence
  // The table is changed in place, segment by segment: a new list of segments keeps the older table as it was.
  const table: Evidence = { ...evidence, segments: { ...evidence.segments } }
  for (const { proper, approved, segment, atMs } of observations) {
    if (!proper) observeFailure(table, atMs)
    else if (approved !== undefined) observe(table, segment, approved, atMs)
  }
  return table
}

export const evidenceAt = (evidence: Evidence, nowMs: number): HealthSnapshot['segments'] => snapshotOf(evidence, nowMs)
