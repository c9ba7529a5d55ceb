import { branch, type FailureTraits } from '../leaf.ts'
import { RELEASED, TRY_AGAIN, TRY_LATER, UNCERTAIN } from '../texts.ts'

const OUTAGE: FailureTraits = {
  category: 'GATEWAY_UNAVAILABLE',
  certainty: 'unprocessed',
  actor: 'gateway',
  retry: 'same_request',
  message: TRY_AGAIN,
  countsAgainstGateway: true,
}
const NOT_ITS_FAULT = { countsAgainstGateway: false } as const

export const gatewayOutage = branch(
  'gateway/outage',
  'A technical failure of the gateway, and certain that nothing was processed: another gateway may be tried at once.',
  OUTAGE,
  {
    gateway_unavailable: 'The gateway did not process it, for a technical reason. Look at its health and status page.',
    gateway_overloaded: 'The gateway says that it is overloaded and took nothing in.',
    gateway_rate_limited: 'The gateway refused for too many requests. Ask for a higher limit if it happens often.',
    gateway_maintenance: 'The gateway says that it is under maintenance and took nothing in.',
    gateway_unreachable: 'No connection to the gateway could be opened, so nothing was sent.',
    gateway_connection_insecure: "The gateway's certificate was not accepted, so nothing was sent. Look at it at once.",
    gateway_login_unavailable: 'The gateway gave no access token, so nothing was sent.',
    gateway_busy: 'The gateway could not get its own lock on the object in time, and did nothing.',
    processing_error: 'The gateway reports an error while processing the card, and that the payment failed.',
    acquirer_error: "An error at the gateway's acquirer; the payment did not go through.",
    acquirer_unavailable: 'The gateway could not reach its acquirer, and nothing was sent on.',
    wallet_provider_unavailable: 'The gateway could not reach the wallet behind it, and nothing was sent on.',
    approved_while_canceled: [
      'The gateway approved while a cancel by reference was under way there. What it holds is being given back.',
      { message: RELEASED },
    ],
    fenced: [
      'A late request met the cancellation that was left for it at the gateway, and did nothing. As intended.',
      { ...NOT_ITS_FAULT, actor: 'nobody' },
    ],
  },
)

export const gatewayUncertain = branch(
  'gateway/uncertain',
  'It is not certain what happened. It is found out before anything else is tried; nobody pays twice meanwhile.',
  { ...OUTAGE, certainty: 'unknown', retry: 'later', message: UNCERTAIN },
  {
    gateway_timed_out: 'The gateway did not answer in time. Whether it processed it is being found out.',
    gateway_connection_lost: 'The connection broke after the request was sent. Its outcome is being found out.',
    gateway_error: 'The gateway answered with an internal error and did not say whether it processed it.',
    gateway_answer_unreadable: 'The answer was no valid JSON, cut off, or too long. Its outcome is being found out.',
    gateway_answer_incomplete: 'The answer lacks what says how it ended. Its outcome is being found out.',
    gateway_status_unknown: 'The answer has a status that we do not know. It is kept; have it mapped.',
    gateway_answer_mismatch: [
      'The gateway answered another amount, currency or reference than asked for. It is being voided: check its books.',
      { retry: 'another_method', message: RELEASED },
    ],
    gateway_request_in_progress: [
      'The gateway is still working on an earlier request with the same key. Wait for that one.',
      NOT_ITS_FAULT,
    ],
    wallet_provider_timed_out: 'The wallet or bank behind the gateway did not answer it in time.',
    outcome_never_known: [
      "After seven days of asking, the outcome is still not known. Look into the gateway's dashboard and settle it by hand.",
      { actor: 'operator' },
    ],
  },
)

export const networkOutage = branch(
  'network/outage',
  'The card network failed between gateway and bank, and nothing was processed. It speaks against no gateway.',
  { ...OUTAGE, ...NOT_ITS_FAULT, actor: 'nobody', message: TRY_LATER },
  {
    network_unavailable: 'The card network is out of reach.',
    network_malfunction: 'A system along the way malfunctioned and declined technically. It may pass soon.',
    network_error: 'The network reports a general error and no more.',
    network_cut_off: 'A system is in its daily cut-off. It passes by in minutes.',
    routing_destination_not_found: "The network finds no way to the card's issuer. Another network or gateway may.",
    stand_in_forwarding: 'The request was to be forwarded to the issuer, and was not.',
    network_file_error: 'A file or record update in the network was refused. It means nothing for the card.',
  },
)

export const networkMessage = branch(
  'network/message',
  "Gateway, network and bank disagree about a message's form, time or order.",
  { ...OUTAGE, certainty: 'unknown', retry: 'later', message: UNCERTAIN, ...NOT_ITS_FAULT },
  {
    response_too_late: 'A response came too late in the network. Whether it counted is being found out.',
    request_in_progress: 'The network is still processing the request.',
    invalid_response: "The issuer's response was invalid. Whether it approved is being found out.",
    suspected_malfunction: 'A malfunction is suspected, mostly of a reversal. Compare with the settlement report.',
    duplicate_transmission: 'The network saw the same message before. The first one counts: it is being looked up.',
    reconcile_error: 'Totals do not reconcile in the network. Compare with the settlement report.',
  },
)
