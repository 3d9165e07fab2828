// What the conformance suite does to files of a deployment, each to another one.
import { chmodSync, copyFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Workspace } from '../workspace'
import { placedFiles, type PlacedFile } from './engine'
import type { Damage } from './sight'

const EXTRA = 'extra.conf'

type Subject = readonly [node: string, detail: string, purpose: string]

const DAMAGED: Readonly<
  Record<Damage, readonly [...Subject, damage: (place: string, aside: string) => void]>
> = {
  'content changed': [
    'nats1',
    'nats-server',
    'conf',
    (place) => {
      writeFileSync(place, 'port: 4222\n')
    },
  ],
  deleted: [
    'nats2',
    'client',
    'certificate',
    (place) => {
      rmSync(place)
    },
  ],
  'mode changed': [
    'nats1',
    'client',
    'key',
    (place) => {
      chmodSync(place, 0o644)
    },
  ],
  'replaced by a link to the same content': [
    'nats2',
    'client',
    'key',
    (place, aside) => {
      copyFileSync(place, aside)
      rmSync(place)
      symlinkSync(aside, place)
    },
  ],
  'replaced by a link to something else': [
    'nats2',
    'nats-server',
    'conf',
    (place, aside) => {
      writeFileSync(aside, 'of somebody else\n')
      rmSync(place)
      symlinkSync(aside, place)
    },
  ],
  'replaced by a folder': [
    'nats1',
    'cluster',
    'key',
    (place) => {
      rmSync(place)
      mkdirSync(place)
    },
  ],
  'extra file': [
    'nats1',
    'nats-server',
    'conf',
    (place) => {
      writeFileSync(join(dirname(place), EXTRA), 'of an operator\n')
    },
  ],
}

/** Does it, and says to which file. */
export function inflict(damage: Damage, workspace: Workspace): PlacedFile {
  const [node, detail, purpose, act] = DAMAGED[damage]
  const file = placedFiles(workspace, node).find((one) => one.detail === detail && one.purpose === purpose)
  if (file === undefined) throw new Error(`${node} has no ${detail} ${purpose}`)
  act(file.place, workspace.path(`aside-${damage.replaceAll(' ', '-')}`))
  if (damage !== 'extra file') return file
  const path = join(dirname(file.path), EXTRA)
  return { ...file, path, place: join(dirname(file.place), EXTRA), purpose: 'ca', detail: EXTRA }
}
