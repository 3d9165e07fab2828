// In: findings, and the rules that made them; or why there are none. Out: a SARIF 2.1.0 log (OASIS), for whoever shows the
// findings of many tools. It points to constructs by their path; a program has no line for one.
import { relative, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Explanation } from '../lib/model/rule'
import { EXPLANATIONS } from '../lib/rules'
import type { Finding } from '../lib/values/finding'
import { visible, type NatsmithError } from '../lib/values/finding'

export interface SarifInput {
  readonly deployment: string
  readonly version: string
  /** Absolute. */
  readonly programFile: string
  /** Paths in it are relative to this folder, absolute. */
  readonly folder: string
  readonly findings: readonly Finding[]
  /** Those that the program adds. */
  readonly added: readonly Explanation[]
}

export function sarifLog(input: SarifInput): object {
  const added = new Map(input.added.map((rule) => [rule.code, rule]))
  const rules = [...EXPLANATIONS, ...added.values()]
  const positions = new Map(rules.map(({ code }, i) => [code, i]))
  const program = { uri: uriOf(input.programFile, input.folder) }
  return logOf(input.version, rules, {
    automationDetails: { id: `natsmith/${input.deployment}/` },
    invocations: [{ executionSuccessful: true }],
    results: input.findings.map((finding) => ({
      ruleId: finding.code,
      ...(positions.has(finding.code) && { ruleIndex: positions.get(finding.code) }),
      ...resultOf(finding, program),
    })),
  })
}

/** The log of a run that judged nothing: whoever collects it is told why, instead of being given an empty file. */
export const failedSarifLog = (
  version: string,
  { code, message, change }: Pick<NatsmithError, 'code' | 'message' | 'change'>,
): object =>
  logOf(version, EXPLANATIONS, {
    invocations: [
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          {
            descriptor: { id: code },
            level: 'error',
            message: { text: `${visible(message)}. Change: ${visible(change)}.` },
          },
        ],
      },
    ],
    results: [],
  })

const logOf = (version: string, rules: readonly Explanation[], run: object): object => ({
  $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'natsmith', semanticVersion: version, rules: rules.map(ruleOf) } },
      columnKind: 'utf16CodeUnits',
      ...run,
    },
  ],
})

const ruleOf = ({ code, severity, title, why, change, source }: Explanation): object => ({
  id: code,
  shortDescription: { text: visible(title) },
  fullDescription: { text: visible(why) },
  help: { text: `${visible(why)} Change: ${visible(change)}. Source: ${visible(source)}.` },
  defaultConfiguration: { level: severity },
})

/** Who shows results by file has the program's; where one is acknowledged is in the program, too. */
const resultOf = ({ severity, path, message, change, acknowledged }: Finding, program: object): object => ({
  level: severity,
  message: { text: `${visible(path)}: ${visible(message)}. Change: ${visible(change)}.` },
  locations: [
    {
      physicalLocation: { artifactLocation: program },
      logicalLocations: [{ fullyQualifiedName: path, name: path.slice(path.lastIndexOf('/') + 1) }],
    },
  ],
  ...(acknowledged !== undefined && {
    suppressions: [{ kind: 'inSource', status: 'accepted', justification: visible(acknowledged) }],
  }),
})

/** Relative, so that it is the same on every machine; absolute for a program that is not below the folder. */
function uriOf(file: string, folder: string): string {
  const path = relative(folder, file).split(sep)
  return path[0] === '..' ? pathToFileURL(file).href : path.map(encodeURIComponent).join('/')
}
