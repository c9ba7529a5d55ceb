import type { DisputeEvidence } from '../src/gateway/gateway.ts'

/** What each piece of evidence is, the same for who gives it and who reads it. */
export const EVIDENCE: { readonly [Field in keyof Required<DisputeEvidence>]: string } = {
  productDescription: 'What was sold. At most 5,000 characters.',
  customerName: 'The name of the shopper, as the shop knows it. At most 255 characters.',
  customerEmail: 'The address that the shopper gave the shop. At most 255 characters.',
  shippingCarrier: 'Who delivered the goods. At most 255 characters.',
  shippingTrackingNumber: "The carrier's number of the parcel. At most 255 characters.",
  shippedAt: 'When the goods were handed to the carrier.',
  refundPolicy: 'The policy that the shopper agreed to. At most 5,000 characters.',
  customerCommunication: 'What the shop and the shopper wrote to each other about it. At most 5,000 characters.',
  explanation: 'Why the payment is right, in the own words of the shop. At most 5,000 characters.',
}
