/** The GraphQL of the frame. A client secret may select all of it, and no more is asked for. */

const PAYMENT_FIELDS = /* GraphQL */ `
  fragment CheckoutPayment on Payment {
    id
    mode
    status
    description
    updatedAt
    amount { amount currency }
    failure { code message retryable }
    paymentMethod { __typename ... on CardDetails { brand last4 expiryMonth expiryYear } }
    nextAction { __typename ... on RedirectAction { url } ... on ThreeDSChallengeAction { url } }
  }
`

export const READ_PAYMENT = /* GraphQL */ `
  query CheckoutReadPayment($id: ID!) {
    payment(id: $id) { ...CheckoutPayment }
  }
  ${PAYMENT_FIELDS}
`

export const FOLLOW_PAYMENT = /* GraphQL */ `
  subscription CheckoutFollowPayment($id: ID!) {
    payment(id: $id) { ...CheckoutPayment }
  }
  ${PAYMENT_FIELDS}
`

export const CONFIRM_PAYMENT = /* GraphQL */ `
  mutation CheckoutConfirmPayment($input: ConfirmPaymentInput!) {
    confirmPayment(input: $input) {
      __typename
      ... on ConfirmPaymentPayload { payment { ...CheckoutPayment } }
      ... on Error { code message path }
    }
  }
  ${PAYMENT_FIELDS}
`
