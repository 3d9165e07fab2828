// Both forks, as one type: what holds for one holds for the other.
import * as cdktf from 'cdktf'
import * as cdktn from 'cdktn'
import type { Construct } from 'constructs'
import * as forCdktf from 'natsmith/cdktf'
import * as forCdktn from 'natsmith/cdktn'
import { deployment } from 'natsmith'
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ISSUE_REQUEST, type IssueReport, type IssueRequest } from '../../../lib/targets/host'

export interface Fork {
  readonly name: 'cdktf' | 'cdktn'
  readonly engine: typeof cdktf
  readonly NatsStack: typeof forCdktf.NatsStack
}

export const FORKS: readonly [Fork, Fork] = [
  { name: 'cdktf', engine: cdktf, NatsStack: forCdktf.NatsStack },
  {
    name: 'cdktn',
    engine: cdktn as unknown as typeof cdktf,
    NatsStack: forCdktn.NatsStack as unknown as typeof forCdktf.NatsStack,
  },
]

type Define = (scope: Construct) => void

/** A `cdk.tf.json`. */
export interface Synthesized {
  readonly output: Readonly<Record<string, { readonly value: unknown }>>
  readonly provider: Readonly<Record<string, readonly object[]>>
  readonly resource: Readonly<Record<string, Readonly<Record<string, Resource>>>>
}

export interface Resource {
  readonly filename: string
  readonly source: string
  readonly file_permission: string
  readonly directory_permission: string
  readonly depends_on?: readonly string[]
  readonly lifecycle?: { readonly create_before_destroy: boolean; readonly ignore_changes: readonly string[] }
}

/** Makes stacks of `fork` in `folder`, which becomes the working directory. */
export function workingIn(folder: string, { engine, NatsStack }: Fork) {
  mkdirSync(folder, { recursive: true })
  process.chdir(folder)
  const stack = (define: Define, props: forCdktf.NatsStackProps = {}) => {
    const app = new engine.App({ outdir: join(folder, 'cdktf.out') })
    return new NatsStack(app, 'prod', { deployment: deployment('prod', define), ...props })
  }
  const json = (text: string) => JSON.parse(text) as Synthesized
  return {
    stack,
    /** As tests of users do. */
    testing: (define: Define, props?: forCdktf.NatsStackProps) =>
      json(engine.Testing.synth(stack(define, props))),
    /** As `cdktf synth` does. */
    synth: (define: Define, props?: forCdktf.NatsStackProps) => {
      engine.App.of(stack(define, props)).synth()
      const text = readFileSync(join(folder, 'cdktf.out/stacks/prod/cdk.tf.json'), 'utf8')
      return { text, ...json(text) }
    },
    /** As `natsmith issue --app` runs the app. */
    issue: (define: Define): readonly IssueReport[] => {
      const report = join(folder, 'report')
      const request: IssueRequest = { act: 'commit', report, app: 'node main.js' }
      process.env[ISSUE_REQUEST] = JSON.stringify(request)
      try {
        engine.App.of(stack(define)).synth()
      } finally {
        Reflect.deleteProperty(process.env, ISSUE_REQUEST)
      }
      return readFileSync(report, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as IssueReport)
    },
  }
}

/** Every resource by its address. */
export function resources({ resource }: Synthesized): ReadonlyMap<string, Resource> {
  const types = Object.entries(resource)
  return new Map(
    types.flatMap(([type, all]) =>
      Object.entries(all).map(([name, one]) => [`${type}.${name}`, one] as const),
    ),
  )
}

/** Files below `folder`, each with its content. */
export function filesIn(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()
  const files = names.filter((name) => statSync(join(folder, name)).isFile())
  return new Map(files.map((name) => [name, readFileSync(join(folder, name), 'utf8')]))
}
