import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, validate } from 'graphql'
import { expect, test } from 'vitest'
import { schema } from '../../schema/schema.ts'

const text = readFileSync(join(import.meta.dirname, '../../docs/operators.md'), 'utf8')
const documents = [...text.matchAll(/```graphql\n(.*?)```/gs)].map(([, document = '']) => document)

test('the operators’ guide has documents to paste', () => {
  expect(documents.length).toBeGreaterThan(8)
})

test.each(documents)('the operators’ guide shows a document that is valid: %s', (document) => {
  expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([])
})
