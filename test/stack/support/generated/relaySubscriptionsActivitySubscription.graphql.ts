/**
 * @generated SignedSource<<476db66d3688bdc8e9d7e0b75b58cf4f>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type PaymentEventType = "ACTION_COMPLETED" | "ACTION_REQUIRED" | "ATTEMPT_ENDED" | "ATTEMPT_STARTED" | "AUTHORIZATION_RELEASED" | "CANCEL_FAILED" | "CANCEL_STARTED" | "CAPTURE_FAILED" | "CAPTURE_STARTED" | "CAPTURE_SUCCEEDED" | "COMPENSATED" | "COMPENSATION_FAILED" | "DISPUTE_CLOSED" | "DISPUTE_OPENED" | "DISPUTE_RESPONSE_STARTED" | "DISPUTE_UPDATED" | "GATEWAY_MESSAGE_IGNORED" | "OUTCOME_RESOLVED" | "OUTCOME_UNKNOWN" | "PAYMENT_AUTHORIZED" | "PAYMENT_CANCELED" | "PAYMENT_CREATED" | "PAYMENT_DECLINED" | "PAYMENT_ERASED" | "PAYMENT_EXPIRED" | "PAYMENT_FAILED" | "REFUND_CREATED" | "REFUND_FAILED" | "REFUND_SUCCEEDED" | "%future added value";
export type PaymentStatus = "AUTHORIZED" | "CANCELED" | "CAPTURED" | "EXPIRED" | "FAILED" | "PARTIALLY_CAPTURED" | "PROCESSING" | "REQUIRES_ACTION" | "REQUIRES_PAYMENT_METHOD" | "%future added value";
export type PaymentActivityFilter = {
  gateway?: string | null | undefined;
  paymentId?: string | null | undefined;
  reference?: string | null | undefined;
  type?: ReadonlyArray<PaymentEventType> | null | undefined;
};
export type relaySubscriptionsActivitySubscription$variables = {
  after?: string | null | undefined;
  filter?: PaymentActivityFilter | null | undefined;
};
export type relaySubscriptionsActivitySubscription$data = {
  readonly paymentActivity: {
    readonly cursor: string;
    readonly event: {
      readonly id: string;
      readonly payment: {
        readonly status: PaymentStatus;
      };
      readonly seq: number;
      readonly type: PaymentEventType;
    };
  };
};
export type relaySubscriptionsActivitySubscription = {
  response: relaySubscriptionsActivitySubscription$data;
  variables: relaySubscriptionsActivitySubscription$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "after"
  },
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "filter"
  }
],
v1 = [
  {
    "kind": "Variable",
    "name": "after",
    "variableName": "after"
  },
  {
    "kind": "Variable",
    "name": "filter",
    "variableName": "filter"
  }
],
v2 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "cursor",
  "storageKey": null
},
v3 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "id",
  "storageKey": null
},
v4 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "seq",
  "storageKey": null
},
v5 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "type",
  "storageKey": null
},
v6 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "status",
  "storageKey": null
};
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "relaySubscriptionsActivitySubscription",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "PaymentActivity",
        "kind": "LinkedField",
        "name": "paymentActivity",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "concreteType": "PaymentEvent",
            "kind": "LinkedField",
            "name": "event",
            "plural": false,
            "selections": [
              (v3/*:: as any*/),
              (v4/*:: as any*/),
              (v5/*:: as any*/),
              {
                "alias": null,
                "args": null,
                "concreteType": "Payment",
                "kind": "LinkedField",
                "name": "payment",
                "plural": false,
                "selections": [
                  (v6/*:: as any*/)
                ],
                "storageKey": null
              }
            ],
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "type": "Subscription",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "relaySubscriptionsActivitySubscription",
    "selections": [
      {
        "alias": null,
        "args": (v1/*:: as any*/),
        "concreteType": "PaymentActivity",
        "kind": "LinkedField",
        "name": "paymentActivity",
        "plural": false,
        "selections": [
          (v2/*:: as any*/),
          {
            "alias": null,
            "args": null,
            "concreteType": "PaymentEvent",
            "kind": "LinkedField",
            "name": "event",
            "plural": false,
            "selections": [
              (v3/*:: as any*/),
              (v4/*:: as any*/),
              (v5/*:: as any*/),
              {
                "alias": null,
                "args": null,
                "concreteType": "Payment",
                "kind": "LinkedField",
                "name": "payment",
                "plural": false,
                "selections": [
                  (v6/*:: as any*/),
                  (v3/*:: as any*/)
                ],
                "storageKey": null
              }
            ],
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ]
  },
  "params": {
    "cacheID": "80b3e6f2fd074b604b48ae412e083e93",
    "id": null,
    "metadata": {},
    "name": "relaySubscriptionsActivitySubscription",
    "operationKind": "subscription",
    "text": "subscription relaySubscriptionsActivitySubscription(\n  $after: String\n  $filter: PaymentActivityFilter\n) {\n  paymentActivity(after: $after, filter: $filter) {\n    cursor\n    event {\n      id\n      seq\n      type\n      payment {\n        status\n        id\n      }\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "1b0d9a1baf84a14d9fface1d7b8f7077";

export default node;
