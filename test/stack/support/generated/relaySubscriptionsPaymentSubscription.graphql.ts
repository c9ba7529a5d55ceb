/**
 * @generated SignedSource<<dd76b9df40355416a352f69fd36d76a3>>
 * @lightSyntaxTransform
 */

/* tslint:disable */
/* eslint-disable */
// @ts-nocheck

import type { ConcreteRequest } from 'relay-runtime';
export type PaymentStatus = "AUTHORIZED" | "CANCELED" | "CAPTURED" | "EXPIRED" | "FAILED" | "PARTIALLY_CAPTURED" | "PROCESSING" | "REQUIRES_ACTION" | "REQUIRES_PAYMENT_METHOD" | "%future added value";
export type relaySubscriptionsPaymentSubscription$variables = {
  id: string;
};
export type relaySubscriptionsPaymentSubscription$data = {
  readonly payment: {
    readonly amountRefunded: {
      readonly amount: any;
    };
    readonly id: string;
    readonly status: PaymentStatus;
  };
};
export type relaySubscriptionsPaymentSubscription = {
  response: relaySubscriptionsPaymentSubscription$data;
  variables: relaySubscriptionsPaymentSubscription$variables;
};

const node: ConcreteRequest = (function(){
var v0 = [
  {
    "defaultValue": null,
    "kind": "LocalArgument",
    "name": "id"
  }
],
v1 = [
  {
    "alias": null,
    "args": [
      {
        "kind": "Variable",
        "name": "id",
        "variableName": "id"
      }
    ],
    "concreteType": "Payment",
    "kind": "LinkedField",
    "name": "payment",
    "plural": false,
    "selections": [
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "id",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "kind": "ScalarField",
        "name": "status",
        "storageKey": null
      },
      {
        "alias": null,
        "args": null,
        "concreteType": "Money",
        "kind": "LinkedField",
        "name": "amountRefunded",
        "plural": false,
        "selections": [
          {
            "alias": null,
            "args": null,
            "kind": "ScalarField",
            "name": "amount",
            "storageKey": null
          }
        ],
        "storageKey": null
      }
    ],
    "storageKey": null
  }
];
return {
  "fragment": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Fragment",
    "metadata": null,
    "name": "relaySubscriptionsPaymentSubscription",
    "selections": (v1/*:: as any*/),
    "type": "Subscription",
    "abstractKey": null
  },
  "kind": "Request",
  "operation": {
    "argumentDefinitions": (v0/*:: as any*/),
    "kind": "Operation",
    "name": "relaySubscriptionsPaymentSubscription",
    "selections": (v1/*:: as any*/)
  },
  "params": {
    "cacheID": "71e2afbe27e196d3bfd0184ca58ec41e",
    "id": null,
    "metadata": {},
    "name": "relaySubscriptionsPaymentSubscription",
    "operationKind": "subscription",
    "text": "subscription relaySubscriptionsPaymentSubscription(\n  $id: ID!\n) {\n  payment(id: $id) {\n    id\n    status\n    amountRefunded {\n      amount\n    }\n  }\n}\n"
  }
};
})();

(node as any).hash = "f93f388c28ce8e29bbe4be86ffaf1b2e";

export default node;
