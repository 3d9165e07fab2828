// Typed linting at its strict level, and the directions in which imports may go (ARCHITECTURE.md).
import eslint from '@eslint/js'
import tsdoc from 'eslint-plugin-tsdoc'
import tseslint from 'typescript-eslint'

// Each layer with the layers it may import; itself is always allowed. Anything in lib/ that is not listed is refused.
const LAYERS = {
  values: [],
  files: ['values'],
  x509: ['values'],
  model: ['values', 'constructs', 'jwt'],
  constructs: ['values', 'model'],
  jwt: ['values', 'x509'],
  keys: ['values', 'model', 'files', 'x509', 'jwt'],
  permissions: ['values', 'model'],
  rules: ['values', 'model', 'x509', 'permissions', 'render'],
  'auth-callout': ['values', 'jwt', 'constructs', 'model'],
  render: ['values', 'model', 'x509', 'jwt', 'auth-callout'],
  assembly: ['values', 'model', 'files', 'render'],
  engine: ['values', 'model', 'files', 'render', 'assembly'],
  diff: ['values', 'model', 'permissions', 'files', 'render', 'assembly'],
  drift: ['values', 'x509', 'model', 'files', 'render', 'assembly', 'engine'],
  live: ['values'],
  remote: ['values', 'files', 'assembly', 'engine'],
  push: ['values', 'model', 'jwt', 'render'],
  workspace: ['values', 'model', 'files', 'keys', 'render', 'diff'],
  nsc: ['values', 'model', 'constructs', 'files', 'jwt', 'keys', 'render'],
  targets: [
    'values',
    'x509',
    'model',
    'constructs',
    'files',
    'keys',
    'render',
    'assembly',
    'engine',
    'diff',
    'drift',
    'workspace',
  ],
  testing: [
    'values',
    'model',
    'constructs',
    'x509',
    'keys',
    'rules',
    'permissions',
    'push',
    'render',
    'assembly',
    'workspace',
  ],
}

// Layers that may touch the machine; everywhere else node:fs, node:net and their kin are refused.
const WITH_IO = [
  'files',
  'keys',
  'assembly',
  'engine',
  'drift',
  'live',
  'remote',
  'workspace',
  'nsc',
  'targets',
  'testing',
]
const IO = [
  'fs',
  'fs/promises',
  'net',
  'tls',
  'dns',
  'child_process',
  'os',
  'http',
  'https',
  'worker_threads',
]

// The only files that import an engine.
const ENGINES = ['cdktf', 'cdktn', 'pulumi', 'pulumi-values'].map((name) => `lib/targets/${name}.ts`)

function layerRules([layer, allowed], files = [`lib/${layer}/**/*.ts`], mayImportEngine = false) {
  const refused = Object.keys(LAYERS).filter((other) => other !== layer && !allowed.includes(other))
  const io = WITH_IO.includes(layer) ? [] : IO.flatMap((name) => [name, `node:${name}`])
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: io.map((name) => ({
            name,
            message: `lib/${layer} does no I/O: take what you need as an argument.`,
            // These only look at text.
            ...(name === 'node:net' && { allowImportNames: ['isIP', 'isIPv4', 'isIPv6'] }),
          })),
          patterns: [
            // A file may have the name of a layer.
            ...refused.map((other) => ({
              group: [`**/${other}/*`, `**/${other}`, `!./${other}`, `!**/[a-z]*/${other}`],
              message: `lib/${layer} may not import lib/${other}: imports go one way (ARCHITECTURE.md).`,
            })),
            ...(mayImportEngine
              ? []
              : [
                  {
                    group: ['cdktf', 'cdktf/*', 'cdktn', 'cdktn/*', '@cdktf/*', '@pulumi/*'],
                    message: 'engines are imported by their own target only.',
                  },
                ]),
            { group: ['**/bin/**'], message: 'lib may not import bin.' },
          ],
        },
      ],
    },
  }
}

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', 'node_modules/'] },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    plugins: { tsdoc },
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.mjs', 'jest.config.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // process.env['X'] is how noPropertyAccessFromIndexSignature wants it.
      '@typescript-eslint/dot-notation': 'off',
      // Control characters stand in patterns because input is searched for them.
      'no-control-regex': 'off',
      // Constructs are recognised by symbol, not by class, so that two copies of natsmith can meet.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // Constructs are made for their effect on the tree.
      'no-new': 'off',
    },
  },
  { files: ['**/*.ts'], rules: { 'tsdoc/syntax': 'error' } },
  ...Object.entries(LAYERS).map((layer) => layerRules(layer)),
  layerRules(['targets', LAYERS.targets], ENGINES, true),
  {
    // observing is I/O, comparing is not
    files: ['lib/drift/compare*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { paths: IO.map((name) => ({ name: `node:${name}`, message: 'comparing does no I/O.' })) },
      ],
    },
  },
  {
    files: ['test/**/*.ts', 'examples/**/*.ts', 'tools/**/*.ts'],
    rules: { 'no-console': 'off', '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  {
    files: ['**/*.mjs', '**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: { module: 'writable' } },
  },
)
