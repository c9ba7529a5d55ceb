import { expect, test } from 'vitest'
import { ALL_SHARDS, shardName, shardNamed } from '../../src/activity/shard.ts'

const OWNERS = ['mer_1', 'mer_2'].flatMap((merchantId) =>
  (['TEST', 'LIVE'] as const).map((mode) => ({ merchantId, mode })),
)

test('HW4 each merchant and mode has shards of its own, and takes no other for one of them', () => {
  const names = OWNERS.flatMap((owner) => ALL_SHARDS.map((shard) => shardName(owner, shard)))
  expect(new Set(names).size).toBe(OWNERS.length * ALL_SHARDS.length)
  for (const owner of OWNERS) {
    const own = names.filter((name) => shardNamed(owner, name) !== undefined)
    expect(own).toEqual(ALL_SHARDS.map((shard) => shardName(owner, shard)))
  }
})
