// In: a deployment that runs. Out: the files of all its users, in its folder, and with what settings each logs in.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { usersOf } from '../../../lib/model/query'
import { clientFiles, type ClientSettings } from '../../../lib/render/client'
import type { RunningDeployment } from './deployment'

export function handOut({ model, materials, folder }: RunningDeployment<string>): void {
  for (const { name, content, mode } of usersOf(model).flatMap((user) =>
    clientFiles(model, user, materials, folder),
  )) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content, { mode })
  }
}

/** @param user - `ORDERS/alice` */
export function settingsOf({ folder }: RunningDeployment<string>, user: string): ClientSettings {
  const file = join(folder, `prod-${user.replace('/', '-')}`, 'client.json')
  return JSON.parse(readFileSync(file, 'utf8')) as ClientSettings
}
