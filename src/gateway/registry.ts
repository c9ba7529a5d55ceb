import { adyenGateway } from './adyen/gateway.ts'
import type { Gateway } from './gateway.ts'
import { paypalGateway } from './paypal/gateway.ts'
import { sandboxGateway } from './sandbox/gateway.ts'
import { stripeGateway } from './stripe/gateway.ts'

/** One line per gateway. Those whose kind is not here do not exist for the core. */
const GATEWAYS: ReadonlyMap<string, Gateway> = new Map(
  [
    //
    sandboxGateway,
    stripeGateway,
    adyenGateway,
    paypalGateway,
  ].map((gateway) => [gateway.kind, gateway]),
)

export const gatewayOf = (kind: string): Gateway | undefined => GATEWAYS.get(kind)

export const gatewayKinds = (): readonly string[] => [...GATEWAYS.keys()]
