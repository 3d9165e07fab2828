// One deployment of the program: deployed by the natsmith command, as a user would, into a folder of its own, and run.
// In: a program, a nats-server, an empty folder. Out: a site that claims can be tried on.
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import type { ManifestFile, NodeManifest } from '../../lib/assembly/manifest'
import { NODE_MANIFEST } from '../../lib/assembly/manifest'
import type { Credentials } from '../../test/oracle/support/client'
import { freeOffset } from '../../test/oracle/support/ports'
import { startServer, type RunningServer } from '../../test/oracle/support/server'
import { node } from './natsmith'

export const NODES = ['nats1', 'nats2', 'nats3', 'edge'] as const
export type NodeName = (typeof NODES)[number]
export type Surface = 'client' | 'cluster' | 'leafnodes'

export interface SiteOptions {
  readonly program: string
  readonly serverVersion: string
  /** The nats-server to run. */
  readonly server: string
  /** An empty folder. */
  readonly folder: string
  /** Ends what runs, whatever it is at that moment. */
  readonly signal: AbortSignal
}

export class Site {
  readonly line: string
  readonly #options: SiteOptions
  readonly #offset: number
  readonly #running = new Map<NodeName, RunningServer>()
}
