// In: a node. Out: a systemd unit that runs its nats-server from the conf that is deployed, with as few rights as it needs.
import { join } from 'node:path/posix'
import type { ManifestNode } from '../assembly/manifest'

/** @param data - what the server writes to */
export function unitText(deployment: string, node: ManifestNode, data?: string): string {
  const { configDir, fileOwner } = node
  const conf = join(configDir, 'nats-server.conf')
  return [
    '[Unit]',
    `Description=nats-server of node ${node.node}, deployment ${deployment}`,
    'Wants=network-online.target',
    'After=network-online.target',
    '',
    '[Service]',
    ...(fileOwner === undefined ? [] : [`User=${fileOwner.user}`, `Group=${fileOwner.group}`]),
    `ExecStart=nats-server -c ${quoted(conf)}`,
    'ExecReload=/bin/kill -HUP $MAINPID',
    '# Lame duck mode: clients move to other servers before this one ends, which takes two minutes.',
    'KillSignal=SIGUSR2',
    'TimeoutStopSec=150',
    'Restart=on-failure',
    'RestartSec=5',
    'LimitNOFILE=800000',
    '',
    'CapabilityBoundingSet=',
    'LockPersonality=true',
    'MemoryDenyWriteExecute=true',
    'NoNewPrivileges=true',
    'PrivateDevices=true',
    'PrivateTmp=true',
    'ProcSubset=pid',
    'ProtectClock=true',
    'ProtectControlGroups=true',
    'ProtectHome=true',
    'ProtectHostname=true',
    'ProtectKernelLogs=true',
    'ProtectKernelModules=true',
    'ProtectKernelTunables=true',
    'ProtectProc=invisible',
    'ProtectSystem=strict',
    ...(data === undefined ? [] : [writable(data)]),
    'RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX',
    'RestrictNamespaces=true',
    'RestrictRealtime=true',
    'RestrictSUIDSGID=true',
    'SystemCallArchitectures=native',
    'SystemCallFilter=@system-service',
    'SystemCallFilter=~@privileged @resources',
    'UMask=0077',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
    '',
  ].join('\n')
}

/** systemd makes a folder of its own below /var/lib, and gives it to the unit's user; another one has to be there. */
const writable = (data: string): string =>
  data.startsWith('/var/lib/')
    ? `StateDirectory=${quoted(data.slice('/var/lib/'.length))}`
    : `ReadWritePaths=${quoted(data)}`

/** A path as a unit takes it: `%` begins a specifier there, `$` a variable. */
const quoted = (path: string): string =>
  `"${path.replace(/[\\"]/g, '\\$&').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`
