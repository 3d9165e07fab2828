// Loads the test files that jest.unit.config.mjs gives, each into a block of its name.
import { relative } from 'node:path'

declare const UNIT_TESTS: readonly string[]

describe.each(UNIT_TESTS.map((path) => [relative(__dirname, path), path]))('%s', (_name, path) => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- a block cannot wait for an import
  require(path)
})
