// Finds leaf remotes of which one throws the other out.
import { accountName } from '../model/identity'
import type { BuiltInRule } from '../model/rule'
import { show } from '../values/finding'
import { groupBy } from '../values/group'

const change = 'keep one of them; a remote dials all nodes of its hub already'

export const duplicateLeafRemote: BuiltInRule = {
  code: 'duplicate-leaf-remote',
  severity: 'error',
  title: 'no two remotes of a server join the same accounts of a hub',
  why: 'A hub takes the newer connection for the older one come back, and ends that: both come and go for ever.',
  change,
  source: 'nats-server server/leafnode.go addLeafNodeConnection',
  example: 'remotes: joins ORDERS of "hub" and ORDERS, as prod/berlin/hub-ORDERS does',
  check: ({ model }) =>
    model.clusters.flatMap(({ remotes }) =>
      [
        ...groupBy(remotes, ({ hub, hubAccount, account }) =>
          [hub, accountName(hubAccount), accountName(account)].join('\0'),
        ).values(),
      ].flatMap(([first, ...others]) =>
        others.map(({ path, hub, hubAccount, account }) => ({
          path,
          message: `remotes: joins ${hubAccount.account} of ${show(hub)} and ${account.account}, as ${first?.path ?? ''} does`,
          change,
        })),
      ),
    ),
}
