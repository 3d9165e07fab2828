// The files of the project `unit` for the inner loop, in two suites instead of one for each file: a suite loads the library
// anew, which takes longer than the tests of a file. `npm run test:unit -- -t values/duration` runs one file.
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import config from './jest.config.js'

const { projects, ...shared } = config
const root = import.meta.dirname
const unit = projects.find(({ displayName }) => displayName === 'unit')
const others = unit.testPathIgnorePatterns.map((pattern) => pattern.replace('<rootDir>', root))
const files = readdirSync('test', { recursive: true })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => join(root, 'test', name))
  .filter((path) => !others.some((pattern) => new RegExp(pattern).test(path)))
  .sort()

const suites = [0, 1].map((half) => ({
  ...unit,
  displayName: `unit ${half + 1} of 2`,
  testMatch: ['<rootDir>/test/unit.ts'],
  testPathIgnorePatterns: [],
  globals: { UNIT_TESTS: files.filter((_, i) => i % 2 === half) },
}))

export default { ...shared, projects: suites }
