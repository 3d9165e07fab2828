// Three projects: `unit` is for the inner loop; `exhaustive` stops at every step there is, and takes its time; `oracle` runs
// the real programs that tools/install.ts brings.

const EXHAUSTIVE = [
  'exhaustive/',
  'property/',
  'targets/terraform',
  'targets/tokens',
  'constructs/refused',
  'constructs/nonsense',
  'constructs/docs',
  'x509/certificate',
]

const shared = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs', lazy: true },
      },
    ],
  },
  moduleNameMapper: {
    '^natsmith$': '<rootDir>/lib/index.ts',
    '^natsmith/testing$': '<rootDir>/lib/testing/index.ts',
    '^natsmith/auth-callout$': '<rootDir>/lib/auth-callout/index.ts',
    '^natsmith/(cdktf|cdktn|pulumi)$': '<rootDir>/lib/targets/$1.ts',
    '^@acme/nats-constructs$': '<rootDir>/examples/org-constructs/lib/index.ts',
  },
}

module.exports = {
  testTimeout: 60_000,
  // The default leaves one processor idle.
  maxWorkers: '100%',
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [
        '<rootDir>/test/(oracle|e2e|attack)/',
        ...EXHAUSTIVE.map((path) => `<rootDir>/test/${path}`),
      ],
    },
    { ...shared, displayName: 'exhaustive', testMatch: EXHAUSTIVE.map((path) => `<rootDir>/test/${path}**`) },
    { ...shared, displayName: 'oracle', testMatch: ['<rootDir>/test/(oracle|e2e|attack)/**/*.test.ts'] },
  ],
}
