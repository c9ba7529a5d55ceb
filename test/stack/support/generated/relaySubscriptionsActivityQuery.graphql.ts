/**
 * @generated SignedSource<<613cac8bf8f298d98528b9c19941cbf6>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type PaymentEventType = "ACTION_COMPLETED" | "ACTION_REQUIRED" | "ATTEMPT_ENDED" | "ATTEMPT_STARTED" | "AUTHORIZATION_RELEASED" | "CANCEL_FAILED" | "CANCEL_STARTED" | "CAPTURE_FAILED" | "CAPTURE_STARTED" | "CAPTURE_SUCCEEDED" | "COMPENSATED" | "COMPENSATION_FAILED" | "DISPUTE_CLOSED" | "DISPUTE_OPENED" | "DISPUTE_RESPONSE_STARTED" | "DISPUTE_UPDATED" | "GATEWAY_MESSAGE_IGNORED" | "OUTCOME_RESOLVED" | "OUTCOME_UNKNOWN" | "PAYMENT_AUTHORIZED" | "PAYMENT_CANCELED" | "PAYMENT_CREATED" | "PAYMENT_DECLINED" | "PAYMENT_ERASED" | "PAYMENT_EXPIRED" | "PAYMENT_FAILED" | "REFUND_CREATED" | "REFUND_FAILED" | "REFUND_SUCCEEDED" | "%future added value";
export type relaySubscriptionsActivityQuery$variables = {
  after?: string | null | undefined;
  first?: number | null | undefined;
};
export type relaySubscriptionsActivityQuery$data = {
  readonly paymentActivity: {
    readonly edges: ReadonlyArray<{
      readonly node: {
        readonly cursor: string;
        readonly event: {
          readonly seq: number;
          readonly type: PaymentEventType;
        };
      };
    }>;
    readonly resumeAfter: string;
  };
};
export type relaySubscriptionsActivityQuery = {
  response: relaySubscriptionsActivityQuery$data;
  variables: relaySubscriptionsActivityQuery$variables;
};

const node: ConcreteRequest = (function(){
var v0 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "after"
},
v1 = {
  "defaultValue": null,
  "kind": "LocalArgument",
  "name": "first"
},
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
  "name": "seq",
  "storageKey": null
},
v4 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "type",
  "storageKey": null
},
v5 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "__typename",
  "storageKey": null
},
v6 = {
  "alias": null,
  "args": null,
  "kind": "ScalarField",
  "name": "resumeAfter",
  "storageKey": null
},
v7 = {
  "alias": null,
  "args": null,
  "concreteType": "PageInfo",
  "kind": "LinkedField",
  "name": "pageInfo",
  "plural": false,
  "selections": [
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "endCursor",
      "storageKey": null
    },
    {
      "alias": null,
      "args": null,
      "kind": "ScalarField",
      "name": "hasNextPage",
      "storageKey": null
    }
  ],
  "storageKey": null
},
v8 = [
  {
    "kind": "Variable",
    "name": "after",
    "variableName": "after"
  },
  {
    "kind": "Variable",
    "name": "first",
    "variableName": "first"
  }
];
return {
  "fragment": {
    "argumentDefinitions": [
      (v0/*:: as any*/),
      (v1/*:: as any*/)
    ],
    "kind": "Fragment",
    "metadata": null,
    "name": "relaySubscriptionsActivityQuery",
    "selections": [
      {
        "alias": "paymentActivity",
        "args": null,
        "concreteType": "PaymentActivityConnection",
        "kind": "LinkedField",
        "name": "__relaySubscriptions_paymentActivity_connection",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "PaymentActivityEdge",
            "kind": "LinkedField",
            "name": "edges",
            "plural": true,
            "selections": [
              {
                "alias": null,
                "args": null,
                "concreteType": "PaymentActivity",
                "kind": "LinkedField",
                "name": "node",
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
                      (v4/*:: as any*/)
                    ],
                    "storageKey": null
                  },
                  (v5/*:: as any*/)
                ],
                "storageKey": null
              },
              (v2/*:: as any*/)
            ],
            "storageKey": null
          },
          (v6/*:: as any*/),
          (v7/*:: as any*/)
        ],
        "storageKey": null
      }
    ],
    "type": "Query",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": [
      (v1/*:: as any*/),
      (v0/*:: as any*/)
    ],
    "kind": "Operation",
    "name": "relaySubscriptionsActivityQuery",
    "selections": [
      {
        "alias": null,
        "args": (v8/*:: as any*/),
        "concreteType": "PaymentActivityConnection",
        "kind": "LinkedField",
        "name": "paymentActivity",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "concreteType": "PaymentActivityEdge",
            "kind": "LinkedField",
            "name": "edges",
            "plural": true,
            "selections": [
              {
                "alias": null,
                "args": null,
                "concreteType": "PaymentActivity",
                "kind": "LinkedField",
                "name": "node",
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
                      {
                        "alias": null,
                        "args": null,
                        "kind": "ScalarField",
                        "name": "id",
                        "storageKey": null
                      }
                    ],
                    "storageKey": null
                  },
                  (v5/*:: as any*/)
                ],
                "storageKey": null
              },
              (v2/*:: as any*/)
            ],
            "storageKey": null
          },
          (v6/*:: as any*/),
          (v7/*:: as any*/)
        ],
        "storageKey": null
      },
      {
        "alias": null,
        "args": (v8/*:: as any*/),
        "filters": null,
        "handle": "connection",
        "key": "relaySubscriptions_paymentActivity",
        "kind": "LinkedHandle",
        "name": "paymentActivity"
      }
    ]
  },
  "params": {
    "cacheID": "436737bde2ae61287087f62c55164357",
    "id": null,
    "metadata": {
      "connection": [
        {
          "count": "first",
          "cursor": "after",
          "direction": "forward",
          "path": [
            "paymentActivity"
          ]
        }
      ]
    },
    "name": "relaySubscriptionsActivityQuery",
    "operationKind": "query",
    "text": "query relaySubscriptionsActivityQuery(\n  $first: Int\n  $after: String\n) {\n  paymentActivity(first: $first, after: $after) {\n    edges {\n      node {\n        cursor\n        event {\n          seq\n          type\n          id\n        }\n        __typename\n      }\n      cursor\n    }\n    resumeAfter\n    pageInfo {\n      endCursor\n      hasNextPage\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "ecd4433338543f58d754b26506e87ff3";

export default node;
