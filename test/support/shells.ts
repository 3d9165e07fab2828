// Transports that are shells of this machine: sh and its utilities as hosts have them.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { need } from '../../tools/install'

export const SHELLS = ['sh', 'bash', 'busybox'] as const
export type Shell = (typeof SHELLS)[number]

/**
 * A transport to a shell whose PATH begins with a folder that is made at `folder`: there `sh` is bash, or sh and every other
 * utility is busybox.
 */
export function shellTransport(shell: Shell, folder: string): readonly string[] {
  mkdirSync(folder)
  if (shell === 'sh') return ['env']
  if (shell === 'bash') {
    symlinkSync('/bin/bash', join(folder, 'sh'))
    return ['env', `PATH=${folder}:/usr/bin:/bin`]
  }
  const busybox = need('busybox')
  execFileSync(busybox, ['--install', '-s', folder])
  return ['env', `PATH=${folder}`]
}

/** Utilities that change something on a disk. */
const WRITING = ['cat', 'chmod', 'chown', 'ln', 'mkdir', 'mv', 'rm', 'rmdir', 'sync']

export interface KillingTransport {
  readonly transport: readonly string[]
  /** From now on the shell is killed when it comes to its call number `at` of such a utility, before the call. */
  readonly killAt: (at: number) => void
}

/** A shell of this machine that is killed in the midst of its work. */
export function killingTransport(folder: string): KillingTransport {
  mkdirSync(folder)
  const [count, limit] = [join(folder, 'count'), join(folder, 'limit')]
  for (const name of WRITING) {
    const real = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
    const lines = [
      '#!/bin/sh',
      `read -r N <${count}; N=$((N + 1)); echo $N >${count}; read -r AT <${limit}`,
      // All that the transport started dies with it.
      'if [ $N = $AT ]; then kill -9 -$NATSMITH_GROUP; fi',
      `exec ${real} "$@"`,
    ]
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`, { mode: 0o755 })
  }
  return {
    transport: [
      ...['setsid', 'sh', '-c'],
      `PATH=${folder}:$PATH NATSMITH_GROUP=$$; export PATH NATSMITH_GROUP; exec "$@"`,
      'sh',
    ],
    killAt(at) {
      writeFileSync(count, '0\n')
      writeFileSync(limit, `${String(at)}\n`)
    },
  }
}
