import { failedSarifLog, sarifLog, type SarifInput } from '../../bin/sarif'
import { EXPLANATIONS, explain } from '../../lib/rules'
import type { Finding } from '../../lib/values/finding'

const finding: Finding = {
  code: 'plaintext-listener',
  severity: 'error',
  path: 'prod/hub',
  message: 'client: listens without tls',
  change: 'set tls',
}

const hasOwner = {
  code: 'acme/has-owner',
  severity: 'warning',
  title: 'every account names its owner',
  why: 'Somebody must answer for it.',
  change: 'add the tag owner',
  source: 'Acme handbook',
} as const

interface Log {
  readonly version: string
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }
    readonly results: readonly Readonly<Record<string, unknown>>[]
  }[]
}

const log = (findings: readonly Finding[], more: Partial<SarifInput> = {}): Log =>
  sarifLog({
    deployment: 'prod',
    version: '1.2.3',
    programFile: '/home/ann/acme/natsmith.ts',
    folder: '/home/ann/acme',
    findings,
    added: [],
    ...more,
  }) as Log

const resultOf = (of: Finding, more?: Partial<SarifInput>) => log([of], more).runs[0]?.results[0]
const rulesIn = ({ runs }: Log) => runs[0]?.tool.driver.rules ?? []

it('is one run of natsmith, in version 2.1.0', () => {
  expect(log([])).toMatchObject({
    $schema: expect.stringContaining('sarif-schema-2.1.0.json') as string,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'natsmith', semanticVersion: '1.2.3' } },
        automationDetails: { id: 'natsmith/prod/' },
        columnKind: 'utf16CodeUnits',
        invocations: [{ executionSuccessful: true }],
        results: [],
      },
    ],
  })
})

it('says why there is nothing to show', () => {
  const error = { code: 'program-failed', message: 'natsmith.ts: a\u202eb', change: 'mend it' }
  expect(failedSarifLog('1.2.3', error)).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { rules: expect.any(Array) as unknown } },
        invocations: [
          {
            executionSuccessful: false,
            toolExecutionNotifications: [
              {
                descriptor: { id: 'program-failed' },
                level: 'error',
                message: {
                  text: expect.stringMatching(/^natsmith\.ts: a[^\u202e]+b\. Change: mend it\.$/) as string,
                },
              },
            ],
          },
        ],
        results: [],
      },
    ],
  })
})

it('has every rule, with help', () => {
  expect(rulesIn(log([])).map(({ id }) => id)).toEqual(EXPLANATIONS.map(({ code }) => code))
  const explained = explain('plaintext-listener')
  expect(rulesIn(log([])).find(({ id }) => id === 'plaintext-listener')).toEqual({
    id: 'plaintext-listener',
    shortDescription: { text: explained?.title },
    fullDescription: { text: explained?.why },
    help: { text: expect.stringContaining(explained?.change ?? 'a change') as string },
    defaultConfiguration: { level: 'error' },
  })
})

it('points to the construct, and to the program', () => {
  const index = EXPLANATIONS.findIndex(({ code }) => code === 'plaintext-listener')
  expect(resultOf(finding)).toEqual({
    ruleId: 'plaintext-listener',
    ruleIndex: index,
    level: 'error',
    message: { text: 'prod/hub: client: listens without tls. Change: set tls.' },
    locations: [
      {
        physicalLocation: { artifactLocation: { uri: 'natsmith.ts' } },
        logicalLocations: [{ fullyQualifiedName: 'prod/hub', name: 'hub' }],
      },
    ],
  })
})

it('knows the rules that the program adds', () => {
  const found = { ...finding, code: hasOwner.code, severity: hasOwner.severity }
  const { runs } = log([found], { added: [hasOwner, hasOwner] })
  expect(runs[0]?.tool.driver.rules.slice(EXPLANATIONS.length)).toMatchObject([
    { id: 'acme/has-owner', defaultConfiguration: { level: 'warning' } },
  ])
  expect(runs[0]?.results).toMatchObject([{ ruleIndex: EXPLANATIONS.length, level: 'warning' }])
})

it('leaves the index out where a construct refuses something, which is no rule', () => {
  const refused = resultOf({ ...finding, code: 'invalid-name' })
  expect(refused).toMatchObject({ ruleId: 'invalid-name' })
  expect(refused).not.toHaveProperty('ruleIndex')
})

it('shows what is acknowledged as suppressed', () => {
  expect(resultOf({ ...finding, acknowledged: 'a lab' })).toMatchObject({
    suppressions: [{ kind: 'inSource', status: 'accepted', justification: 'a lab' }],
  })
})

it.each([
  ['/home/ann/acme/a b/n#1.ts', 'a%20b/n%231.ts'],
  ['/srv/natsmith.ts', 'file:///srv/natsmith.ts'],
])('names the program %s by the URI %s', (programFile, uri) => {
  expect(resultOf(finding, { programFile })).toMatchObject({
    locations: [{ physicalLocation: { artifactLocation: { uri } } }],
  })
})

it('shows what would be unseen', () => {
  expect(JSON.stringify(log([{ ...finding, message: 'a\u202eb' }]))).not.toContain('\u202e')
})
