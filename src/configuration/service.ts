import { auditedConfiguration } from './audited.ts'
import type { ConfigurationService } from './contract.ts'
import { addGateway, changeGateway, listGateways, removeGateway, rotateCredentials } from './gateways.ts'
import { currentPolicy, policyVersions, rollbackPolicy, savePolicy } from './policies.ts'
import type { ConfigurationPorts } from './ports.ts'
import { planFor } from './simulate.ts'

/** Gateway accounts and routing policy, over whatever ports there are. It asks Postgres itself, never a cache. */
export const configurationService = (ports: ConfigurationPorts): ConfigurationService =>
  auditedConfiguration(
    {
      listGateways: (owner) => listGateways(ports, owner),
      addGateway: (owner, input) => addGateway(ports, owner, input),
      changeGateway: (owner, input) => changeGateway(ports, owner, input),
      rotateCredentials: (owner, input) => rotateCredentials(ports, owner, input),
      removeGateway: (owner, input) => removeGateway(ports, owner, input),
      currentPolicy: (owner) => currentPolicy(ports, owner),
      policyVersions: (owner, page) => policyVersions(ports, owner, page),
      savePolicy: (owner, input) => savePolicy(ports, owner, input),
      rollbackPolicy: (owner, input) => rollbackPolicy(ports, owner, input),
      planFor: (owner, input) => planFor(ports, owner, input),
    },
    ports.audit,
  )
