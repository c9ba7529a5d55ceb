import type { Report } from '../../defence/ledger.ts'
import type { Standing } from '../../defence/standing.ts'

/** One merchant's standings, as the isolates of the vault ask for them. */
export interface DefenceService {
  exchange(report: Report): Promise<Readonly<Record<string, Standing>>>
}
