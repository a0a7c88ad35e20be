// Stands in for Vitest: what the recipe imports of it, made of Node's own test runner.
import assert from 'node:assert/strict'

export { afterEach, beforeEach, test } from 'node:test'

export const inject = (name) => JSON.parse(process.env.PROVIDED)[name]

export const expect = (got) => ({ toBe: (want) => assert.equal(got, want), toEqual: (want) => assert.deepEqual(got, want) })
