// Pulumi's command line. What it says of a plan is one JSON document, with the properties that change.
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { PulumiProject } from '../pulumi'
import type { RunOptions } from '../workspace'
import { succeeded, type HostingEngine } from './engine'

const ROOT = join(__dirname, '../../../..')

export const PULUMI_PROGRAM = `
const { NatsDeployment } = require('natsmith/pulumi')
new NatsDeployment('nats', { deployment: require('./natsmith.cjs').default })
`

export function pulumi(project: PulumiProject): HostingEngine {
  let program: RunOptions = {}
  return {
    kind: 'pulumi',
    name: 'pulumi up',
    workspace: project,
    change: (changed) => {
      program = changed
      return Promise.resolve()
    },
    plan: async () => {
      const { code, stdout, stderr } = await project.pulumi('preview --refresh --json', program)
      const lines = code === 0 ? planned(stdout) : [stdout + stderr]
      return { isRefused: code !== 0, lines, size: stdout.length }
    },
    deploy: async () => {
      succeeded(await project.pulumi('up --refresh', program))
    },
    trace: async () => {
      const loudly = '--refresh --diff --debug -v9 --logtostderr'
      const preview = succeeded(await project.pulumi(`preview ${loudly}`, program))
      const up = succeeded(await project.pulumi(`up ${loudly}`, program))
      return { preview: preview.stdout + preview.stderr, up: up.stdout + up.stderr }
    },
    upgrade: () => {
      const own = project.path('node_modules/natsmith')
      rmSync(own)
      cpSync(join(ROOT, 'dist'), join(own, 'dist'), { recursive: true })
      symlinkSync(join(ROOT, 'node_modules'), join(own, 'node_modules'))
      const text = readFileSync(join(ROOT, 'package.json'), 'utf8')
      writeFileSync(join(own, 'package.json'), text.replace(/"version": "[^"]*"/, '"version": "99.0.0"'))
      return Promise.resolve()
    },
    nameOf: ({ node, detail, purpose }) => `prod-${node} ${detail} ${purpose}`,
  }
}

/** Names of the resources that change, with the files that do: what `--diff` shows. */
function planned(stdout: string): readonly string[] {
  const { steps } = JSON.parse(stdout) as { readonly steps: readonly Step[] }
  const changes = steps.filter(({ op }) => !['same', 'refresh'].includes(op))
  return changes.flatMap(({ urn, oldState, newState }) => {
    const name = urn.split('::').at(-1) ?? urn
    const [olds = {}, news = {}] = [oldState?.inputs?.files, newState?.inputs?.files]
    const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])]
    const files = keys.filter((key) => !isDeepStrictEqual(olds[key], news[key]))
    return [name, ...files.map((key) => `${name} ${key}`)]
  })
}

interface Step {
  readonly op: string
  readonly urn: string
  readonly oldState?: State
  readonly newState?: State
}

interface State {
  readonly inputs?: { readonly files?: Readonly<Record<string, unknown>> }
}
