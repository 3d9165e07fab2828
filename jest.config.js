// Two projects: `unit` needs nothing but Node; `oracle` runs the real programs that tools/install.ts brings.

const shared = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: {
    '^natsmith$': '<rootDir>/lib/index.ts',
    '^natsmith/testing$': '<rootDir>/lib/testing/index.ts',
  },
}

module.exports = {
  testTimeout: 60_000,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/(oracle|e2e)/'],
    },
    { ...shared, displayName: 'oracle', testMatch: ['<rootDir>/test/(oracle|e2e)/**/*.test.ts'] },
  ],
}
